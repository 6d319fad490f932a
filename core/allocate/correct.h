#pragma once

#include "core/allocate/option_table.h"

namespace lapidary {

/// What is to be corrected for, and how often.
struct CorrectionTarget {
    int64_t budget = 0; ///< as allocate() counts it
    BudgetOf of = BudgetOf::Bytes;
    int rounds = 3;
};

/// How a budget's allocation did when all of it was measured together, and what was learned.
struct Correction {
    OptionTable table;        ///< with the losses that led to the best allocation measured
    double predictedLoss = 0; ///< of that allocation, by this table
    double measuredKl = 0;    ///< nats per position on held-out samples
    double firstKl = 0;       ///< the same before any correction
    int rounds = 0;           ///< that were measured
};

/// Losses of units add up only roughly: what several layers lose together, and on text that the
/// statistics did not see, is more than what each loses by itself. Each round applies the whole
/// allocation, measures what every unit contributes to the damage (Probe::contributions), moves
/// the unit's predicted losses half way there, and allocates again; the allocation with the least
/// divergence wins. Fails as measureOptions() and allocate() do.
/// Memory: the model twice in the compute type.
Result<Correction> corrected(ModelPtr model, OptionTable table, const MethodRegistry &methods,
                             const AutoOptions &options, const CorrectionTarget &target,
                             JobContext &job);

} // namespace lapidary
