#pragma once

#include "core/calibrate/calibrate.h"

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

/// The `memory` alone, with states and weights of `elementBytes` each.
int64_t calibrationMemory(const Model &model, int64_t tokens, int64_t elementBytes);

} // namespace lapidary
