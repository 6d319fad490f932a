#pragma once

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
};

/// One transformer block, ready to compute. A missing part (undefined tensors) is skipped.
struct BlockWeights {
    at::Tensor inputNorm, postNorm, qNorm, kNorm;
    CompressedLayer q, k, v, o, gate, up, down;
};

/// A decoder-only transformer of a known family, dense or compressed layers alike.
/// forward() is const and may be called from several threads (torch parallelism inside).
class Transformer {
public:
    /// Called with the output of a named module ("model.layers.0.mlp", "model.norm", ...).
    using Hook = std::function<void(const std::string &name, const at::Tensor &output)>;

    /// Loads every weight. Fails when model.notRunnableBecause() says something.
    static Result<std::shared_ptr<const Transformer>> load(ModelPtr model,
                                                           const ComputeChoice &compute,
                                                           JobContext &job);

    const ModelConfig &config() const;
    const ComputeChoice &compute() const;
    KvCache makeCache(int64_t batch, int64_t capacity) const;

    /// ids [batch, positions] (int64) -> last hidden state after the final norm
    /// [batch, positions, hidden] in the compute dtype. With a cache, positions continue after
    /// cache.length and the cache grows.
    at::Tensor hidden(const at::Tensor &ids, KvCache *cache = nullptr,
                      const Hook *hook = nullptr) const;
    /// hidden [..., hidden] -> logits [..., vocab] in the compute dtype, scaled as the family says.
    at::Tensor logits(const at::Tensor &hidden) const;

    /// Names that a Hook can be asked for.
    std::vector<std::string> hookNames() const;

    struct Weights {
        at::Tensor embed, finalNorm;
        CompressedLayer head; ///< the embedding when tied
        std::vector<BlockWeights> blocks;
    };
    /// For training: the weights themselves (autograd leaves when made so by the caller).
    Weights &mutableWeights();
    const Weights &weights() const;

    ~Transformer();

private:
    Transformer();
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace lapidary
