#pragma once

#include "core/calibrate/attention_map.h"
#include "core/calibrate/input_source.h"
#include "core/nn/compressed_layer.h"
#include "core/run/run_record.h"
#include "core/run/tensor_copy.h"

namespace lapidary {

/// What every worker needs; shared, read only.
struct WorkContext {
    const Model *model = nullptr;
    const MethodRegistry *methods = nullptr;
    uint64_t seed = 0;
    at::Device device = at::kCPU;
    const InputSource *inputs = nullptr; ///< statistics of layer inputs; may be null
    /// Number that each block has in the run's checkpoint, -1 for removed ones; empty: its own.
    std::vector<int> blockNumber{};
    /// Matrices for attentions that are replaced, by block; null where none is.
    const std::map<int, AttentionMap> *attentionMaps = nullptr;

    /// `name` of a tensor or layer of `block` as the run's checkpoint names it.
    std::string nameAfter(const std::string &name, int block) const;
};

/// True for a layer that becomes, or stays beside, the one matrix in place of its attention.
bool replacesAttention(const PlannedLayer &plan);

/// A layer as it will be stored.
struct FinishedLayer {
    LayerRecord record; ///< `seconds` are filled in
    CompressedLayer weights; ///< the values as they will be decoded
    std::vector<TensorCopy> tensors;
    nlohmann::json arrays; ///< "<module>/<method>/<name>" -> numbers, for arrays.h5
};

/// Reads the coupled layers of one group, applies their actions in the order of the steps, encodes
/// the factors as they will be stored and measures the error of exactly those values against the
/// original. Layers that hold non-finite weights, or on which a method fails numerically, are left
/// as they are, with a warning that names them; so are the layers that are coupled to them.
/// Deterministic for a seed when torch runs on one thread. Memory: workMemory() bytes.
Result<std::vector<FinishedLayer>> workOnGroup(const WorkContext &context,
                                               const std::vector<const PlannedLayer *> &group,
                                               JobContext &job);

/// Upper bound on the bytes that workOnGroup needs.
int64_t workMemory(const WorkContext &context, const std::vector<const PlannedLayer *> &group);

/// Types that factors can be stored in.
bool canStore(DType type);

} // namespace lapidary
