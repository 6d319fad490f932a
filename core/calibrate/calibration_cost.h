#pragma once

#include "core/calibrate/calibrate.h"
#include "core/calibrate/lanes.h"

namespace lapidary {

/// What calibrate() will need with these options, before it is called. Torch-free header.
struct CalibrationCost {
    int64_t memory = 0;    ///< bytes at most: embedding, head, one block, states, its moments
    double operations = 0; ///< multiplications and additions
    double seconds = 0;    ///< rough: operations over this machine's measured matmul speed
};

/// Fails with what chooseCompute() fails with. Takes a few dozen milliseconds for timing a matrix
/// product on the chosen device; the text is not read.
Result<CalibrationCost> calibrationCost(const Model &model, const CalibrationOptions &options);

/// The `memory` alone, with states and weights of `elementBytes` each and so many lanes.
int64_t calibrationMemory(const Model &model, const CalibrationOptions &options,
                          int64_t elementBytes, int lanes = 1);

/// How samples go through blocks: as many lanes as there are threads, but fewer where their moments
/// would be large or the memory limit would be passed.
Lanes calibrationLanes(const Model &model, const CalibrationOptions &options,
                       const ComputeChoice &choice);

} // namespace lapidary
