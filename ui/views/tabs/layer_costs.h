#pragma once

#include "core/allocate/method_curve.h"
#include "core/model/model.h"
#include "ui/charts/chart_builders.h"

namespace lapidary {

/// sqrt of the tail energy beyond the first `rank` values over the whole: the relative Frobenius
/// error of truncation (Eckart-Young).
double truncationError(const std::vector<double> &singularValues, int64_t rank);

/// Upper bound of a tensor train's relative error when every bond is cut at chi: root of the sum
/// of the cuts' squared errors (Oseledets 2011, theorem 2.2).
double trainErrorBound(const std::vector<std::vector<double>> &bonds, int64_t chi);

/// What is known of one layer's costs; pointers may be null.
struct LayerCosts {
    const Layer *layer = nullptr;
    DType stored = DType::F32;                   ///< type of new factors
    const std::vector<double> *values = nullptr; ///< singular values
    const std::vector<double> *whitened = nullptr; ///< weighed by the inputs: errors of outputs
    const std::vector<std::vector<double>> *bonds = nullptr; ///< of the untruncated train
    std::vector<int64_t> outFactors, inFactors;
    /// Measured by applying the method: id, title, points.
    struct Measured {
        std::string id;
        QString title;
        const std::vector<MethodPoint> *points = nullptr;
    };
    std::vector<Measured> measured;
    std::string currentMethod;
};

/// Error against bytes of this layer for each method, each size with the layer's stored type; bytes
/// are fractions of the layer's now. With a whitened spectrum errors are those of the layer's
/// output, else of its weight. SVD is exact from the spectrum; the others are measured, and until
/// then a tensor train is bounded by its bonds. Quantization types are single points.
std::vector<MethodCurve> layerCostCurves(const LayerCosts &costs);

} // namespace lapidary
