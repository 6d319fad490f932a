#pragma once

#include "core/calibrate/calibration.h"
#include "core/surgery/registry.h"

namespace lapidary {

/// What one method makes of one layer at one size.
struct MethodPoint {
    double keep = 0;   ///< asked for, of the parameters
    int64_t bytes = 0; ///< as it would be stored
    double error = 0;  ///< relative, Frobenius
    std::optional<double> outputError; ///< relative, of the layer's output; with a calibration
};

/// Factorizations that take a share of the parameters ("keep"): those that can be laid side by
/// side. In the registry's order.
std::vector<std::string> comparableMethods(const MethodRegistry &methods);

/// Applies `method` to one layer at each of the `keeps` and measures the errors of the values as
/// they would be stored, by the executor's own code. With a calibration that knows the layer the
/// output error is what is minimized. Sizes that the method cannot give are left out; the plan's
/// warnings and errors go to the log. Thread-safe. Memory: a few copies of the layer in f64. Fails
/// with ErrorCode::Numerical when the layer is not finite, ErrorCode::Usage when no size fits.
Result<std::vector<MethodPoint>> methodCurve(const Model &model, int layer,
                                             const std::string &method,
                                             const std::vector<double> &keeps,
                                             const MethodRegistry &methods,
                                             const CalibrationPtr &calibration, JobContext &job);

} // namespace lapidary
