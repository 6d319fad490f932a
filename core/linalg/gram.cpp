#include "core/linalg/gram.h"

namespace lapidary {
namespace {

constexpr int64_t chunkElements = 4 << 20;

template <class Float>
double sumOfSquares(const Float *data, int64_t count)
{
    // Eight running sums: vectorizes, and the order never depends on threads.
    constexpr int64_t lanes = 8;
    double sums[lanes] = {};
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
        for (int64_t lane = 0; lane < lanes; ++lane)
            sums[lane] += static_cast<double>(data[i + lane]) * static_cast<double>(data[i + lane]);
    for (; i < count; ++i)
        sums[0] += static_cast<double>(data[i]) * static_cast<double>(data[i]);
    double total = 0;
    for (double sum : sums)
        total += sum;
    return total;
}

} // namespace

double energyOf(const at::Tensor &a)
{
    return a.scalar_type() == at::kDouble ? sumOfSquares(a.data_ptr<double>(), a.numel())
                                          : sumOfSquares(a.data_ptr<float>(), a.numel());
}

at::Tensor gramOfColumns(const at::Tensor &a)
{
    const int64_t m = a.size(0), n = a.size(1);
    const int64_t rows = std::max<int64_t>(1, chunkElements / std::max<int64_t>(1, n));
    at::Tensor gram = at::zeros({n, n}, a.options().dtype(at::kDouble));
    for (int64_t begin = 0; begin < m; begin += rows) {
        const at::Tensor part = a.narrow(0, begin, std::min(rows, m - begin)).to(at::kDouble);
        gram.addmm_(part.t(), part);
    }
    return gram;
}

Result<SymmetricEigen> eigenOfGram(const at::Tensor &gram)
{
    auto [values, vectors] = at::linalg_eigh(gram);
    values = values.flip(0).clamp_min(0).contiguous();
    vectors = vectors.flip(1).contiguous();
    if (!at::isfinite(values).all().item<bool>())
        return fail(ErrorCode::Numerical, "the eigenvalue solver did not converge");
    // A fixed sign makes factors comparable between runs and machines.
    const at::Tensor largest = vectors.abs().argmax(0, true);
    vectors = vectors * vectors.gather(0, largest).sign();
    return SymmetricEigen{std::move(values), std::move(vectors)};
}

} // namespace lapidary
