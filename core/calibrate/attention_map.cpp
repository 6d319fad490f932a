#include "core/calibrate/attention_map.h"

#include "core/calibrate/sample_chunks.h"
#include "core/calibrate/whitening.h"
#include "core/nn/guard.h"
#include "core/nn/token_rows.h"
#include "core/nn/transformer.h"

#include <cmath>

namespace lapidary {
namespace {

constexpr double kDampings[] = {1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6};

/// ||y - A x||^2 over the rows of the moments.
double lossOf(const at::Tensor &matrix, const AttentionMoments &moments)
{
    const double both = (matrix * moments.cross).sum().item<double>();
    const double square = (at::mm(matrix, moments.inputs) * matrix).sum().item<double>();
    return std::max(0.0, moments.energy - 2 * both + square);
}

at::Tensor solved(const AttentionMoments &moments, double damping)
{
    const auto [lower, info] =
        at::linalg_cholesky_ex(dampedCovariance(moments.inputs, damping));
    if (info.item<int>() != 0)
        return {};
    return at::cholesky_solve(moments.cross.t(), lower).t().contiguous();
}

/// Samples on their way through the model.
class Stream {
public:
    Stream(const Transformer &transformer, const Calibration::Rows &rows)
    {
        if (!rows.empty())
            m_hidden = transformer.embed(idsTensor(rows));
    }

    /// Through a block; its attention is noted where `moments` are given.
    Status pass(const Transformer &transformer, size_t block, AttentionMoments *moments,
                const JobContext &job)
    {
        if (!m_hidden.defined())
            return {};
        const at::Tensor bias = transformer.weights().blocks[block].o.bias;
        return inChunks(m_hidden, job, [&](int64_t first, int64_t count) {
            at::Tensor part = m_hidden.narrow(0, first, count);
            const LayerTap tap = [&](const char *name, const at::Tensor &, const at::Tensor &y) {
                if (moments && std::string_view(name) == "self_attn.o_proj")
                    moments->add(transformer.attentionInput(block, part),
                                 bias.defined() ? y - bias : y);
            };
            part.copy_(transformer.forwardBlock(block, part, &tap));
        });
    }

private:
    at::Tensor m_hidden; ///< [samples, window, hidden]
};

} // namespace

void AttentionMoments::add(const at::Tensor &x, const at::Tensor &y)
{
    const at::Tensor a = x.flatten(0, -2), b = y.flatten(0, -2);
    const at::Tensor square = at::mm(a.t(), a).to(at::kCPU, at::kDouble);
    const at::Tensor product = at::mm(b.t(), a).to(at::kCPU, at::kDouble);
    inputs = inputs.defined() ? inputs + square : square;
    cross = cross.defined() ? cross + product : product;
    const at::Tensor sum = a.sum(0, false, at::kDouble).to(at::kCPU);
    total = total.defined() ? total + sum : sum;
    rows += a.size(0);
    energy += b.to(at::kDouble).square().sum().item<double>();
}

Result<AttentionMap> fitAttentionMap(const AttentionMoments &fitted, const AttentionMoments &heldOut)
{
    if (!fitted.inputs.defined() || !at::isfinite(fitted.inputs).all().item<bool>()
        || !at::isfinite(fitted.cross).all().item<bool>() || !(fitted.energy > 0))
        return fail(ErrorCode::Numerical, "what flows through the attention is not finite, or zero");
    const AttentionMoments &judge = heldOut.inputs.defined() ? heldOut : fitted;
    AttentionMap best;
    double least = INFINITY;
    for (const double damping : kDampings) {
        const at::Tensor matrix = solved(fitted, damping);
        if (!matrix.defined())
            continue;
        const double loss = lossOf(matrix, judge);
        if (loss < least * (1 - 1e-9)) {
            least = loss;
            best.inputs.target = matrix.to(at::kFloat);
            best.error = std::sqrt(loss / judge.energy);
            best.damping = damping;
        }
    }
    if (!best.inputs.target.defined())
        return fail(ErrorCode::Numerical, "no damping makes the inputs of the attention solvable");
    const double rows = static_cast<double>(fitted.rows);
    best.inputs.covariance = fitted.inputs / rows;
    best.inputs.mean = fitted.total / rows;
    best.inputs.tokens = fitted.rows;
    return best;
}

Result<std::map<int, AttentionMap>> fitAttentionMaps(ModelPtr model, CalibrationPtr calibration,
                                                     const std::set<int> &blocks,
                                                     const ComputeOptions &compute,
                                                     JobContext &job)
{
    using Maps = std::map<int, AttentionMap>;
    return guarded("fitting attentions", [&]() -> Result<Maps> {
        const at::NoGradGuard noGrad;
        Maps maps;
        ComputeOptions wide = compute;
        wide.dtype = "f32"; // moments are what counts
        LAPIDARY_ASSIGN(const ComputeChoice choice, chooseCompute(wide));
        LAPIDARY_ASSIGN(const auto samples, calibration->sampleIds());
        Calibration::Rows unseen;
        if (calibration->info().heldOut > 0) {
            LAPIDARY_ASSIGN(unseen, calibration->heldOutIds());
        }
        LAPIDARY_ASSIGN(const auto transformer, Transformer::loadEnds(model, choice, job));
        Stream seen(*transformer, samples), held(*transformer, unseen);
        const int last = blocks.empty() ? -1 : *blocks.rbegin();
        for (int block = 0; block <= last; ++block) {
            const auto index = static_cast<size_t>(block);
            job.progress(block, last + 1, fmt::format("attention of block {}", block));
            LAPIDARY_TRY(transformer->loadBlock(index, job));
            const bool fit =
                blocks.contains(block) && transformer->weights().blocks[index].q.present();
            AttentionMoments fitted, judge;
            LAPIDARY_TRY(seen.pass(*transformer, index, fit ? &fitted : nullptr, job));
            LAPIDARY_TRY(held.pass(*transformer, index, fit ? &judge : nullptr, job));
            if (fit) {
                auto map = fitAttentionMap(fitted, judge);
                if (!map)
                    return fail(map.error().code, "the attention of block {} cannot be replaced: {}",
                                block, map.error().message);
                maps[block] = std::move(*map);
            }
            transformer->releaseBlock(index);
        }
        return maps;
    });
}

} // namespace lapidary
