#pragma once

#include "core/checkpoint/checkpoint_source.h"
#include "core/model/layer_form.h"
#include "core/model/model_config.h"
#include "core/model/role.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lapidary {

struct FamilySpec;

/// One named module with a weight: "model.layers.3.mlp.up_proj". Names are the Hugging Face ones
/// whatever the container.
struct Layer {
    std::string name; ///< without ".weight"
    Role role = Role::Other;
    int block = -1; ///< -1 outside the transformer blocks
    LayerForm form; ///< dense for ordinary checkpoints; factor tensors otherwise
    std::vector<int> tensors; ///< index into source->tensors(), one per form.factors
    /// The weight is the rows from here on, form.out of them, of a tensor that stacks several
    /// layers (experts), seen as the matrix [first dims..., last dim]; -1: all of its tensor.
    int64_t firstRow = -1;
    int bias = -1;            ///< index of the bias tensor, or -1
    bool tiedCopy = false;    ///< a second copy of a tied matrix: not counted as unique
    bool permutedRows = false; ///< GGUF stores q/k rows in its own rope order
    bool buffer = false;       ///< constants that are no parameters: rope tables, masks, scales
    int64_t storedParameters = 0; ///< elements in the container, bias included
    int64_t storedBytes = 0;      ///< bytes in the container, bias included

    int64_t parameters() const { return storedParameters; }
    int64_t bytes() const { return storedBytes; }
};

/// What the tree, the tables and the charts show: group nodes and layers, immutable.
struct ModelTreeNode {
    std::string label; ///< "Block 3", "self_attn", "q_proj"
    int layer = -1;    ///< index into Model::layers for leaves
    int block = -1;
    std::vector<ModelTreeNode> children;
};

/// An opened model: source, configuration, layers with roles. Immutable, shared, torch-free.
struct Model {
    std::shared_ptr<const CheckpointSource> source;
    ModelConfig config;
    const FamilySpec *family = nullptr; ///< null: unknown architecture (no evaluation)
    std::vector<Layer> layers;          ///< embed first, blocks in order, norm, head
    std::vector<std::string> warnings;  ///< sentences for the user
    std::string notRunnable;            ///< what notRunnableBecause() answers
    std::map<std::string, int, std::less<>> index; ///< layer name -> position in `layers`

    int find(std::string_view name) const; ///< index of a layer by name, -1 when absent
    int64_t parametersStored() const;
    int64_t parametersUnique() const;
    int64_t bytes() const;
    ModelTreeNode tree() const;
    /// Why evaluation and generation are off, or empty when they work.
    std::string notRunnableBecause() const { return notRunnable; }
};

using ModelPtr = std::shared_ptr<const Model>;

/// MODEL as in the headless tool: a folder, .safetensors, .gguf, or STORE#RUN (opens the run's
/// checkpoint folder). Headers only. Unknown architectures open with a warning.
Result<ModelPtr> openModel(const std::string &where, JobContext &job);
/// What MODEL names on disk: the path itself where it exists, else STORE/RUN/checkpoint.
Result<std::filesystem::path> resolveModelPath(const std::string &where);
/// The same from an opened checkpoint: reads config.json or metadata, names and checks tensors.
Result<ModelPtr> modelFromSource(std::shared_ptr<const CheckpointSource> source, JobContext &job);

/// Bytes from the start of its tensor to where a dense layer begins: 0 unless it is a part of a
/// stacked one. Fails with ErrorCode::Input when it would not lie inside.
Result<int64_t> sliceOffset(const Model &model, const Layer &layer);
/// Layer weight factor decoded to f32, with GGUF's q/k row order undone.
Result<std::vector<float>> readFactorF32(const Model &model, const Layer &layer, int factor,
                                         const JobContext &job);
Result<std::vector<float>> readBiasF32(const Model &model, const Layer &layer,
                                       const JobContext &job);

} // namespace lapidary
