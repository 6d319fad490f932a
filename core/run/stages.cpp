#include "core/run/stages.h"

#include "core/base/atomic_file.h"
#include "core/base/hash.h"
#include "core/base/process_memory.h"
#include "core/run/evaluation.h"
#include "core/run/execute_whole.h"
#include "core/run/run_lock.h"
#include "core/run/run_start.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace fs = std::filesystem;

namespace lapidary {

using nlohmann::json;

namespace {

constexpr double kOriginal = 0.05; // share of progress: measuring the original

/// Everything about one call of executeStages().
struct StagedRun {
    ModelPtr model;
    const MethodRegistry *methods = nullptr;
    RunOptions options; ///< device and dtype resolved
    ComputeChoice compute;
    std::vector<RecipeStage> stages;
    Plan plan;
    RunRecord record;
    fs::path store, folder;
    std::optional<double> original; ///< perplexity
    JobContext *job = nullptr;

    fs::path stageStore() const { return folder / "stages"; }
    StagePlace place() const { return {store / "cache", lastGoodFolder()}; }
    const StageRecord *lastGood() const;
    fs::path lastGoodFolder() const;
    bool rejected() const { return !record.stages.empty() && !record.stages.back().accepted; }
};

const StageRecord *StagedRun::lastGood() const
{
    const StageRecord *good = nullptr;
    for (const StageRecord &stage : record.stages)
        good = stage.accepted ? &stage : good;
    return good;
}

fs::path StagedRun::lastGoodFolder() const
{
    const StageRecord *good = lastGood();
    return good ? stageStore() / good->run : fs::path();
}

// What ends the run early is part of what it is: the limit, and the text and how it is measured.
std::string identityOf(const StagedRun &run)
{
    json stages = json::array();
    for (const RecipeStage &stage : run.stages)
        stages.push_back({stage.name, stage.steps});
    const PerplexityProtocol &p = run.options.protocol;
    json identity = {run.plan.hash(*run.model, run.options.seed), std::move(stages),
                     hashHex(run.options.evaluateText.value_or("")), p.name, p.window, p.stride,
                     p.maxWindows, p.bos, run.compute.device == "cpu" ? "cpu" : "accelerator"};
    const auto &limit = run.plan.recipe.damageLimit;
    identity.push_back(limit ? json(*limit) : json());
    return hashHex(identity.dump());
}

Status writeStages(const StagedRun &run)
{
    json stages = json::array();
    for (const StageRecord &stage : run.record.stages)
        stages.push_back(toJson(stage));
    return writeFileAtomically(run.folder / "stages.json", json{{"stages", stages}}.dump(1) + "\n");
}

Status makeRunFolder(StagedRun &run)
{
    LAPIDARY_TRY(requireDiskSpace(run.store, 1 << 20));
    LAPIDARY_ASSIGN(const RunStore store, RunStore::open(run.store, true));
    run.folder = store.runFolder(run.record.run);
    std::error_code ec;
    fs::create_directories(run.folder, ec);
    if (ec)
        return fail(ErrorCode::Io, "cannot create {}: {}; choose another store",
                    run.folder.string(), ec.message());
    return {};
}

// "auto" is decided by a timing; all stages are measured alike, those after a kill too.
void keepDtype(StagedRun &run, bool dtypeIsFree, const RunRecord &earlier)
{
    const std::string dtype = earlier.device.is_object() ? earlier.device.value("dtype", "") : "";
    if (dtypeIsFree && !dtype.empty() && run.options.evaluateText) {
        run.compute.dtype = run.options.compute.dtype = dtype;
        run.record.device["dtype"] = dtype;
    }
}

Status beginOrResume(StagedRun &run, bool dtypeIsFree)
{
    removeLeftovers(run.folder);
    std::error_code ec;
    if (!fs::exists(run.folder / "plan.json", ec))
        return writeRunPlan(run.folder, run.record, run.plan);
    LAPIDARY_ASSIGN(const RunStore store, RunStore::open(run.store, false));
    LAPIDARY_ASSIGN(const RunRecord earlier, store.load(run.record.run));
    if (earlier.planHash != run.record.planHash)
        return fail(ErrorCode::Input, "{} holds another plan; give this run another name",
                    run.folder.string());
    run.record.created = earlier.created;
    run.record.stages = finishedStages(run.folder);
    keepDtype(run, dtypeIsFree, earlier);
    return {};
}

StageRecord judge(const StagedRun &run, const RecipeStage &stage, const RunRecord &done)
{
    StageRecord record;
    record.name = stage.name;
    record.layers = static_cast<int>(done.layers.size());
    record.parameters = done.parametersAfter;
    record.parametersUnique = done.parametersUniqueAfter;
    record.bytes = done.bytesAfter;
    record.perplexity = done.perplexityAfter;
    if (record.perplexity && run.original)
        record.ratio = record.perplexity->value / *run.original;
    const auto &limit = run.plan.recipe.damageLimit;
    record.accepted = !limit || (record.ratio && *record.ratio <= *limit); // no number: rejected
    record.seconds = done.seconds;
    record.run = done.run;
    return record;
}

// Folders of stages that nothing builds on any more.
void removeOtherStages(const StagedRun &run)
{
    const StageRecord *good = run.lastGood();
    std::error_code ec;
    std::vector<fs::path> old;
    for (const fs::directory_entry &entry : fs::directory_iterator(run.stageStore(), ec))
        if (entry.is_directory(ec) && (!good || entry.path().filename() != good->run))
            old.push_back(entry.path());
    for (const fs::path &folder : old)
        fs::remove_all(folder, ec);
}

RunOptions stageOptions(const StagedRun &run, const std::string &name)
{
    RunOptions options = run.options;
    options.name = name;
    return options;
}

Status makeStage(StagedRun &run, size_t index)
{
    const RecipeStage &stage = run.stages[index];
    const double count = static_cast<double>(run.stages.size());
    const ProgressScope scope(*run.job,
                              kOriginal + (1 - kOriginal) * static_cast<double>(index) / count,
                              kOriginal + (1 - kOriginal) * static_cast<double>(index + 1) / count,
                              fmt::format("stage {} of {} ({})", index + 1, run.stages.size(),
                                          stage.name));
    const StagePlace place = run.place();
    const Recipe recipe = recipeOfStages(run.plan.recipe, run.stages, index + 1);
    LAPIDARY_ASSIGN(const RunRecord done,
                    executeWhole(run.model, recipe, *run.methods, run.stageStore(),
                                 stageOptions(run, fmt::format("{}-{}", index + 1, stage.name)),
                                 &place, *run.job));
    run.record.stages.push_back(judge(run, stage, done));
    LAPIDARY_TRY(writeStages(run));
    if (run.options.onStages)
        run.options.onStages(run.record.stages);
    removeOtherStages(run);
    return {};
}

/// The run that the checkpoint comes from; a copy of the original when no stage was good.
Result<RunRecord> lastGoodRun(const StagedRun &run)
{
    if (const StageRecord *good = run.lastGood()) {
        LAPIDARY_ASSIGN(const RunStore store, RunStore::open(run.stageStore(), false));
        return store.load(good->run);
    }
    RunOptions options = stageOptions(run, "original");
    options.evaluateText.reset();
    const StagePlace place = run.place();
    return executeWhole(run.model, recipeOfStages(run.plan.recipe, run.stages, 0), *run.methods,
                        run.stageStore(), options, &place, *run.job);
}

// Entry by entry; one that is there already was moved before a kill.
Status moveOutput(const fs::path &from, const fs::path &to)
{
    for (const char *name : {"layers", "arrays.h5", "evaluation.json", "checkpoint"}) {
        std::error_code ec;
        if (!fs::exists(from / name, ec))
            continue;
        fs::remove_all(to / name, ec);
        fs::rename(from / name, to / name, ec);
        if (ec)
            return fail(ErrorCode::Io, "cannot move {} to {}: {}", (from / name).string(),
                        to.string(), ec.message());
    }
    return syncFolder(to);
}

void takeResult(StagedRun &run, const RunRecord &good, const std::optional<Perplexity> &original)
{
    RunRecord record = good;
    record.run = run.record.run;
    record.name = run.record.name;
    record.created = run.record.created;
    record.planHash = run.record.planHash;
    record.recipe = run.plan.recipe;
    record.device = run.record.device;
    record.stages = std::move(run.record.stages);
    record.perplexityBefore = original;
    if (std::none_of(record.stages.begin(), record.stages.end(),
                     [](const StageRecord &stage) { return stage.accepted; }))
        record.perplexityAfter = original;
    record.seconds = 0;
    for (StageRecord &stage : record.stages) {
        record.seconds += stage.seconds;
        stage.run.clear();
    }
    record.peakRssBytes = peakResidentBytes();
    record.state = RunState::Finished;
    run.record = std::move(record);
    if (const std::string sentence = stoppedBecause(run.record); !sentence.empty())
        run.record.warnings.insert(run.record.warnings.begin(), sentence);
}

Status finish(StagedRun &run, const std::optional<Perplexity> &original)
{
    LAPIDARY_ASSIGN(const RunRecord good, lastGoodRun(run));
    LAPIDARY_TRY(moveOutput(run.stageStore() / good.run, run.folder));
    takeResult(run, good, original);
    LAPIDARY_TRY(writeRunRecord(run.folder, run.record));
    std::error_code ec;
    fs::remove_all(run.stageStore(), ec);
    fs::remove(run.folder / "stages.json", ec);
    return {};
}

Result<RunRecord> execute(StagedRun &run, bool dtypeIsFree)
{
    LAPIDARY_TRY(makeRunFolder(run));
    LAPIDARY_ASSIGN(const RunLock lock, RunLock::acquire(run.folder));
    std::error_code ec;
    if (fs::exists(run.folder / "record.json", ec)) {
        LAPIDARY_ASSIGN(const RunStore store, RunStore::open(run.store, false));
        return store.load(run.record.run);
    }
    LAPIDARY_TRY(beginOrResume(run, dtypeIsFree));
    if (run.options.onStages && !run.record.stages.empty())
        run.options.onStages(run.record.stages);
    std::optional<Perplexity> original;
    if (run.options.evaluateText) {
        const ProgressScope scope(*run.job, 0, kOriginal, "the original");
        LAPIDARY_ASSIGN(const auto measured,
                        measureOriginal(run.model, run.place().measurements, run.options,
                                        run.compute, *run.job));
        original = measured.perplexity;
        run.original = original->value;
    }
    while (!run.rejected() && run.record.stages.size() < run.stages.size())
        LAPIDARY_TRY(makeStage(run, run.record.stages.size()));
    LAPIDARY_TRY(finish(run, original));
    return run.record;
}

Status requireGoodRecipe(const StagedRun &run)
{
    const Recipe &recipe = run.plan.recipe;
    if (!run.plan.errors.empty())
        return fail(ErrorCode::Usage, "{}", fmt::join(run.plan.errors, "; "));
    if (run.stages.empty())
        return fail(ErrorCode::Usage, "the recipe changes nothing: it has no enabled step");
    if (recipe.damageLimit && !isDamageLimit(*recipe.damageLimit))
        return fail(ErrorCode::Usage, "the damage limit must be a number above 1, found {}",
                    *recipe.damageLimit);
    if (recipe.damageLimit && !run.options.evaluateText)
        return fail(ErrorCode::Usage,
                    "the damage limit of {} needs a text to measure perplexity on: give one "
                    "(--evaluate-text), or take the limit out of the recipe",
                    *recipe.damageLimit);
    return run.options.evaluateText ? requireMeasurable(*run.model) : Status{};
}

} // namespace

std::vector<StageRecord> finishedStages(const fs::path &runFolder)
{
    const auto text = readTextFile(runFolder / "stages.json", 64 << 20);
    if (!text)
        return {};
    const json document = json::parse(*text, nullptr, false);
    std::vector<StageRecord> stages;
    if (document.is_object() && document.contains("stages") && document["stages"].is_array())
        for (const json &one : document["stages"])
            if (auto stage = stageRecordFromJson(one))
                stages.push_back(std::move(*stage));
    return stages;
}

std::string stoppedBecause(const RunRecord &record)
{
    if (record.stages.empty() || record.stages.back().accepted || !record.recipe.damageLimit)
        return {};
    const StageRecord &last = record.stages.back();
    const std::string found = last.ratio && std::isfinite(*last.ratio)
        ? fmt::format("perplexity {:.2f} is {:.3f} times the original's, the limit is {}",
                      last.perplexity->value, *last.ratio, *record.recipe.damageLimit)
        : "its perplexity is no number";
    const size_t number = record.stages.size();
    const std::string result = number > 1
        ? fmt::format("the result is that of stage {} ({})", number - 1,
                      record.stages[number - 2].name)
        : "no stage was good: the result is the original, unchanged";
    return fmt::format("stage {} ({}) was taken back: {}; {}", number, last.name, found, result);
}

Result<RunRecord> executeStages(ModelPtr model, const Recipe &recipe,
                                const MethodRegistry &methods, const fs::path &store,
                                const RunOptions &options, JobContext &job)
{
    try {
        StagedRun run;
        run.model = model;
        run.methods = &methods;
        run.options = options;
        run.store = store;
        run.job = &job;
        if (options.calibration)
            LAPIDARY_TRY(options.calibration->requireFor(*model));
        run.plan = makePlan(*model, recipe, methods, nullptr, options.calibration.get());
        run.stages = run.plan.stages;
        LAPIDARY_TRY(requireGoodRecipe(run));
        LAPIDARY_ASSIGN(run.compute, chooseCompute(options.compute));
        run.options.compute.device = run.compute.device;
        run.options.compute.dtype = run.compute.dtype;
        run.record = newRunRecord(*model, run.plan, recipe, options, run.compute, identityOf(run));
        return execute(run, options.compute.dtype == "auto");
    } catch (const std::exception &exception) {
        return fail(ErrorCode::Internal, "the run failed: {}", exception.what());
    }
}

} // namespace lapidary
