#include "core/nn/generate.h"

#include "core/nn/chat_prompt.h"
#include "core/nn/guard.h"
#include "core/nn/kernels.h"
#include "core/nn/sampler.h"
#include "core/nn/transformer.h"
#include "core/nn/utf8_stream.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace lapidary {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

Status checkOptions(const GenerateOptions &options)
{
    if (options.maxTokens <= 0)
        return fail(ErrorCode::Usage, "maximum tokens: expected a positive number, found {}",
                    options.maxTokens);
    if (!(options.temperature >= 0) || options.topK < 0 ||
        !(options.topP > 0 && options.topP <= 1))
        return fail(ErrorCode::Usage,
                    "sampling: expected temperature >= 0, top-k >= 0 and 0 < top-p <= 1, found "
                    "{}, {} and {}",
                    options.temperature, options.topK, options.topP);
    return {};
}

Result<std::vector<int32_t>> promptIds(const Tokenizer &tokenizer, const GenerateOptions &options)
{
    ChatPrompt prompt{options.prompt, true};
    if (options.chat) {
        LAPIDARY_ASSIGN(prompt, wrapChat(tokenizer.info().chatTemplate, options.prompt));
    }
    LAPIDARY_ASSIGN(std::vector<int32_t> ids, tokenizer.encode(prompt.text, prompt.addSpecial));
    if (ids.empty() && tokenizer.info().bos)
        ids.push_back(*tokenizer.info().bos);
    if (ids.empty())
        return fail(ErrorCode::Usage, "the prompt is empty; give at least one character");
    return ids;
}

/// One generation: cache, sampler and the text so far.
class Generator {
public:
    Generator(const TextModel &model, const GenerateOptions &options, JobContext &job,
              const std::function<void(const std::string &)> &onText)
        : m_model(model), m_options(options), m_job(job), m_onText(onText),
          m_sampler(options.temperature, options.topK, options.topP, options.seed)
    {
    }

    Result<Generation> run(const std::vector<int32_t> &prompt)
    {
        const Transformer &transformer = m_model.transformer();
        const int64_t length = int64_t(prompt.size());
        const int64_t limit = transformer.config().maxPositions;
        if (limit > 0 && length >= limit)
            return fail(ErrorCode::Usage,
                        "the prompt has {} tokens, the model's context holds {}; shorten it",
                        length, limit);
        const int64_t room = limit > 0 ? limit - length : int64_t(1) << 20;
        const int64_t wanted = std::min(m_options.maxTokens, room);
        m_result.promptTokens = length;
        m_cache = transformer.makeCache(1, length + wanted);
        const Clock::time_point begin = Clock::now();
        LAPIDARY_ASSIGN(int64_t id, next(prompt));
        m_result.firstTokenMs = secondsSince(begin) * 1e3;
        const Clock::time_point decoding = Clock::now();
        while (accept(id) && int64_t(m_result.ids.size()) < wanted) {
            LAPIDARY_ASSIGN(id, next({int32_t(id)}));
        }
        // The first token belongs to the prompt's time.
        const int64_t steps = int64_t(m_result.ids.size()) - (m_result.stopped ? 0 : 1);
        const double seconds = secondsSince(decoding);
        m_result.tokensPerSecond = steps > 0 && seconds > 0 ? double(steps) / seconds : 0;
        emit(m_stream.finish());
        return std::move(m_result);
    }

private:
    Result<int64_t> next(const std::vector<int32_t> &ids)
    {
        const at::Tensor input = at::tensor(std::vector<int64_t>(ids.begin(), ids.end()))
                                     .unsqueeze(0);
        LAPIDARY_ASSIGN(const at::Tensor hidden,
                        m_model.transformer().tryHidden(input, &m_cache, nullptr, m_job));
        const at::Tensor last = hidden.select(0, 0).narrow(0, int64_t(ids.size()) - 1, 1);
        const at::Tensor row = m_model.transformer().logits(last);
        const at::Tensor logits = row.select(0, 0);
        if (!std::isfinite(rowLogSumExp(row).item<float>()))
            return fail(ErrorCode::Numerical,
                        "the model computes non-finite numbers in {}; try --dtype f32, and verify "
                        "the weights",
                        m_model.transformer().compute().dtype);
        return m_sampler.next(logits);
    }

    /// Takes the token unless it ends the text; false at the end.
    bool accept(int64_t id)
    {
        const std::vector<int32_t> &stops = m_model.tokenizer().info().stopIds;
        if (std::find(stops.begin(), stops.end(), int32_t(id)) != stops.end()) {
            m_result.stopped = true;
            return false;
        }
        m_result.ids.push_back(int32_t(id));
        const Tokenizer &tokenizer = m_model.tokenizer();
        // Special tokens decode to nothing and are not text.
        const bool text = id < tokenizer.info().vocab &&
            !tokenizer.decode({int32_t(id)}, true).empty();
        const std::string bytes =
            id < tokenizer.info().vocab ? tokenizer.tokenBytes(int32_t(id)) : std::string();
        if (text || bytes == " ")
            emit(m_stream.push(bytes));
        return true;
    }

    void emit(const std::string &piece)
    {
        m_result.text += piece;
        if (m_onText && !piece.empty())
            m_onText(piece);
    }

    const TextModel &m_model;
    const GenerateOptions &m_options;
    JobContext &m_job;
    const std::function<void(const std::string &)> &m_onText;
    Sampler m_sampler;
    Utf8Stream m_stream;
    KvCache m_cache;
    Generation m_result;
};

} // namespace

Result<std::shared_ptr<const TextModel>> TextModel::load(ModelPtr model,
                                                         const ComputeOptions &compute,
                                                         JobContext &job)
{
    auto result = std::make_shared<TextModel>();
    LAPIDARY_ASSIGN(result->m_tokenizer, loadTokenizer(*model->source));
    LAPIDARY_ASSIGN(const ComputeChoice choice, chooseCompute(compute));
    LAPIDARY_ASSIGN(result->m_transformer, Transformer::load(model, choice, job));
    result->m_model = std::move(model);
    return std::shared_ptr<const TextModel>(std::move(result));
}

Result<Generation> TextModel::generate(const GenerateOptions &options, JobContext &job,
                                       const std::function<void(const std::string &piece)> &onText)
    const
{
    LAPIDARY_TRY(checkOptions(options));
    LAPIDARY_ASSIGN(const std::vector<int32_t> ids, promptIds(*m_tokenizer, options));
    return guarded("generation", [&]() -> Result<Generation> {
        const at::NoGradGuard noGrad;
        return Generator(*this, options, job, onText).run(ids);
    });
}

} // namespace lapidary
