#pragma once

#include "core/linalg/cp.h"
#include "core/linalg/mpo.h"
#include "core/linalg/tucker.h"

namespace lapidary {

/// Factorizations that minimize the error of a layer's output, tr((W - W') C (W - W')^T) with C the
/// covariance E[x x^T] of its inputs, by alternating least squares in f64: each core or factor in
/// turn solves its (linear) least squares while the others stand.
///
/// The start is the better, by that objective, of two: the plain truncation of W, and the truncation
/// of W (R_1 x .. x R_q) with R_k R_k^T the partial trace of C on the k-th mode of the columns, taken
/// back by R_k^-1 (exact where C is a Kronecker product). So the result is never worse than the plain
/// one. A sweep that raises the objective (rounding) is taken back and ends the iteration.
///
/// Deterministic for a seed and thread count. Errors: those of the plain kernels; Numerical also when
/// C is not finite or zero. `covariance` f64 [in, in], symmetric. `cancelled`, where given, is asked
/// after each update and ends the iteration with what it has.
struct WeightedOptions {
    int sweeps = 12;          ///< at most, over all cores or factors
    int innerSteps = 8;       ///< conjugate-gradient steps at most where no direct solve is small
    double damping = 1e-6;    ///< of C, relative to the mean of its diagonal
    double tolerance = 2e-3;  ///< stops when a sweep lowers the error by less than this share of it
};

/// What all of them report.
struct WeightedFit {
    double relativeError = 0;    ///< ||W - W'||_F / ||W||_F
    double outputError = 0;      ///< root of the objective over that of W' = 0, with the damped C
    double plainOutputError = 0; ///< the same of the plain truncation
    std::vector<double> history; ///< output error of the start and after each sweep; never rises
};

struct WeightedMpo {
    std::vector<at::Tensor> cores; ///< as MpoCores, type of W
    std::vector<at::Tensor> bondSpectra; ///< of the start: see MpoCores
    WeightedFit fit;
};
struct WeightedTucker {
    at::Tensor core;
    std::vector<at::Tensor> factors; ///< orthonormal columns
    WeightedFit fit;
};
struct WeightedCp {
    std::vector<at::Tensor> factors;
    WeightedFit fit;
};

Result<WeightedMpo> mpoWeighted(const at::Tensor &w, const Folding &sites, int64_t chi,
                                const at::Tensor &covariance, uint64_t seed = 0,
                                const WeightedOptions &options = {});
/// Cores by the direct solve (P^T C P is small); factors of the columns by normal equations of
/// size_k r_k unknowns, those of the rows by eigenvectors.
Result<WeightedTucker> tuckerWeighted(const at::Tensor &w, const Folding &folding,
                                      const std::vector<int64_t> &ranks,
                                      const at::Tensor &covariance,
                                      const WeightedOptions &options = {});
Result<WeightedCp> cpWeighted(const at::Tensor &w, const Folding &folding, int64_t rank,
                              const at::Tensor &covariance, uint64_t seed = 0,
                              const WeightedOptions &options = {});

} // namespace lapidary
