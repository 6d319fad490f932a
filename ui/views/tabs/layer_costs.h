#pragma once

#include "core/model/model.h"
#include "ui/charts/chart_builders.h"

namespace lapidary {

/// sqrt of the tail energy beyond the first `rank` values over the whole: the relative Frobenius
/// error of truncation (Eckart-Young).
double truncationError(const std::vector<double> &singularValues, int64_t rank);

/// Upper bound of a tensor train's relative error when every bond is cut at chi: root of the sum
/// of the cuts' squared errors (Oseledets 2011, theorem 2.2).
double trainErrorBound(const std::vector<std::vector<double>> &bonds, int64_t chi);

/// Error against bytes of this layer for SVD and, when its bond spectra are known, MPO, each size
/// with the layer's stored type; bytes are fractions of the layer's now. Quantization types are
/// single points.
std::vector<MethodCurve> layerCostCurves(const Layer &layer, DType stored,
                                         const std::vector<double> &singularValues,
                                         const std::vector<std::vector<double>> *bonds,
                                         const std::vector<int64_t> &outFactors,
                                         const std::vector<int64_t> &inFactors,
                                         const std::string &currentMethod);

} // namespace lapidary
