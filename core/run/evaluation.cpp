#include "core/run/evaluation.h"

#include "core/base/atomic_file.h"
#include "core/base/hash.h"
#include "core/text/tokenizer.h"

namespace fs = std::filesystem;

namespace lapidary {

using nlohmann::json;

namespace {

constexpr double kLoading = 0.1; // of the time of measuring, roughly

std::optional<PerplexityResult> readCache(const fs::path &path, const std::string &key)
{
    const auto text = readTextFile(path, 16 << 20);
    if (!text)
        return std::nullopt;
    const json document = json::parse(*text, nullptr, false);
    if (!document.is_object() || document.value("key", json()) != json(key)
        || !document.contains("perplexity"))
        return std::nullopt;
    PerplexityResult result;
    auto perplexity = perplexityFromRecordJson(document["perplexity"]);
    if (!perplexity)
        return std::nullopt;
    result.perplexity = std::move(*perplexity);
    if (document.contains("divergence")) {
        auto divergence = divergenceFromRecordJson(document["divergence"]);
        if (!divergence)
            return std::nullopt;
        result.divergence = *divergence;
    }
    return result;
}

Status writeCache(const fs::path &path, const std::string &key, const PerplexityResult &result)
{
    std::error_code ec;
    fs::create_directories(path.parent_path(), ec);
    if (ec)
        return fail(ErrorCode::Io, "cannot create {}: {}", path.parent_path().string(), ec.message());
    json document = {{"key", key}, {"perplexity", perplexityToRecordJson(result.perplexity)}};
    if (result.divergence)
        document["divergence"] = divergenceToRecordJson(*result.divergence);
    return writeFileAtomically(path, document.dump(2) + "\n");
}

} // namespace

std::string measurementKey(const std::string &modelIdentity, const RunOptions &options,
                           const ComputeChoice &compute)
{
    const PerplexityProtocol &p = options.protocol;
    const json key = {modelIdentity, hashHex(options.evaluateText.value_or("")), p.name, p.window,
                      p.stride, p.maxWindows, p.bos, compute.device, compute.dtype,
                      options.divergence};
    return hashHex(key.dump());
}

Status requireMeasurable(const Model &model)
{
    const std::string reason = model.notRunnableBecause();
    if (!reason.empty())
        return fail(ErrorCode::Unsupported,
                    "this model cannot be evaluated: {}; run without a text to evaluate", reason);
    const auto tokenizer = loadTokenizer(*model.source);
    if (!tokenizer)
        return fail(tokenizer.error());
    return {};
}

Result<PerplexityResult> measureCached(ModelPtr model, const std::string &key,
                                       const fs::path &cacheFile, const RunOptions &options,
                                       ModelPtr reference, JobContext &job)
{
    if (auto known = readCache(cacheFile, key))
        return std::move(*known);
    std::optional<ProgressScope> phase(std::in_place, job, 0, kLoading);
    LAPIDARY_ASSIGN(const auto text, TextModel::load(std::move(model), options.compute, job));
    std::shared_ptr<const TextModel> original;
    phase.reset();
    phase.emplace(job, kLoading, reference ? 2 * kLoading : kLoading);
    if (reference) {
        LAPIDARY_ASSIGN(original, TextModel::load(std::move(reference), options.compute, job));
    }
    phase.reset();
    phase.emplace(job, 2 * kLoading, 1);
    LAPIDARY_ASSIGN(auto result, measurePerplexity(*text, *options.evaluateText, options.protocol,
                                                   job, original.get()));
    LAPIDARY_TRY(writeCache(cacheFile, key, result));
    return result;
}

Result<PerplexityResult> measureOriginal(ModelPtr model, const fs::path &folder,
                                         const RunOptions &options, const ComputeChoice &compute,
                                         JobContext &job)
{
    RunOptions plain = options;
    plain.divergence = false;
    const std::string key = measurementKey(model->source->identity(), plain, compute);
    return measureCached(model, key, folder / fmt::format("perplexity-{}.json", key), plain,
                         nullptr, job);
}

bool isMeasured(const fs::path &cacheFile, const std::string &key)
{
    return readCache(cacheFile, key).has_value();
}

} // namespace lapidary
