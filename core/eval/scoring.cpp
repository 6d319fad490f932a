#include "core/eval/scoring.h"

#include "core/nn/guard.h"
#include "core/nn/kernels.h"
#include "core/nn/transformer.h"

#include <algorithm>
#include <cmath>

namespace lapidary {
namespace {

/// Logits of one step stay within the last-level cache.
constexpr int64_t LogitBytes = int64_t(12) << 20;
/// Tokens that go through the model together.
constexpr int64_t BatchTokens = 2048;

class WindowScorer {
public:
    WindowScorer(const Transformer &model, const Transformer *reference,
                 const std::vector<int32_t> &ids, const WindowPlan &plan, JobContext &job)
        : m_model(model), m_reference(reference), m_ids(ids), m_plan(plan), m_job(job)
    {
    }

    Result<PositionScores> run()
    {
        const int64_t total = int64_t(m_plan.windows.size());
        const int64_t batch = std::max<int64_t>(1, BatchTokens / m_plan.window);
        for (int64_t first = 0; first < total; first += batch) {
            const int64_t count = std::min(batch, total - first);
            m_job.progress(double(first), double(total),
                           fmt::format("window {} of {}", first + 1, total));
            LAPIDARY_TRY(scoreBatch(first, count));
        }
        m_job.progress(double(total), double(total), fmt::format("{} windows", total));
        return std::move(m_scores);
    }

private:
    Status scoreBatch(int64_t first, int64_t count)
    {
        const at::Tensor input = inputIds(first, count);
        LAPIDARY_ASSIGN(const at::Tensor hidden,
                        m_model.tryHidden(input, nullptr, nullptr, m_job));
        at::Tensor other;
        if (m_reference) {
            LAPIDARY_ASSIGN(other, m_reference->tryHidden(input, nullptr, nullptr, m_job));
        }
        for (int64_t i = 0; i < count; ++i) {
            const ScoringWindow &window = m_plan.windows[size_t(first + i)];
            const int64_t rows = window.lastScored - window.firstScored;
            const auto scored = [&](const at::Tensor &states) {
                return states.select(0, i).narrow(0, window.firstScored, rows);
            };
            const int64_t target = window.begin + window.firstScored + 1;
            LAPIDARY_TRY(scoreRows(scored(hidden), m_reference ? scored(other) : other, target));
        }
        return {};
    }

    at::Tensor inputIds(int64_t first, int64_t count) const
    {
        const at::Tensor input = at::empty({count, m_plan.window}, at::kLong);
        for (int64_t i = 0; i < count; ++i) {
            auto *row = input.mutable_data_ptr<int64_t>() + i * m_plan.window;
            const int64_t begin = m_plan.windows[size_t(first + i)].begin;
            std::copy_n(m_ids.begin() + begin, m_plan.window, row);
            if (m_plan.replaceFirst)
                row[0] = *m_plan.replaceFirst;
        }
        return input;
    }

    at::Tensor targets(int64_t first, int64_t count, at::Device device) const
    {
        const auto begin = m_ids.begin() + first;
        return at::tensor(std::vector<int64_t>(begin, begin + count)).to(device);
    }

    Status scoreRows(const at::Tensor &hidden, const at::Tensor &other, int64_t target)
    {
        const int64_t vocab = m_model.weights().embed.size(0), rows = hidden.size(0);
        const int64_t step = std::max<int64_t>(
            16, LogitBytes / (vocab * int64_t(hidden.element_size())) / 16 * 16);
        for (int64_t begin = 0; begin < rows; begin += step) {
            LAPIDARY_TRY(m_job.checkCancelled());
            const int64_t count = std::min(step, rows - begin);
            const at::Tensor states = hidden.narrow(0, begin, count);
            const at::Tensor logits = m_model.logits(states, buffer(states, step, vocab));
            const at::Tensor wanted = targets(target + begin, count, logits.device());
            const at::Tensor chosen =
                logits.gather(1, wanted.unsqueeze(1)).squeeze(1).to(at::kFloat);
            LAPIDARY_TRY(append(rowLogSumExp(logits) - chosen, m_scores.nll));
            if (m_reference)
                LAPIDARY_TRY(compare(m_reference->logits(other.narrow(0, begin, count)), logits));
        }
        return {};
    }

    Status compare(const at::Tensor &reference, const at::Tensor &logits)
    {
        LAPIDARY_TRY(append(rowDivergence(reference, logits), m_scores.kl));
        m_scores.agreeing +=
            reference.argmax(1).to(logits.device()).eq(logits.argmax(1)).sum().item<int64_t>();
        return {};
    }

    /// Memory for logits, the same every time.
    at::Tensor buffer(const at::Tensor &states, int64_t step, int64_t vocab)
    {
        if (!m_logits.defined())
            m_logits = at::empty({step, vocab}, states.options());
        return m_logits.narrow(0, 0, states.size(0));
    }

    Status append(const at::Tensor &values, std::vector<float> &target)
    {
        const at::Tensor host = values.to(at::kCPU).to(at::kFloat).contiguous();
        const float *data = host.const_data_ptr<float>();
        target.insert(target.end(), data, data + host.numel());
        if (host.isfinite().all().item<bool>())
            return {};
        return fail(ErrorCode::Numerical,
                    "the model computes non-finite numbers in {}; try --dtype f32, and verify the "
                    "weights",
                    m_model.compute().dtype);
    }

    const Transformer &m_model;
    const Transformer *m_reference;
    const std::vector<int32_t> &m_ids;
    const WindowPlan &m_plan;
    JobContext &m_job;
    at::Tensor m_logits;
    PositionScores m_scores;
};

} // namespace

at::Tensor rowDivergence(const at::Tensor &p, const at::Tensor &q)
{
    const at::Tensor logP = at::log_softmax(p.to(at::kFloat), -1);
    const at::Tensor logQ = at::log_softmax(q.to(logP.device()).to(at::kFloat), -1);
    return (logP.exp() * (logP - logQ)).sum(-1);
}

Result<PositionScores> scoreWindows(const Transformer &model, const std::vector<int32_t> &ids,
                                    const WindowPlan &plan, JobContext &job,
                                    const Transformer *reference)
{
    if (reference && reference->weights().embed.size(0) != model.weights().embed.size(0))
        return fail(ErrorCode::Usage,
                    "the model has {} tokens in its vocabulary, the reference {}; a divergence "
                    "needs the same vocabulary",
                    model.weights().embed.size(0), reference->weights().embed.size(0));
    return guarded("the evaluation", [&]() -> Result<PositionScores> {
        const at::NoGradGuard noGrad;
        return WindowScorer(model, reference, ids, plan, job).run();
    });
}

PerplexityFigures perplexityOf(const std::vector<float> &nll)
{
    const double n = double(nll.size());
    double sum = 0, squares = 0;
    for (const float value : nll) {
        sum += value;
        squares += double(value) * value;
    }
    PerplexityFigures figures;
    figures.meanNll = sum / n;
    figures.value = std::exp(figures.meanNll);
    const double variance = std::max(squares / n - figures.meanNll * figures.meanNll, 0.0);
    figures.standardError = n > 1 ? figures.value * std::sqrt(variance / (n - 1)) : 0;
    return figures;
}

Divergence divergenceOf(const PositionScores &scores)
{
    Divergence divergence;
    divergence.positions = int64_t(scores.kl.size());
    if (scores.kl.empty())
        return divergence;
    std::vector<float> sorted = scores.kl;
    std::sort(sorted.begin(), sorted.end());
    double sum = 0;
    for (const float value : sorted)
        sum += value;
    const double rank = 0.99 * double(sorted.size() - 1);
    const size_t below = size_t(rank);
    const size_t above = std::min(below + 1, sorted.size() - 1);
    divergence.klMean = sum / double(sorted.size());
    divergence.klP99 = sorted[below] + (rank - double(below)) * (sorted[above] - sorted[below]);
    divergence.top1Agreement = double(scores.agreeing) / double(sorted.size());
    return divergence;
}

} // namespace lapidary
