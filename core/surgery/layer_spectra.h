#pragma once

#include "core/model/model.h"

#include <vector>

namespace lapidary {

class Calibration;

/// Spectra of one layer for charts and planning; torch-free header. Each reads the layer's weight
/// (f32), scans it for non-finite values (ErrorCode::Numerical names the layer) and is cancellable
/// before and after the factorization. Thread-safe. Memory: three copies of the weight.

/// Singular values of the represented matrix, descending.
Result<std::vector<double>> layerSingularValues(const Model &model, const Layer &layer,
                                                JobContext &job);

/// Singular values of W C^{1/2}, descending: what each direction of the weight adds to the layer's
/// output on the calibration's text (C the damped covariance of its inputs, core/calibrate/
/// whitening.h). Their tail is the output error of a whitened truncation. Fails with
/// ErrorCode::Input when the calibration does not know the layer.
Result<std::vector<double>> layerWhitenedValues(const Model &model, const Layer &layer,
                                                const Calibration &calibration, JobContext &job);

/// Singular values at each of the N-1 cuts of the untruncated tensor train with these factors,
/// each descending (Oseledets 2011, theorem 2.1: their tails bound the error of truncation).
Result<std::vector<std::vector<double>>> layerBondSpectra(const Model &model, const Layer &layer,
                                                          const std::vector<int64_t> &outFactors,
                                                          const std::vector<int64_t> &inFactors,
                                                          JobContext &job);

/// `size` as a product of `sites` integers, balanced (the default of the mpo method).
std::vector<int64_t> defaultSiteFactors(int64_t size, int sites);

} // namespace lapidary
