#pragma once

#include "core/run/layer_work.h"

#include <filesystem>

namespace lapidary {

/// One file of a run: the changed layers of one group, or untouched tensors up to about 512 MB.
struct Part {
    std::string file; ///< "layers/00003-model.layers.3.mlp.gate_proj.safetensors"
    std::vector<const PlannedLayer *> group; ///< empty for untouched tensors
    std::vector<int> layers; ///< untouched layers, indices into Model::layers
    std::vector<int> loose;  ///< untouched tensors of no layer, indices into the source
    int64_t memory = 0;      ///< bytes to reserve
    int64_t bytes = 0;       ///< expected size
    double effort = 0;       ///< relative, for order and progress
    int layerCount() const { return static_cast<int>(group.size() + layers.size()); }
};

/// The parts of a plan, in model order, untouched ones last. Pure and deterministic. Pointers
/// into `plan`. Fails for tensors that cannot be carried, before any work.
Result<std::vector<Part>> makeParts(const WorkContext &context, const Plan &plan,
                                    const JobContext &job);

/// What is known of a finished part; the small JSON file beside it, written after it. Everything
/// that may differ from run to run (times) is here and not in the part.
struct PartRecord {
    std::string planHash, fileHash;
    int64_t fileBytes = 0;
    std::vector<LayerRecord> layers;
    std::vector<StoredTensor> tensors;
    nlohmann::json arrays;
};

/// The record of a part that was finished for this plan and whose content is still what was
/// written (its hash is recomputed); nothing when it has to be made (again).
std::optional<PartRecord> finishedPart(const std::filesystem::path &runFolder, const Part &part,
                                       const std::string &planHash, const JobContext &job);

/// Makes one part and its record.
Result<PartRecord> makePart(const WorkContext &context, const Part &part,
                            const std::filesystem::path &runFolder, const std::string &planHash,
                            JobContext &job);

} // namespace lapidary
