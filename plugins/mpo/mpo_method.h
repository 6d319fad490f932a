#pragma once

#include "core/surgery/method.h"

namespace lapidary {

/// W [m, n] folded to (o_1 i_1) ... (o_N i_N) and cut into N cores [chi_{k-1}, o_k, i_k, chi_k]
/// by sequential truncated SVDs (Oseledets 2011; tensor-train matrix: Novikov et al. 2015).
class MpoMethod final : public Method {
public:
    MpoMethod();
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

using SiteFactors = std::vector<int64_t>;

/// Sum of chi_{k-1} o_k i_k chi_k with the bonds clamped.
int64_t mpoParameters(const SiteFactors &out, const SiteFactors &in, int64_t chi);
/// Largest bond that the factors allow: above it nothing changes.
int64_t largestBond(const SiteFactors &out, const SiteFactors &in);
/// Largest chi with at most `parameters`; 0 when even chi = 1 holds more.
int64_t chiForParameters(const SiteFactors &out, const SiteFactors &in, int64_t parameters);
/// Upper bound of the relative error: root of the sum of squared tails over all cuts.
double bondError(const std::vector<std::vector<double>> &bondSpectra, int64_t chi);
/// Smallest chi with bondError <= error.
int64_t chiForError(const std::vector<std::vector<double>> &bondSpectra, double error);

} // namespace lapidary
