#pragma once

#include "core/base/job_context.h"
#include "core/model/model.h"
#include "core/nn/compressed_layer.h"
#include "core/nn/compute.h"

#include <ATen/ATen.h>

#include <functional>
#include <memory>

namespace lapidary {

/// Keys and values of the positions seen so far, one entry per block.
struct KvCache {
    struct Block {
        at::Tensor key, value; ///< [batch, kvHeads, capacity, headDim]
    };
    std::vector<Block> blocks;
    int64_t length = 0; ///< positions filled

    int64_t capacity() const; ///< positions that fit in every block
};

/// One expert of a block: a gated MLP.
struct ExpertWeights {
    CompressedLayer gate, up, down;
};

/// One transformer block, ready to compute. A missing part (undefined tensors) is skipped; o
/// without q takes the normalized stream: linear attention. The MLP is either gate, up and down, or
/// a router [experts, hidden] with as many experts.
struct BlockWeights {
    at::Tensor inputNorm, postNorm, qNorm, kNorm;
    CompressedLayer q, k, v, o, gate, up, down;
    CompressedLayer router;
    std::vector<ExpertWeights> experts;

    bool hasMlp() const { return down.present() || !experts.empty(); }
    /// Every matrix that the block has a place for, experts included.
    std::vector<CompressedLayer *> matrices();
    /// The matrix of a name inside the block ("self_attn.q_proj", "mlp.experts.3.up_proj", with the
    /// names of any family), null when there is no place for it.
    CompressedLayer *find(std::string_view part);
};

/// Called after each linear layer of a block with what went in and came out: part is
/// "self_attn.q_proj", "mlp.down_proj", ...; layers that read the same activations are given the
/// same tensor, one after the other.
using LayerTap =
    std::function<void(const char *part, const at::Tensor &input, const at::Tensor &output)>;

/// A decoder-only transformer of a known family, dense or compressed layers alike.
/// forward() is const and may be called from several threads (torch parallelism inside).
class Transformer {
public:
    /// Called with the output of a named module ("model.layers.0.mlp", "model.norm", ...).
    using Hook = std::function<void(const std::string &name, const at::Tensor &output)>;

    /// Loads every weight. Fails when model.notRunnableBecause() says something, and with
    /// ErrorCode::Input, naming the layer, when shapes do not fit together.
    static Result<std::shared_ptr<const Transformer>> load(ModelPtr model,
                                                           const ComputeChoice &compute,
                                                           JobContext &job);
    /// The same, to be trained.
    static Result<std::shared_ptr<Transformer>> loadMutable(ModelPtr model,
                                                            const ComputeChoice &compute,
                                                            JobContext &job);
    /// Everything but the blocks, for work that streams them: loadBlock(), forwardBlock(),
    /// releaseBlock(). Peak memory is then one block beside embedding and head.
    static Result<std::shared_ptr<Transformer>> loadEnds(ModelPtr model,
                                                         const ComputeChoice &compute,
                                                         JobContext &job);
    Status loadBlock(size_t index, JobContext &job);
    void releaseBlock(size_t index);

    const ModelConfig &config() const;
    const ComputeChoice &compute() const;
    KvCache makeCache(int64_t batch, int64_t capacity) const;

    /// ids [batch, positions] (int64) -> last hidden state after the final norm
    /// [batch, positions, hidden] in the compute dtype. With a cache, positions continue after
    /// cache.length and the cache grows (it is filled in place, so not for training).
    /// With gradients on (at::GradMode) only differentiable operations are used; off, fused
    /// kernels that work in place. Throws what LibTorch throws, and stops between two blocks with
    /// CancelledSignal (core/nn/guard.h) when `job` is cancelled: call it inside guarded(), or use
    /// tryHidden(). Memory beside the result: a few activations of one block.
    at::Tensor hidden(const at::Tensor &ids, KvCache *cache = nullptr, const Hook *hook = nullptr,
                      const JobContext *job = nullptr) const;
    /// The same with failures as values; checks ids against the vocabulary and the cache's
    /// capacity first.
    Result<at::Tensor> tryHidden(const at::Tensor &ids, KvCache *cache, const Hook *hook,
                                 const JobContext &job) const;
    /// The steps of hidden() without a cache, from operations that autograd knows: ids [batch,
    /// positions] -> embed -> forwardBlock for each block -> finalNorm. All [batch, positions,
    /// hidden]. They throw what LibTorch throws.
    at::Tensor embed(const at::Tensor &ids) const;
    at::Tensor forwardBlock(size_t index, const at::Tensor &h, const LayerTap *tap = nullptr) const;
    at::Tensor finalNorm(const at::Tensor &h) const;
    /// The steps inside forwardBlock(), for work that changes a block part by part: what flows into
    /// q, k and v; into o, given that; into gate and up; into down, given that.
    at::Tensor attentionInput(size_t index, const at::Tensor &h) const;
    at::Tensor attended(size_t index, const at::Tensor &x) const;
    at::Tensor mlpInput(size_t index, const at::Tensor &h) const;
    at::Tensor activated(size_t index, const at::Tensor &x) const;
    /// All of the MLP, with its experts where it has some: x as from mlpInput() -> what is added to
    /// the residual stream (times the residual multiplier).
    at::Tensor mlpOutput(size_t index, const at::Tensor &x) const;
    /// Name of the matrix with this role in a block: "model.layers.3.mlp.experts.7.up_proj".
    std::string partName(size_t block, Role role, int64_t expert = 0) const;
    /// hidden [..., hidden] -> logits [..., vocab] in the compute dtype, scaled as the family says.
    /// For hidden [rows, hidden] without gradients `out` [rows, vocab] may be given to be filled.
    at::Tensor logits(const at::Tensor &hidden, const at::Tensor &out = {}) const;

    /// Names that a Hook can be asked for, in the order in which they come: "model.embed_tokens",
    /// then per block "....self_attn", "....mlp" and "model.layers.N", "model.norm" ("lm_head" is
    /// the result of logits()). A hook owns what it is given.
    std::vector<std::string> hookNames() const;

    struct Weights {
        at::Tensor embed, finalNorm;
        CompressedLayer head; ///< the embedding when tied
        std::vector<BlockWeights> blocks;
    };
    /// For training: the weights themselves (autograd leaves when made so by the caller). Both
    /// in-place changes and replaced tensors are seen by the next forward().
    Weights &mutableWeights();
    const Weights &weights() const;

    ~Transformer();

    struct Private; ///< core/nn/transformer_p.h

private:
    Transformer();
    std::unique_ptr<Private> d;
    friend class TransformerLoader;
};

} // namespace lapidary
