#pragma once

#include "core/surgery/folded_plan.h"

namespace lapidary {

/// W [m, n] folded to modes (o_1 .. o_p, i_1 .. i_q) as a sum of `rank` outer products, one matrix
/// [size_k, rank] per mode (Carroll, Chang 1970; Harshman 1970). Weighted by activations, the
/// factors solve least squares on the layer's output in turn.
class CpMethod final : public Method {
public:
    CpMethod();
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

/// Factors of `size` with one as large as can be: the smallest prime factors first, the large rest
/// last (1536, 2 -> 2 768), or the other way round.
std::vector<int64_t> steepFactors(int64_t size, int64_t count, bool largeFirst);

/// Largest rank whose factors hold at most `parameters`; 0 when even rank 1 holds more.
int64_t cpRankFor(const std::vector<int64_t> &sizes, int64_t parameters);

} // namespace lapidary
