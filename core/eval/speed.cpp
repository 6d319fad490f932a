#include "core/eval/perplexity.h"
#include "core/nn/guard.h"
#include "core/nn/transformer.h"


#include <algorithm>
#include <chrono>

namespace lapidary {
namespace {

constexpr int64_t PromptTokens = 512;
constexpr int64_t FirstTokenPrompt = 64;
constexpr int64_t DecodeTokens = 32;
constexpr int Repetitions = 3;

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

class Stopwatch {
public:
    double seconds() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_begin).count();
    }

private:
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

/// Ids spread over the vocabulary, the same every time.
at::Tensor someIds(int64_t count, int64_t vocab)
{
    return at::arange(count, at::kLong).mul(7919).remainder(vocab).unsqueeze(0);
}

/// Time of a prompt up to the first new token, which is left in `next`.
Result<double> promptSeconds(const Transformer &model, KvCache &cache, int64_t tokens,
                             at::Tensor &next, JobContext &job)
{
    const Stopwatch watch;
    const at::Tensor ids = someIds(tokens, model.weights().embed.size(0));
    LAPIDARY_ASSIGN(const at::Tensor hidden, model.tryHidden(ids, &cache, nullptr, job));
    next = model.logits(hidden.narrow(1, tokens - 1, 1)).argmax(-1).to(at::kCPU);
    return watch.seconds();
}

} // namespace

Result<Speed> measureSpeed(const TextModel &model, JobContext &job)
{
    return guarded("the speed measurement", [&]() -> Result<Speed> {
        const at::NoGradGuard noGrad;
        const Transformer &transformer = model.transformer();
        const int64_t limit = transformer.config().maxPositions;
        const int64_t prompt =
            limit > 0 ? std::max<int64_t>(1, std::min(PromptTokens, limit - DecodeTokens))
                      : PromptTokens;
        std::vector<double> prefill, decode, first;
        for (int i = 0; i <= Repetitions; ++i) {
            job.progress(i, Repetitions + 1, "measuring speed");
            at::Tensor next;
            KvCache small = transformer.makeCache(1, prompt);
            LAPIDARY_ASSIGN(const double shortSeconds,
                            promptSeconds(transformer, small, std::min(prompt, FirstTokenPrompt),
                                          next, job));
            KvCache cache = transformer.makeCache(1, prompt + DecodeTokens);
            LAPIDARY_ASSIGN(const double seconds,
                            promptSeconds(transformer, cache, prompt, next, job));
            const Stopwatch watch;
            for (int64_t token = 0; token < DecodeTokens; ++token) {
                LAPIDARY_ASSIGN(const at::Tensor hidden,
                                transformer.tryHidden(next, &cache, nullptr, job));
                next = transformer.logits(hidden).argmax(-1).to(at::kCPU);
            }
            if (i == 0)
                continue; // warm-up
            first.push_back(shortSeconds * 1e3);
            prefill.push_back(double(prompt) / seconds);
            decode.push_back(double(DecodeTokens) / watch.seconds());
        }
        return Speed{median(prefill), median(decode), median(first)};
    });
}

} // namespace lapidary
