#pragma once

#include "core/surgery/method.h"

namespace lapidary {

/// Stores a weight, or each factor of a factored one, in another type. Block types run along the
/// last dimension; a factor whose last dimension is no whole number of blocks is kept as F16.
class QuantizeMethod final : public Method {
public:
    QuantizeMethod();
    const MethodInfo &info() const override { return m_info; }
    Result<std::vector<PlannedAction>> plan(const PlanInputs &inputs,
                                            const std::vector<LayerState> &group,
                                            const nlohmann::json &params) const override;
    std::string summarize(const nlohmann::json &params) const override;
    int64_t workspaceBytes(const std::vector<LayerState> &group,
                           const nlohmann::json &params) const override;
    Result<std::vector<ActionResult>> apply(const std::vector<ApplyInputs> &inputs,
                                            const std::vector<CompressedLayer *> &group,
                                            JobContext &job) const override;

private:
    MethodInfo m_info;
};

/// Type in which a factor of this shape is stored when `wanted` is asked for.
DType fittingType(DType wanted, const Shape &shape);
/// Relative error that storing Gaussian numbers in this type makes (0 for F32).
double typicalError(DType type);

} // namespace lapidary
