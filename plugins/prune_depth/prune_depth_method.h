#pragma once

#include "core/surgery/method.h"

namespace lapidary {

/// Removes whole blocks, or only the attention or the MLP of blocks (the residual stream passes
/// them). Which ones: named, or so many of them by block influence (Men et al. 2024, ShortGPT), or
/// the deepest (Gromov et al. 2024). Nothing is read of the weights.
class PruneDepthMethod final : public Method {
public:
    PruneDepthMethod();
    const MethodInfo &info() const override { return m_info; }
    Coupling coupling(const nlohmann::json &params) const override;
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

} // namespace lapidary
