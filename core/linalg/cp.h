#pragma once

#include "core/linalg/multilinear.h"

namespace lapidary {

struct CpFactors {
    std::vector<at::Tensor> factors; ///< [size_k, rank], weights spread evenly over them
    double relativeError = 0;        ///< ||W - W'||_F / ||W||_F, measured on the factors
    std::vector<double> history;     ///< that error after each sweep of the best start
    int restart = 0;                 ///< which start won, 0 the first
};

struct CpOptions {
    int sweeps = 60;             ///< at most, per start
    int restarts = 1;            ///< starts, each from its own seed
    double tolerance = 1e-4;     ///< stops when a sweep lowers the error by less than this share of it
    double regularization = 1e-7; ///< Tikhonov term, relative to the mean square of the Gram diagonal
};

/// Alternating least squares for the canonical polyadic form of the folded matrix (Kolda, Bader
/// 2009, section 3.4), normal equations in f64 with a Tikhonov term towards the factor as it was, so
/// that no sweep raises the error beyond rounding. Both halves of the modes share one product of W
/// with a Khatri-Rao matrix (dimension tree of Phan, Tichavsky, Cichocki 2013). The first start is
/// the leading rank-one parts of the SVD of W, the others are random, by `seed`. Deterministic for a
/// seed and a thread count.
/// Errors: Usage (rank < 1, factors that do not fit), Numerical (non-finite W, no convergence: every
/// start left the finite numbers). Memory: (m + n) rank f32 four times, rank^2 f64 three times.
Result<CpFactors> cpDecompose(const at::Tensor &w, const Folding &folding, int64_t rank,
                              uint64_t seed = 0, const CpOptions &options = {});

} // namespace lapidary
