#include "core/calibrate/second_moment.h"

#include <algorithm>

namespace lapidary {
namespace {

// The matrix is symmetric: with 4 block rows only 10 of 16 blocks are computed.
constexpr int64_t kBlockRows = 4;

} // namespace

void SecondMoment::add(const at::Tensor &x)
{
    const at::Tensor rows = x.detach().reshape({-1, x.size(-1)});
    for (int64_t begin = 0; begin < rows.size(0); begin += kRows)
        addRows(rows.narrow(0, begin, std::min(kRows, rows.size(0) - begin)));
}

void SecondMoment::addRows(const at::Tensor &rows)
{
    const at::Tensor values = rows.to(at::kFloat);
    const int64_t n = values.size(1);
    if (!m_sum.defined()) {
        m_sum = at::zeros({n, n}, values.options().dtype(at::kDouble));
        m_linear = at::zeros({n}, values.options().dtype(at::kDouble));
    }
    const int64_t step = n < 512 ? n : (n + kBlockRows - 1) / kBlockRows;
    for (int64_t begin = 0; begin < n; begin += step) {
        const int64_t size = std::min(step, n - begin);
        const at::Tensor product =
            at::mm(values.narrow(1, begin, size).t(), values.narrow(1, begin, n - begin));
        m_sum.narrow(0, begin, size).narrow(1, begin, n - begin).add_(product);
    }
    m_linear.add_(values.sum(0, false, at::kDouble));
    m_count += values.size(0);
}

Result<std::vector<float>> SecondMoment::packed(const std::string &what) const
{
    if (m_count == 0)
        return fail(ErrorCode::Internal, "{}: nothing was seen", what);
    const at::Tensor host = (m_sum / double(m_count)).to(at::kCPU).contiguous();
    const int64_t n = host.size(0);
    const double *values = host.const_data_ptr<double>();
    std::vector<float> packed;
    packed.reserve(static_cast<size_t>(n * (n + 1) / 2));
    for (int64_t i = 0; i < n; ++i)
        for (int64_t j = i; j < n; ++j)
            packed.push_back(static_cast<float>(values[i * n + j]));
    const bool finite = std::all_of(packed.begin(), packed.end(),
                                    [](float value) { return std::isfinite(value); });
    if (!finite)
        return fail(ErrorCode::Numerical,
                    "{}: activations became infinite or not a number; compute in f32, or check "
                    "the model with the verify command", what);
    return packed;
}

std::vector<double> SecondMoment::mean() const
{
    const at::Tensor host = (m_linear / double(std::max<int64_t>(m_count, 1))).to(at::kCPU);
    return {host.const_data_ptr<double>(), host.const_data_ptr<double>() + host.numel()};
}

} // namespace lapidary
