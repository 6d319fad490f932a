#include "core/eval/perplexity.h"

#include "core/base/hash.h"
#include "core/eval/scoring.h"
#include "core/nn/transformer.h"

#include <chrono>

namespace lapidary {
namespace {

struct EncodedText {
    std::vector<int32_t> ids;
    std::optional<int32_t> bos; ///< when the policy says that there is one
};

Result<EncodedText> encodeText(const Tokenizer &tokenizer, const std::string &text,
                               const std::string &policy)
{
    const TokenizerInfo &info = tokenizer.info();
    if (policy != "auto" && policy != "yes" && policy != "no")
        return fail(ErrorCode::Usage, "bos {}: expected auto, yes or no", policy);
    if (policy == "yes" && !info.bos)
        return fail(ErrorCode::Usage, "this tokenizer has no BOS token; use bos auto or no");
    EncodedText encoded;
    LAPIDARY_ASSIGN(encoded.ids, tokenizer.encode(text, policy == "auto"));
    if (policy == "yes")
        encoded.ids.insert(encoded.ids.begin(), *info.bos);
    if (policy == "yes" || (policy == "auto" && info.addBos))
        encoded.bos = info.bos;
    return encoded;
}

} // namespace

Result<PerplexityResult> measurePerplexity(const TextModel &model, const std::string &text,
                                           const PerplexityProtocol &protocol, JobContext &job,
                                           const TextModel *reference)
{
    const auto begin = std::chrono::steady_clock::now();
    LAPIDARY_ASSIGN(const EncodedText encoded,
                    encodeText(model.tokenizer(), text, protocol.bos));
    if (reference) {
        LAPIDARY_ASSIGN(const EncodedText other,
                        encodeText(reference->tokenizer(), text, protocol.bos));
        if (other.ids != encoded.ids)
            return fail(ErrorCode::Usage,
                        "the reference tokenizes this text differently ({} tokens against {}); a "
                        "divergence needs the same tokens",
                        other.ids.size(), encoded.ids.size());
    }
    LAPIDARY_ASSIGN(const WindowPlan plan,
                    planWindows(int64_t(encoded.ids.size()), protocol, encoded.bos));
    LAPIDARY_ASSIGN(const PositionScores scores,
                    scoreWindows(model.transformer(), encoded.ids, plan, job,
                                 reference ? &reference->transformer() : nullptr));
    const PerplexityFigures figures = perplexityOf(scores.nll);
    PerplexityResult result;
    Perplexity &p = result.perplexity;
    p.value = figures.value;
    p.standardError = figures.standardError;
    p.meanNll = figures.meanNll;
    p.scored = int64_t(scores.nll.size());
    p.windows = int64_t(plan.windows.size());
    p.window = plan.window;
    p.stride = plan.stride;
    p.protocol = protocol.name;
    p.bos = encoded.bos.has_value();
    p.tokens = int64_t(encoded.ids.size());
    p.compute = model.transformer().compute();
    p.textHash = hashHex(text);
    if (reference)
        result.divergence = divergenceOf(scores);
    p.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return result;
}

nlohmann::json toJson(const Perplexity &perplexity)
{
    return {{"value", perplexity.value},
            {"stderr", perplexity.standardError},
            {"mean_nll", perplexity.meanNll},
            {"scored", perplexity.scored},
            {"windows", perplexity.windows},
            {"protocol", perplexity.protocol},
            {"window", perplexity.window},
            {"stride", perplexity.stride},
            {"bos", perplexity.bos},
            {"tokens", perplexity.tokens},
            {"dtype", perplexity.compute.dtype},
            {"device", perplexity.compute.device},
            {"threads", perplexity.compute.threads},
            {"dtype_reason", perplexity.compute.reason},
            {"text_hash", perplexity.textHash},
            {"seconds", perplexity.seconds}};
}

nlohmann::json toJson(const Divergence &divergence)
{
    return {{"kl_mean", divergence.klMean},
            {"kl_p99", divergence.klP99},
            {"top1_agreement", divergence.top1Agreement},
            {"positions", divergence.positions}};
}

} // namespace lapidary
