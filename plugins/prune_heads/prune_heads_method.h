#pragma once

#include "core/surgery/method.h"

namespace lapidary {

/// Removes groups of attention heads: a key-value head (rows of k and v) with the query heads that
/// share it (rows of q, columns of o). Norms of single heads are as long as before and stay.
class PruneHeadsMethod final : public Method {
public:
    PruneHeadsMethod();
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

/// Key-value heads that stay of `groups`: `count` is what goes, of `fraction` what goes is rounded
/// down and one head always stays. Errors: Usage for values that cannot be meant.
Result<int64_t> keptGroups(int64_t groups, const nlohmann::json &params);

} // namespace lapidary
