#pragma once

#include "core/nn/transformer.h"

#include <map>

namespace lapidary {

/// What a change of the model costs on sample text, against the original on the same positions.
struct Damage {
    double lossIncrease = 0; ///< nats per predicted token
    double kl = 0;           ///< mean KL(original || changed), nats per position
};

/// Measures changes of single layers quickly: the residual stream of the original is kept before
/// every block, so that only the blocks from the first changed one on are computed again.
/// One caller at a time; torch uses its own threads. Memory: the model, (blocks + 1) hidden states
/// of the sample, and the logits of a few hundred positions.
class Probe {
public:
    /// Replacements by layer name; their factors are cast to the compute type.
    using Changes = std::map<std::string, CompressedLayer>;

    /// Runs the original once over the rows of ids (equal lengths). Every `scoredEvery`th position
    /// counts for losses and divergences.
    static Result<Probe> begin(ModelPtr model, const ComputeChoice &compute,
                               const std::vector<std::vector<int32_t>> &rows, JobContext &job,
                               int64_t scoredEvery = 1);

    /// From now on the model has these changes, and measure() changes it further; damage is still
    /// that against the original. Replaces what an earlier call changed. No changes: the original.
    Status rebase(const Changes &changes, JobContext &job);

    /// The model with these layers changed and all others as they were. A layer without factors
    /// stands for the original one.
    Result<Damage> measure(const Changes &changes, const JobContext &job);

    /// How much of the divergence of the model as rebase() left it each unit brings, in nats per
    /// position: half the product of the divergence's gradient and the change that the unit makes
    /// to its block's output, which is its Shapley value where divergence is quadratic in the
    /// changes. A unit is the layers, all of one block, that change together. One pass forward and
    /// one backward, and one block for every unit.
    Result<std::vector<double>> contributions(const std::vector<std::vector<std::string>> &units,
                                              const JobContext &job);

    double originalLoss() const { return m_loss; }
    int64_t positions() const { return m_positions; }

private:
    struct Scores {
        double loss = 0, kl = 0;
    };
    class Exchange;
    CompressedLayer *slot(const std::string &layer, size_t &block);
    Result<at::Tensor> tailGradient(const JobContext &job) const;
    Result<double> contribution(const std::vector<std::string> &unit, size_t block,
                                const at::Tensor &gradient);
    Result<CompressedLayer> replacement(const std::string &name, const CompressedLayer &layer,
                                        const CompressedLayer &place) const;
    at::Tensor scored(const at::Tensor &rows) const; ///< positions [rows, n, ...] that count
    Status runFrom(size_t block, const JobContext &job);
    Result<Scores> score(const at::Tensor &hidden, bool divergence, const JobContext &job) const;

    std::shared_ptr<Transformer> m_model;
    at::Tensor m_ids;                 ///< [rows, window]
    std::vector<at::Tensor> m_before; ///< hidden state before each block, and after the last
    at::Tensor m_original;            ///< after the last block of the original
    Changes m_replaced;               ///< originals of what rebase() changed
    double m_loss = 0;
    int64_t m_positions = 0, m_scoredEvery = 1;
};

} // namespace lapidary
