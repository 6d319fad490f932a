#include "core/linalg/column_elimination.h"

#include <algorithm>

namespace lapidary {
namespace {

/// What is left of the problem after some columns went.
struct Remaining {
    at::Tensor weight, weighted; ///< W and M W, [m, n']
    at::Tensor inverse;          ///< H of the columns that are left, [n', n']
    at::Tensor columns;          ///< their original indices
};

Result<at::Tensor> inverseOf(const at::Tensor &matrix)
{
    auto [lower, info] = at::linalg_cholesky_ex(matrix);
    if (info.item<int>() != 0)
        return fail(ErrorCode::Numerical, "the covariance of the inputs is singular even when "
                                          "damped; calibrate on more text");
    return at::cholesky_inverse(lower);
}

/// Indices of the `count` smallest values, smallest first; of equal ones the earlier.
at::Tensor smallest(const at::Tensor &values, int64_t count)
{
    return std::get<1>(at::sort(values, /*stable*/ true, 0, /*descending*/ false))
        .narrow(0, 0, count);
}

at::Tensor without(const at::Tensor &chosen, int64_t size)
{
    at::Tensor mask = at::ones({size}, at::kBool);
    mask.index_fill_(0, chosen, false);
    return at::nonzero(mask).flatten();
}

void removeColumns(Remaining &now, int64_t count, ColumnElimination &result)
{
    const at::Tensor cost = (now.weight * now.weighted).sum(0) / now.inverse.diagonal();
    const at::Tensor gone = smallest(cost, count);
    const at::Tensor rest = without(gone, cost.numel());
    const at::Tensor goneRows = now.inverse.index_select(0, gone);
    const at::Tensor corner = goneRows.index_select(1, gone);
    const at::Tensor across = goneRows.index_select(1, rest);
    const at::Tensor inverseCorner = at::linalg_inv(corner);
    const at::Tensor w = now.weight.index_select(1, gone);
    const at::Tensor mw = now.weighted.index_select(1, gone);
    // The joint cost of the batch, shared out in its order by the single costs.
    const double joint = (inverseCorner * at::mm(w.t(), mw)).sum().item<double>();
    const at::Tensor single = cost.index_select(0, gone).clamp_min(0);
    const at::Tensor share = single.cumsum(0) / single.sum().clamp_min(1e-300);
    const double before = result.loss.empty() ? 0 : result.loss.back();
    const at::Tensor indices = now.columns.index_select(0, gone);
    for (int64_t i = 0; i < count; ++i) {
        result.removed.push_back(indices[i].item<int64_t>());
        result.loss.push_back(before + std::max(joint, 0.0) * share[i].item<double>());
    }
    const at::Tensor step = at::mm(inverseCorner, across);
    now.weight = now.weight.index_select(1, rest) - at::mm(w, step);
    now.weighted = now.weighted.index_select(1, rest) - at::mm(mw, step);
    now.inverse = now.inverse.index_select(0, rest).index_select(1, rest)
        - at::mm(across.t(), step);
    now.columns = now.columns.index_select(0, rest);
}

} // namespace

Result<ColumnElimination> eliminateColumns(const at::Tensor &weight, const at::Tensor &covariance,
                                           const at::Tensor &metric, int64_t kept, int64_t batch)
{
    Remaining now;
    now.weight = weight.to(at::kDouble);
    now.weighted = metric.defined() ? at::mm(metric.to(at::kDouble), now.weight) : now.weight;
    LAPIDARY_ASSIGN(now.inverse, inverseOf(covariance.to(at::kDouble)));
    now.columns = at::arange(weight.size(1), at::kLong);
    ColumnElimination result;
    while (now.columns.numel() > kept)
        removeColumns(now, std::min(batch, now.columns.numel() - kept), result);
    return result;
}

Result<at::Tensor> refitColumns(const at::Tensor &weight, const at::Tensor &covariance,
                                const at::Tensor &kept)
{
    const at::Tensor c = covariance.to(at::kDouble);
    const at::Tensor right =
        at::mm(weight.to(at::kDouble), c.index_select(1, kept)).t().contiguous();
    auto [lower, info] =
        at::linalg_cholesky_ex(c.index_select(0, kept).index_select(1, kept).contiguous());
    if (info.item<int>() != 0)
        return fail(ErrorCode::Numerical, "the covariance of the inputs is singular even when "
                                          "damped; calibrate on more text");
    return at::cholesky_solve(right, lower).t().contiguous();
}

} // namespace lapidary
