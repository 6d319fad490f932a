#pragma once

#include "core/surgery/method.h"

namespace lapidary {

/// W [m, n] -> b a with a [r, n], b [m, r]: the best rank-r approximation (Eckart, Young 1936).
/// r (m + n) parameters, so it saves below r = m n / (m + n) only.
class SvdMethod final : public Method {
public:
    SvdMethod();
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
    Result<std::vector<SizeLoss>> sizeLosses(const std::vector<const CompressedLayer *> &group,
                                             const std::vector<const LayerInputs *> &inputs,
                                             JobContext &job) const override;

private:
    MethodInfo m_info;
};

/// Largest rank whose factors are smaller than the matrix: below m n / (m + n); may be 0.
int64_t largestSavingRank(int64_t m, int64_t n);

} // namespace lapidary
