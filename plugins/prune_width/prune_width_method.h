#pragma once

#include "core/surgery/method.h"

namespace lapidary {

/// Removes neurons of a gated MLP: rows of gate and up, columns of down, in step. Scores and the
/// rule of the kept width are those of OptIPFair (Martra 2025), so that its tables reproduce.
class PruneWidthMethod final : public Method {
public:
    PruneWidthMethod();
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

/// width - min(int(fraction * width), width - 1): what is removed truncates, so the kept width
/// rounds up (8192 at 0.1 -> 7373). For whole percentages `fraction` is exactly OptIPFair's
/// percentage / 100: no factor of 100 may come between.
int64_t keptWidth(int64_t width, double fraction);
/// OptIPFair's rule for expansion = width / hidden (4.0, or 400 when given in percent).
Result<int64_t> keptWidthForExpansion(int64_t width, int64_t hidden, double expansion);
/// The multiple of `divisor` nearest to `kept`, at least one multiple, at most `width`.
Result<int64_t> roundedWidth(int64_t kept, int64_t width, int64_t divisor);

} // namespace lapidary
