#include "core/linalg/multilinear.h"

#include <functional>
#include <numeric>

namespace lapidary {
namespace {

int64_t product(const std::vector<int64_t> &factors)
{
    return std::accumulate(factors.begin(), factors.end(), int64_t(1), std::multiplies<>());
}

std::vector<at::Tensor> part(const std::vector<at::Tensor> &all, size_t begin, size_t end)
{
    return {all.begin() + static_cast<std::ptrdiff_t>(begin),
            all.begin() + static_cast<std::ptrdiff_t>(end)};
}

} // namespace

int64_t Folding::rows() const { return product(out); }
int64_t Folding::columns() const { return product(in); }

std::vector<int64_t> Folding::sizes() const
{
    std::vector<int64_t> all = out;
    all.insert(all.end(), in.begin(), in.end());
    return all;
}

Status Folding::check(const at::Tensor &w) const
{
    if (!w.defined() || w.dim() != 2)
        return fail(ErrorCode::Internal, "a folding needs a matrix");
    if (out.empty() || in.empty() || rows() != w.size(0) || columns() != w.size(1))
        return fail(ErrorCode::Usage, "the factors do not fold a {} × {} matrix", w.size(0),
                    w.size(1));
    return {};
}

at::Tensor foldSites(const at::Tensor &w, const std::vector<int64_t> &out,
                     const std::vector<int64_t> &in)
{
    const auto sites = static_cast<int64_t>(out.size());
    std::vector<int64_t> shape = out, order, merged;
    shape.insert(shape.end(), in.begin(), in.end());
    for (int64_t k = 0; k < sites; ++k) {
        order.push_back(k);
        order.push_back(sites + k);
        merged.push_back(out[static_cast<size_t>(k)] * in[static_cast<size_t>(k)]);
    }
    return w.reshape(shape).permute(order).reshape(merged).contiguous();
}

at::Tensor unfoldSites(const at::Tensor &folded, const std::vector<int64_t> &out,
                       const std::vector<int64_t> &in)
{
    const auto sites = static_cast<int64_t>(out.size());
    std::vector<int64_t> shape, order, columns;
    for (int64_t k = 0; k < sites; ++k) {
        shape.push_back(out[static_cast<size_t>(k)]);
        shape.push_back(in[static_cast<size_t>(k)]);
        order.push_back(2 * k);
        columns.push_back(2 * k + 1);
    }
    order.insert(order.end(), columns.begin(), columns.end());
    return folded.reshape(shape).permute(order).reshape({product(out), product(in)});
}

at::Tensor unfolded(const at::Tensor &tensor, int64_t mode)
{
    return tensor.movedim(mode, 0).reshape({tensor.size(mode), -1});
}

at::Tensor modeProduct(const at::Tensor &tensor, const at::Tensor &matrix, int64_t mode)
{
    int64_t left = 1, right = 1;
    for (int64_t k = 0; k < tensor.dim(); ++k)
        (k < mode ? left : right) *= k == mode ? 1 : tensor.size(k);
    std::vector<int64_t> shape(tensor.sizes().begin(), tensor.sizes().end());
    shape[static_cast<size_t>(mode)] = matrix.size(0);
    if (left == 1)
        return matrix.mm(tensor.reshape({tensor.size(mode), right})).reshape(shape);
    if (right == 1)
        return tensor.reshape({left, tensor.size(mode)}).mm(matrix.t()).reshape(shape);
    return at::matmul(matrix, tensor.reshape({left, tensor.size(mode), right})).reshape(shape);
}

at::Tensor multiplyModes(const at::Tensor &x, const std::vector<at::Tensor> &factors,
                         bool transposed)
{
    const int64_t batch = x.size(0);
    at::Tensor state = x;
    // The last mode is contracted and goes to the front; after all of them the order is restored.
    for (size_t k = factors.size(); k-- > 0;) {
        const at::Tensor u = transposed ? factors[k].t() : factors[k];
        const int64_t rest = state.numel() / (batch * u.size(0));
        state = state.reshape({batch * rest, u.size(0)}).mm(u);
        if (factors.size() > 1)
            state = state.reshape({batch, rest, u.size(1)}).transpose(1, 2);
    }
    return state.reshape({batch, state.numel() / batch});
}

at::Tensor khatriRao(const std::vector<at::Tensor> &factors)
{
    at::Tensor result = factors.front();
    for (size_t k = 1; k < factors.size(); ++k)
        result = (result.unsqueeze(1) * factors[k].unsqueeze(0)).reshape({-1, result.size(1)});
    return result;
}

at::Tensor tuckerToDense(const at::Tensor &core, const std::vector<at::Tensor> &factors,
                         size_t rows)
{
    const auto rowFactors = part(factors, 0, rows);
    const auto columnFactors = part(factors, rows, factors.size());
    int64_t rowRanks = 1;
    for (const at::Tensor &factor : rowFactors)
        rowRanks *= factor.size(1);
    at::Tensor matrix = core.reshape({rowRanks, -1});
    if (!columnFactors.empty())
        matrix = multiplyModes(matrix, columnFactors, true);
    return multiplyModes(matrix.t(), rowFactors, true).t().contiguous();
}

at::Tensor tuckerApply(const at::Tensor &core, const std::vector<at::Tensor> &factors, size_t rows,
                       const at::Tensor &x)
{
    const auto rowFactors = part(factors, 0, rows);
    const auto columnFactors = part(factors, rows, factors.size());
    int64_t in = 1, rowRanks = 1;
    for (const at::Tensor &factor : columnFactors)
        in *= factor.size(0);
    for (const at::Tensor &factor : rowFactors)
        rowRanks *= factor.size(1);
    std::vector<int64_t> shape(x.sizes().begin(), x.sizes().end());
    at::Tensor state = x.reshape({x.numel() / in, in});
    if (!columnFactors.empty())
        state = multiplyModes(state, columnFactors);
    state = multiplyModes(state.mm(core.reshape({rowRanks, -1}).t()), rowFactors, true);
    shape.back() = state.size(1);
    return state.reshape(shape);
}

at::Tensor cpToDense(const std::vector<at::Tensor> &factors, size_t rows)
{
    const at::Tensor left = khatriRao(part(factors, 0, rows));
    if (rows == factors.size())
        return left.sum(1, true);
    return left.mm(khatriRao(part(factors, rows, factors.size())).t());
}

at::Tensor cpApply(const std::vector<at::Tensor> &factors, size_t rows, const at::Tensor &x)
{
    const at::Tensor left = khatriRao(part(factors, 0, rows));
    const at::Tensor right = rows == factors.size()
        ? at::ones({1, left.size(1)}, left.options())
        : khatriRao(part(factors, rows, factors.size()));
    const double m = double(left.size(0)), n = double(right.size(0)), r = double(left.size(1));
    const double batch = double(x.numel()) / n;
    if (batch * r * (m + n) <= m * n * (r + batch)) {
        std::vector<int64_t> shape(x.sizes().begin(), x.sizes().end());
        shape.back() = left.size(0);
        return x.reshape({-1, right.size(0)}).mm(right).mm(left.t()).reshape(shape);
    }
    return at::matmul(x, right.mm(left.t()));
}

} // namespace lapidary
