#pragma once

#include "core/calibrate/input_source.h"
#include "core/nn/transformer.h"

#include <set>

namespace lapidary {

/// The calibration samples on their way through two models at once: the original, and the one
/// whose blocks are changed one after the other. For each layer it gives the statistics of what
/// flows into it in the changed model, and the dense weight that does there best what the original
/// layer did ("target"): argmin over V of E||y - V x'||^2 + ||(V - W) M^(1/2)||^2, where y is the
/// original output for q, k, v, gate and up, and for o and down also what the residual stream lacks
/// so far (h - h'). M is what dampedCovariance() adds to E[x' x'^T] for kRidge. Whoever changes
/// layers then approximates the target by what the layer may become, weighed by E[x' x'^T].
/// Order of calls for each block: enter; prepare(AttentionInputs), accept q, k, v;
/// prepare(AttentionOutput), accept o; prepare(MlpInputs), accept gate, up; prepare(MlpOutput),
/// accept down; leave. Layers that are changed together may all be accepted at the later stage.
/// Experts and routers are given the statistics of the original model, without a target: which rows
/// an expert sees changes with its router.
/// f32 throughout, one caller; read() may be called from several threads between the others.
/// For down the samples themselves are given too. The samples that the calibration held out flow
/// with the others: by now sizes are decided, and all text may be fitted to.
class SequentialStream final : public InputSource {
public:
    enum class Stage { AttentionInputs, AttentionOutput, MlpInputs, MlpOutput };
    static constexpr double kRidge = 0.3;

    /// Bytes at most, with what the refit of a whole MLP takes (fitGated).
    static int64_t memory(const Model &model, const Calibration &calibration);

    static Result<std::unique_ptr<SequentialStream>> begin(ModelPtr model,
                                                           CalibrationPtr calibration,
                                                           const ComputeOptions &compute,
                                                           JobContext &job);

    /// `planned`: names of the layers that will be changed; the others stay as they are.
    Status enter(size_t block, const std::set<std::string> &planned, JobContext &job);
    Status prepare(Stage stage, const JobContext &job);
    /// What the layer has become, values as stored; a layer without factors is gone.
    Status accept(const std::string &layer, CompressedLayer weights);
    Status leave(const JobContext &job);

    bool has(const std::string &layer) const override { return m_calibration->has(layer); }
    Result<LayerInputs> read(const std::string &layer) const override;

private:
    struct Moments {
        at::Tensor covariance, cross, linear; ///< E[x'x'^T], E[t x'^T], E[x'], f64
    };
    Status runOriginal(const JobContext &job);
    Status prepareInputs(const std::vector<const char *> &parts, const at::Tensor &original,
                         const at::Tensor &changed, bool mlp, const JobContext &job);
    Status prepareOutput(const char *part, const JobContext &job);
    Status advanceToMiddle(const JobContext &job);
    at::Tensor targetOf(const std::string &layer, const at::Tensor &covariance,
                        const at::Tensor &right) const;
    CompressedLayer *slot(BlockWeights &weights, const std::string &layer) const;
    BlockWeights &now() { return m_transformer->mutableWeights().blocks[m_block]; }

    ModelPtr m_model;
    CalibrationPtr m_calibration;
    std::shared_ptr<Transformer> m_transformer;
    BlockWeights m_original; ///< of the current block
    std::set<std::string> m_planned;
    size_t m_block = 0;
    bool m_diverged = false; ///< the changed stream is not the original any more
    at::Tensor m_before, m_middle, m_after; ///< original stream around the two halves of the block
    at::Tensor m_changed, m_changedMiddle;  ///< changed stream
    std::map<std::string, LayerInputs> m_inputs;
};

} // namespace lapidary
