#pragma once

#include "core/surgery/method.h"

namespace lapidary {

/// Removes experts of a block with their rows of the router. Those that stay move together: what is
/// stored as expert 0 is the first that was kept, so that the plan knows every name and size before
/// weights decide which ones go.
class PruneExpertsMethod final : public Method {
public:
    PruneExpertsMethod();
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

/// Experts that stay of `experts`: `count` is what goes, of `fraction` what goes is rounded down and
/// one always stays. Errors: Usage for values that cannot be meant.
Result<int64_t> keptExperts(int64_t experts, const nlohmann::json &params);

/// Matrices of one expert in a group, in this order; the router comes before all of them.
inline constexpr size_t partsOfExpert = 3;

} // namespace lapidary
