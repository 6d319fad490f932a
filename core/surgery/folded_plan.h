#pragma once

#include "core/surgery/method.h"

namespace lapidary {

/// What the plans of the methods that fold a matrix share; torch-free.

/// Sizes of the modes that the rows and the columns of a matrix are folded to.
struct ModeFactors {
    std::vector<int64_t> out, in;

    std::vector<int64_t> sizes() const; ///< out, then in
};

/// "out_factors" and "in_factors" of `params`; where one is missing, the size as a product of
/// `rowModes` or `columnModes` factors, balanced. Fails with ErrorCode::Usage when factors are not
/// positive or do not multiply to the size, with both numbers.
Result<ModeFactors> modeFactors(const LayerState &state, const nlohmann::json &params,
                                int64_t rowModes, int64_t columnModes);

/// Whether a step is weighted by activations: what "calibrated" says, by default whether the
/// calibration knows the layer's inputs. Fails with ErrorCode::Usage when it is asked for and
/// there is none for this layer.
Result<bool> resolveCalibrated(const PlanInputs &inputs, const LayerState &state,
                               const nlohmann::json &params);

/// Largest number of parameters that "keep" allows, at most `dense`. Fails with ErrorCode::Usage
/// outside 0 < keep <= 1.
Result<int64_t> keptParameters(double keep, int64_t dense);

/// Parameters "keep", "error" (both of the group "size") and "calibrated", with their texts.
/// `what` names the size that follows: "the rank".
std::vector<ParamSpec> commonFactorParams(const std::string &what);

/// "at rank 90 this layer grows from 0.33 M to 0.4 M parameters; ADVICE", or nothing when it
/// shrinks. `size` names the choice: "rank 90".
std::optional<std::string> growthWarning(const std::string &size, int64_t after, int64_t dense,
                                         const std::string &advice);

} // namespace lapidary
