#include "core/run/run_start.h"

#include "core/base/atomic_file.h"
#include "core/run/record_totals.h"

namespace fs = std::filesystem;

namespace lapidary {

using nlohmann::json;

namespace {

std::string slug(const std::string &name)
{
    std::string slug;
    for (const char c : name) {
        const auto u = static_cast<unsigned char>(c);
        if (isalnum(u) && u < 128)
            slug.push_back(static_cast<char>(tolower(u)));
        else if (!slug.empty() && slug.back() != '-')
            slug.push_back('-');
    }
    slug = slug.substr(0, 60);
    while (!slug.empty() && slug.back() == '-')
        slug.pop_back();
    return slug.empty() ? "run" : slug;
}

std::string nowUtc()
{
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm utc{};
    gmtime_r(&now, &utc);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                       utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

// Names come from people and files: broken UTF-8 must not stop a run.
Status writeJson(const fs::path &path, const json &document, int indent)
{
    return writeFileAtomically(
        path, document.dump(indent, ' ', false, json::error_handler_t::replace) + "\n");
}

} // namespace

std::string runFolderName(const std::string &name, const std::string &planHash)
{
    return slug(name) + "-" + planHash.substr(0, 8);
}

RunRecord newRunRecord(const Model &model, const Plan &plan, const Recipe &recipe,
                       const RunOptions &options, const ComputeChoice &compute,
                       const std::string &planHash)
{
    RunRecord r;
    r.name = options.name.empty() ? recipe.name : options.name;
    r.planHash = planHash;
    r.run = runFolderName(r.name, r.planHash);
    r.created = nowUtc();
    r.source = model.source->path().string();
    r.sourceIdentity = model.source->identity();
    r.recipe = recipe;
    r.seed = options.seed;
    r.program = "lapidary " LAPIDARY_VERSION;
    // Not the number of threads: the result does not depend on it. The dtype is that of measuring.
    r.device = {{"device", compute.device}};
    if (options.evaluateText)
        r.device["dtype"] = compute.dtype;
    r.architecture = describeArchitecture(model);
    r.widthsBefore = model.config.blockIntermediate;
    r.headsBefore = model.config.blockHeads;
    r.kvHeadsBefore = model.config.blockKvHeads;
    r.expertsBefore = model.config.blockExperts;
    r.warnings = plan.warnings;
    planTotals(model, plan, r);
    return r;
}

Status writeRunPlan(const fs::path &folder, const RunRecord &record, const Plan &plan)
{
    const json document = {{"lapidary", "plan"},
                           {"version", 1},
                           {"record", toJson(record)},
                           {"plan", toJson(plan)}};
    return writeJson(folder / "plan.json", document, -1);
}

Status writeRunRecord(const fs::path &folder, const RunRecord &record)
{
    return writeJson(folder / "record.json", toJson(record), 1);
}

// What a killed process left half written has a temporary name.
void removeLeftovers(const fs::path &folder)
{
    std::error_code ec;
    std::vector<fs::path> leftovers;
    for (const fs::directory_entry &entry : fs::directory_iterator(folder, ec)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with('.') && name.ends_with(".tmp"))
            leftovers.push_back(entry.path());
    }
    for (const fs::path &leftover : leftovers)
        fs::remove_all(leftover, ec);
}

} // namespace lapidary
