#pragma once

#include "core/surgery/method.h"

namespace lapidary {

/// Keeps a dense layer's size and gives it the weights that do best, on what flows into it once
/// the blocks before it are changed, what the original did (SequentialStream's target). Without
/// "sequential" in the recipe nothing has changed before it, and it stays as it is.
class RefitMethod final : public Method {
public:
    RefitMethod();
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

} // namespace lapidary
