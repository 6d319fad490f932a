#pragma once

#include "core/surgery/folded_plan.h"

namespace lapidary {

/// W [m, n] folded to modes (o_1 .. o_p, i_1 .. i_q): a core [r_1 .. r_N] and one matrix [size, r]
/// per mode (Tucker 1966; De Lathauwer, De Moor, Vandewalle 2000). Weighted by activations, the core
/// and the factors solve least squares on the layer's output in turn.
class TuckerMethod final : public Method {
public:
    TuckerMethod();
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

/// Product of the ranks + sum of size_k rank_k; saturates.
int64_t tuckerParameters(const std::vector<int64_t> &sizes, const std::vector<int64_t> &ranks);

/// Ranks with at most `parameters`, each near the same share of its mode's size; all 1 when even
/// those hold more.
std::vector<int64_t> balancedRanks(const std::vector<int64_t> &sizes, int64_t parameters);

/// Ranks with at most `parameters` that cut the columns' modes only: the first of them down to half,
/// then all of them alike. What is cut off there can be predicted from what is left wherever inputs
/// are correlated, and a cut of one mode loses less than the same cut spread over all. Falls back on
/// balancedRanks() when the columns alone cannot give so much.
std::vector<int64_t> columnRanks(const ModeFactors &modes, int64_t parameters);

} // namespace lapidary
