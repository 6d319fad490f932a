#include "core/allocate/probe.h"

#include "core/eval/scoring.h"
#include "core/nn/guard.h"
#include "core/nn/token_rows.h"
#include "core/nn/kernels.h"
#include "core/nn/torch_types.h"

#include <cmath>

namespace lapidary {
namespace {

// Positions whose logits exist at a time.
constexpr int64_t kRows = 256;

CompressedLayer cast(const CompressedLayer &layer, const at::TensorOptions &options)
{
    CompressedLayer result = layer;
    for (at::Tensor &factor : result.factors)
        factor = factor.to(options.device(), options.dtype().toScalarType());
    if (result.bias.defined())
        result.bias = result.bias.to(options.device(), options.dtype().toScalarType());
    return result;
}

} // namespace

/// Layers put into the model for a while.
class Probe::Exchange {
public:
    explicit Exchange(Probe &probe) : m_probe(probe), m_first(probe.m_before.size() - 1) { }
    Exchange(const Exchange &) = delete;
    Exchange &operator=(const Exchange &) = delete;
    ~Exchange()
    {
        for (auto &[slot, layer] : m_kept)
            *slot = std::move(layer);
    }

    Status apply(const Changes &changes)
    {
        for (const auto &[name, layer] : changes) {
            size_t block = 0;
            CompressedLayer *place = m_probe.slot(name, block);
            if (!place || !place->present())
                return fail(ErrorCode::Usage, "{} is no matrix of a block; only those are measured",
                            name);
            m_first = std::min(m_first, block);
            LAPIDARY_ASSIGN(CompressedLayer changed, m_probe.replacement(name, layer, *place));
            m_kept.emplace_back(place, *place);
            *place = std::move(changed);
        }
        return {};
    }
    size_t firstBlock() const { return m_first; }

private:
    Probe &m_probe;
    size_t m_first;
    std::vector<std::pair<CompressedLayer *, CompressedLayer>> m_kept;
};

Result<Probe> Probe::begin(ModelPtr model, const ComputeChoice &compute,
                           const std::vector<std::vector<int32_t>> &rows, JobContext &job,
                           int64_t scoredEvery)
{
    return guarded("measuring the original", [&]() -> Result<Probe> {
        const at::NoGradGuard noGrad;
        Probe probe;
        LAPIDARY_ASSIGN(probe.m_model, Transformer::loadMutable(std::move(model), compute, job));
        probe.m_ids = idsTensor(rows);
        probe.m_scoredEvery = scoredEvery;
        probe.m_before.resize(probe.m_model->weights().blocks.size() + 1);
        probe.m_before[0] = probe.m_model->embed(probe.m_ids);
        LAPIDARY_TRY(probe.runFrom(0, job));
        probe.m_original = probe.m_before.back();
        LAPIDARY_ASSIGN(const Scores scores, probe.score(probe.m_before.back(), false, job));
        probe.m_loss = scores.loss;
        probe.m_positions = probe.scored(probe.m_ids).numel();
        return probe;
    });
}

Status Probe::runFrom(size_t block, const JobContext &job)
{
    for (size_t i = block; i + 1 < m_before.size(); ++i) {
        LAPIDARY_TRY(job.checkCancelled());
        m_before[i + 1] = m_model->forwardBlock(i, m_before[i]);
    }
    return {};
}

Result<CompressedLayer> Probe::replacement(const std::string &name, const CompressedLayer &layer,
                                           const CompressedLayer &place) const
{
    if (layer.present())
        return cast(layer, place.factors.front().options());
    const auto original = m_replaced.find(name);
    return original == m_replaced.end() ? place : original->second;
}

Status Probe::rebase(const Changes &changes, JobContext &job)
{
    return guarded("changing the model", [&]() -> Status {
        const at::NoGradGuard noGrad;
        size_t first = m_before.size() - 1, block = 0;
        for (auto &[name, original] : m_replaced) {
            *slot(name, block) = std::move(original);
            first = std::min(first, block);
        }
        m_replaced.clear();
        for (const auto &[name, layer] : changes) {
            CompressedLayer *place = slot(name, block);
            if (!place || !place->present())
                return fail(ErrorCode::Usage, "{} is no matrix of a block; only those are measured",
                            name);
            m_replaced[name] = *place;
            *place = cast(layer, place->factors.front().options());
            first = std::min(first, block);
        }
        return runFrom(first, job);
    });
}

CompressedLayer *Probe::slot(const std::string &layer, size_t &block)
{
    auto &blocks = m_model->mutableWeights().blocks;
    for (size_t i = 0; i < blocks.size(); ++i) {
        const std::string prefix = "model.layers." + std::to_string(i) + ".";
        if (!layer.starts_with(prefix))
            continue;
        block = i;
        return blocks[i].find(std::string_view(layer).substr(prefix.size()));
    }
    return nullptr;
}

at::Tensor Probe::scored(const at::Tensor &rows) const
{
    return rows.slice(1, 0, rows.size(1) - 1, m_scoredEvery);
}

Result<Probe::Scores> Probe::score(const at::Tensor &hidden, bool divergence,
                                   const JobContext &job) const
{
    const auto statesOf = [&](const at::Tensor &h) {
        return m_model->finalNorm(scored(h)).flatten(0, 1);
    };
    const at::Tensor states = statesOf(hidden);
    const at::Tensor original = divergence ? statesOf(m_original) : at::Tensor();
    const at::Tensor targets = scored(m_ids.roll(-1, 1)).flatten().to(states.device());
    Scores sums;
    for (int64_t begin = 0; begin < states.size(0); begin += kRows) {
        LAPIDARY_TRY(job.checkCancelled());
        const int64_t count = std::min(kRows, states.size(0) - begin);
        const at::Tensor logits = m_model->logits(states.narrow(0, begin, count));
        const at::Tensor chosen =
            logits.gather(1, targets.narrow(0, begin, count).unsqueeze(1)).squeeze(1);
        sums.loss += (rowLogSumExp(logits) - chosen.to(at::kFloat)).sum(at::kDouble).item<double>();
        if (divergence)
            sums.kl += rowDivergence(m_model->logits(original.narrow(0, begin, count)), logits)
                           .sum(at::kDouble).item<double>();
    }
    const double rows = double(states.size(0));
    if (!std::isfinite(sums.loss) || !std::isfinite(sums.kl))
        return fail(ErrorCode::Numerical, "the loss became infinite or not a number; compute in "
                                          "f32, or check the model with the verify command");
    return Scores{sums.loss / rows, sums.kl / rows};
}

Result<Damage> Probe::measure(const Changes &changes, const JobContext &job)
{
    return guarded("measuring a change", [&]() -> Result<Damage> {
        const at::NoGradGuard noGrad;
        Exchange exchange(*this);
        LAPIDARY_TRY(exchange.apply(changes));
        at::Tensor h = m_before[exchange.firstBlock()];
        for (size_t i = exchange.firstBlock(); i + 1 < m_before.size(); ++i) {
            LAPIDARY_TRY(job.checkCancelled());
            h = m_model->forwardBlock(i, h);
        }
        LAPIDARY_ASSIGN(const Scores scores, score(h, true, job));
        return Damage{scores.loss - m_loss, scores.kl};
    });
}

Result<at::Tensor> Probe::tailGradient(const JobContext &job) const
{
    at::Tensor gradient = at::zeros_like(m_before.back());
    const at::Tensor rows = scored(gradient); // a view
    const at::Tensor changed = scored(m_before.back()), original = scored(m_original);
    for (int64_t i = 0; i < rows.size(0); ++i)
        for (int64_t begin = 0; begin < rows.size(1); begin += kRows) {
            LAPIDARY_TRY(job.checkCancelled());
            const int64_t count = std::min(kRows, rows.size(1) - begin);
            const at::Tensor wanted = at::softmax(
                m_model->logits(m_model->finalNorm(original[i].narrow(0, begin, count))), -1,
                at::kFloat);
            at::AutoGradMode withGradients(true);
            const at::Tensor h =
                changed[i].narrow(0, begin, count).detach().clone().set_requires_grad(true);
            const at::Tensor found =
                at::log_softmax(m_model->logits(m_model->finalNorm(h)), -1, at::kFloat);
            (-(wanted * found).sum()).backward();
            const at::NoGradGuard noGrad;
            rows[i].narrow(0, begin, count).copy_(h.grad());
        }
    return gradient.div_(double(rows.size(0) * rows.size(1)));
}

Result<double> Probe::contribution(const std::vector<std::string> &unit, size_t block,
                                   const at::Tensor &gradient)
{
    Exchange exchange(*this);
    Changes back;
    for (const std::string &layer : unit)
        back[layer] = {};
    LAPIDARY_TRY(exchange.apply(back));
    const at::Tensor change = m_before[block + 1] - m_model->forwardBlock(block, m_before[block]);
    return 0.5 * (change.to(at::kFloat) * gradient.to(at::kFloat)).sum(at::kDouble).item<double>();
}

Result<std::vector<double>>
Probe::contributions(const std::vector<std::vector<std::string>> &units, const JobContext &job)
{
    return guarded("measuring contributions", [&]() -> Result<std::vector<double>> {
        const at::NoGradGuard noGrad;
        std::multimap<size_t, size_t> unitsOf; // by block
        for (size_t u = 0; u < units.size(); ++u) {
            size_t block = 0;
            for (const std::string &layer : units[u])
                if (!slot(layer, block))
                    return fail(ErrorCode::Usage, "{} is no matrix of a block", layer);
            unitsOf.emplace(block, u);
        }
        std::vector<double> result(units.size());
        LAPIDARY_ASSIGN(at::Tensor gradient, tailGradient(job));
        for (size_t b = m_before.size() - 1; b-- > 0;) {
            LAPIDARY_TRY(job.checkCancelled());
            const auto [begin, end] = unitsOf.equal_range(b);
            for (auto at = begin; at != end; ++at) {
                LAPIDARY_ASSIGN(result[at->second], contribution(units[at->second], b, gradient));
            }
            at::AutoGradMode withGradients(true);
            const at::Tensor h = m_before[b].detach().clone().set_requires_grad(true);
            m_model->forwardBlock(b, h).backward(gradient);
            gradient = h.grad();
        }
        return result;
    });
}

} // namespace lapidary
