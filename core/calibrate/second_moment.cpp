#include "core/calibrate/second_moment.h"

#include <algorithm>

namespace lapidary {
namespace {

// The matrix is symmetric: with 8 block rows only 36 of 64 blocks are computed. Narrower ones than
// kLeast are slow.
constexpr int64_t kBlockRows = 8, kLeast = 96;

/// sum += product, f64 and f32; LibTorch converts element by element here.
void accumulate(at::Tensor sum, const at::Tensor &product)
{
    if (!sum.is_cpu()) {
        sum.add_(product);
        return;
    }
    const int64_t columns = product.size(1);
    double *to = sum.mutable_data_ptr<double>();
    const float *from = product.const_data_ptr<float>();
    for (int64_t row = 0; row < product.size(0); ++row)
        for (int64_t column = 0; column < columns; ++column)
            to[row * sum.stride(0) + column] += double(from[row * columns + column]);
}

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
    const int64_t step = std::max(kLeast, (n + kBlockRows - 1) / kBlockRows);
    for (int64_t begin = 0; begin < n; begin += step) {
        const int64_t size = std::min(step, n - begin);
        const at::Tensor product =
            at::mm(values.narrow(1, begin, size).t(), values.narrow(1, begin, n - begin));
        accumulate(m_sum.narrow(0, begin, size).narrow(1, begin, n - begin), product);
    }
    m_linear.add_(values.sum(0, false, at::kDouble));
    m_count += values.size(0);
}

void SecondMoment::add(const SecondMoment &other)
{
    if (other.m_count == 0)
        return;
    m_sum = m_sum.defined() ? m_sum.add_(other.m_sum) : other.m_sum.clone();
    m_linear = m_linear.defined() ? m_linear.add_(other.m_linear) : other.m_linear.clone();
    m_count += other.m_count;
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
