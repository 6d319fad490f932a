#include "core/linalg/svd.h"

#include "core/linalg/gram.h"
#include "core/linalg/randomized.h"

#include <cmath>

namespace lapidary {
namespace {

// Below this ratio to the largest one, a singular value taken from a Gram matrix has no digits
// left (its square is under the rounding of the largest square).
constexpr double gramFloor = 1e-7;
// Up to this size the exact route is faster than, or as fast as, the randomized one.
constexpr int64_t exactUpTo = 512;

Status checkMatrix(const at::Tensor &a)
{
    if (!a.defined() || a.dim() != 2 || a.numel() == 0)
        return fail(ErrorCode::Internal, "a factorization needs a matrix with elements");
    if (a.scalar_type() != at::kFloat && a.scalar_type() != at::kDouble)
        return fail(ErrorCode::Internal, "a factorization needs f32 or f64 numbers");
    if (!a.is_cpu())
        return fail(ErrorCode::Unsupported, "factorizations run on the CPU only");
    return {};
}

/// Factors of a zero matrix: nothing to normalize.
SvdFactors zeroFactors(const at::Tensor &a, int64_t rank)
{
    const auto options = a.options();
    SvdFactors factors;
    factors.u = at::zeros({a.size(0), rank}, options);
    factors.s = at::zeros({rank}, options);
    factors.v = at::eye(a.size(1), rank, options);
    factors.spectrum = at::zeros({std::min(a.size(0), a.size(1))}, options.dtype(at::kDouble));
    factors.exact = true;
    return factors;
}

/// Tall or square A by the eigenvectors of A^T A. s v^T is what the eigenvectors give; u follows
/// as A v / s, so u s v^T is A projected on v, whatever the accuracy of s.
Result<SvdFactors> exactTall(const at::Tensor &a, int64_t rank)
{
    LAPIDARY_ASSIGN(const SymmetricEigen eigen, eigenOfGram(gramOfColumns(a)));
    const double total = eigen.values.sum().item<double>();
    if (!(total > 0))
        return zeroFactors(a, rank);
    SvdFactors factors;
    factors.spectrum = eigen.values.sqrt();
    const at::Tensor v = eigen.vectors.narrow(1, 0, rank).contiguous();
    const bool cheap = a.numel() <= (4 << 20);
    const at::Tensor av = (cheap ? a.to(at::kDouble).mm(v) : a.mm(v.to(a.scalar_type())))
                              .to(at::kDouble);
    const at::Tensor s = at::linalg_vector_norm(av, 2, at::IntArrayRef{0});
    const at::Tensor safe = at::where(s > 0, s, at::ones_like(s));
    factors.u = (av / safe).to(a.scalar_type()).contiguous();
    factors.s = s.to(a.scalar_type());
    factors.v = v.to(a.scalar_type());
    const int64_t rest = eigen.values.numel() - rank;
    const double tail = rest > 0 ? eigen.values.narrow(0, rank, rest).sum().item<double>() : 0;
    factors.relativeError = std::sqrt(tail / total);
    factors.exact = true;
    return factors;
}

Result<SvdFactors> exactSvd(const at::Tensor &a, int64_t rank)
{
    if (a.size(0) >= a.size(1))
        return exactTall(a, rank);
    LAPIDARY_ASSIGN(SvdFactors factors, exactTall(a.t().contiguous(), rank));
    std::swap(factors.u, factors.v);
    return factors;
}

Result<SvdFactors> svdOf(const at::Tensor &a, int64_t rank, uint64_t seed)
{
    const int64_t full = std::min(a.size(0), a.size(1));
    if (full > exactUpTo && sketchSize(rank) <= full * 4 / 10) {
        auto sketched = randomizedSvd(a, rank, seed);
        if (sketched)
            return std::move(*sketched);
    }
    return exactSvd(a, rank);
}

/// Library exceptions end here.
template <class Body>
auto guarded(Body body) -> decltype(body())
{
    try {
        return body();
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::Budget, "not enough memory for a factorization");
    } catch (const c10::Error &e) {
        return fail(ErrorCode::Numerical, "a factorization failed: {}", e.what_without_backtrace());
    }
}

} // namespace

Result<SvdFactors> truncatedSvd(const at::Tensor &a, int64_t rank, uint64_t seed)
{
    LAPIDARY_TRY(checkMatrix(a));
    if (rank < 1 || rank > std::min(a.size(0), a.size(1)))
        return fail(ErrorCode::Usage, "rank {} is outside 1 to {}, the full rank of {} × {}", rank,
                    std::min(a.size(0), a.size(1)), a.size(0), a.size(1));
    LAPIDARY_TRY(requireFinite(a, "the matrix"));
    return guarded([&] { return svdOf(a.contiguous(), rank, seed); });
}

Result<ProjectedSvd> projectedSvd(const at::Tensor &w, const at::Tensor &covariance, int64_t rank)
{
    LAPIDARY_TRY(checkMatrix(w));
    if (rank < 1 || rank > std::min(w.size(0), w.size(1)))
        return fail(ErrorCode::Usage, "rank {} is outside 1 to {}, the full rank of {} × {}", rank,
                    std::min(w.size(0), w.size(1)), w.size(0), w.size(1));
    return guarded([&]() -> Result<ProjectedSvd> {
        const at::Tensor wide = w.to(at::kDouble);
        LAPIDARY_ASSIGN(const SymmetricEigen eigen,
                        eigenOfGram(wide.mm(covariance.to(at::kDouble)).mm(wide.t())));
        const double total = eigen.values.sum().item<double>();
        if (!(total > 0))
            return fail(ErrorCode::Numerical, "nothing comes out of the matrix for the inputs that "
                                              "the calibration saw");
        ProjectedSvd result;
        result.u = eigen.vectors.narrow(1, 0, rank).contiguous();
        result.right = result.u.t().mm(wide);
        result.spectrum = eigen.values.sqrt();
        const double kept = eigen.values.narrow(0, 0, rank).sum().item<double>();
        result.relativeError = std::sqrt(std::max(0.0, 1 - kept / total));
        return result;
    });
}

Result<at::Tensor> singularValues(const at::Tensor &a)
{
    LAPIDARY_TRY(checkMatrix(a));
    LAPIDARY_TRY(requireFinite(a, "the matrix"));
    return guarded([&]() -> Result<at::Tensor> {
        const at::Tensor tall = a.size(0) >= a.size(1) ? a : a.t();
        const at::Tensor squares = at::linalg_eigvalsh(gramOfColumns(tall.contiguous()));
        at::Tensor values = squares.flip(0).clamp_min(0).sqrt().contiguous();
        const double *s = values.data_ptr<double>();
        const double largest = s[0], smallest = s[values.numel() - 1];
        if (!(largest > 0) || smallest > gramFloor * largest)
            return values;
        return at::linalg_svdvals(a.to(at::kDouble)).contiguous();
    });
}

int64_t rankForError(const at::Tensor &singularValues, double error)
{
    const at::Tensor s = singularValues.to(at::kCPU, at::kDouble).contiguous();
    const double *values = s.data_ptr<double>();
    double total = 0;
    for (int64_t i = 0; i < s.numel(); ++i)
        total += values[i] * values[i];
    double tail = 0;
    for (int64_t i = s.numel(); i-- > 0;) {
        tail += values[i] * values[i];
        if (tail > error * error * total)
            return i + 1;
    }
    return 0;
}

} // namespace lapidary
