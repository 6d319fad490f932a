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
    std::string work; ///< partWork() of the part
    int64_t fileBytes = 0;
    bool adopted = false; ///< taken over from the stage before
    std::vector<LayerRecord> layers;
    std::vector<StoredTensor> tensors;
    nlohmann::json arrays;
};

/// Identity of what a part holds within one model, seed and calibration: equal ones are equal
/// files, but for the name of the plan that made them.
std::string partWork(const WorkContext &context, const Part &part);

std::filesystem::path partRecordPath(const std::filesystem::path &runFolder, const Part &part);
/// The record in a file, or nothing where there is none or a damaged one.
std::optional<PartRecord> readPartRecord(const std::filesystem::path &path);
Status writePartRecord(const std::filesystem::path &path, const PartRecord &record);
/// True when the file is what its record says, to the last byte.
bool isWhole(const std::filesystem::path &file, const PartRecord &record, const JobContext &job);

/// The record of a part that was finished for this plan and whose content is still what was
/// written (its hash is recomputed); nothing when it has to be made (again).
std::optional<PartRecord> finishedPart(const std::filesystem::path &runFolder, const Part &part,
                                       const std::string &planHash, const JobContext &job);

/// Makes one part and its record.
Result<PartRecord> makePart(const WorkContext &context, const Part &part,
                            const std::filesystem::path &runFolder, const std::string &planHash,
                            JobContext &job);

} // namespace lapidary
