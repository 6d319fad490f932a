#pragma once

#include "core/base/result.h"

#include <ATen/ATen.h>

namespace lapidary {

/// Running E[x] and E[x x^T] of vectors that come in batches. Products of a batch in f32 (at most
/// kRows rows at a time), sums in f64: 32-bit sums over a million rows would lose digits.
class SecondMoment {
public:
    static constexpr int64_t kRows = 4096;

    /// x [..., n], any float type and device; n the same every time.
    void add(const at::Tensor &x);

    /// What another has seen, of vectors of the same size.
    void add(const SecondMoment &other);

    int64_t count() const { return m_count; }
    /// Upper triangle of E[x x^T], row by row, f32. Fails with ErrorCode::Numerical, naming
    /// `what`, when a value was not finite.
    Result<std::vector<float>> packed(const std::string &what) const;
    std::vector<double> mean() const;

private:
    void addRows(const at::Tensor &rows);

    at::Tensor m_sum;    ///< f64 [n, n], upper blocks only
    at::Tensor m_linear; ///< f64 [n]
    int64_t m_count = 0;
};

} // namespace lapidary
