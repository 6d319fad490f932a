#pragma once

#include "core/calibrate/sequential_stream.h"
#include "core/run/part.h"

namespace lapidary {

/// Makes the parts of a run block by block, so that each layer is fitted to what really flows into
/// it once everything before it is changed (recipes with "sequential": true). Parts outside of the
/// blocks are left alone. `produce` makes the given parts (indices; several at once) with the
/// statistics of `inputs`; parts in `done` are only read back. Stops after the last block with
/// something to do. Deterministic for a number of torch threads.
struct SequentialParts {
    ModelPtr model;
    CalibrationPtr calibration;
    ComputeOptions compute;
    std::filesystem::path folder;
    const std::vector<Part> *parts = nullptr;
    const std::vector<std::optional<PartRecord>> *done = nullptr;
    std::function<Status(const std::vector<size_t> &, const InputSource &inputs)> produce;

    std::vector<int> blockNumber{}; ///< as in WorkContext

    Status make(JobContext &job) const;
};

/// The changed layers of a finished part with the values that are stored in it, under the names of
/// the source; removed ones without factors. `blockNumber` as in WorkContext.
Result<std::map<std::string, CompressedLayer>> readPart(const std::filesystem::path &folder,
                                                        const Part &part, const PartRecord &record,
                                                        const std::vector<int> &blockNumber,
                                                        JobContext &job);

} // namespace lapidary
