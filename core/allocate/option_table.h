#pragma once

#include "core/allocate/knapsack.h"
#include "core/calibrate/calibration.h"
#include "core/nn/compute.h"
#include "core/surgery/recipe.h"
#include "core/surgery/registry.h"

namespace lapidary {

/// One thing that may be done to a unit: steps on named layers, what is then left, and the loss to
/// expect (nats per token above the original).
struct UnitOption {
    std::vector<Step> steps; ///< empty: stays as it is
    int64_t parameters = 0, bytes = 0;
    double loss = 0;
};

/// Layers that are decided on together: one matrix, or the MLP of a block.
struct Unit {
    std::string name;
    std::vector<std::string> layers;
    std::vector<UnitOption> options; ///< the first: as it is
    double scale = 1; ///< measured over estimated loss, already in the options
};

/// What an `auto` step may choose from, with measured losses: the costly part of keeping a budget.
/// Any number of budgets is then resolved in no time. Immutable.
struct OptionTable {
    std::vector<Unit> units;
    int64_t parametersElse = 0, bytesElse = 0; ///< of everything that is no unit
    double originalLoss = 0;
    int64_t positions = 0; ///< that the losses were measured on
    double seconds = 0;
    std::vector<std::string> notes; ///< sentences: what was measured, what was left out and why
};

enum class BudgetOf { Bytes, Parameters };

struct AutoOptions {
    CalibrationPtr calibration; ///< required
    ComputeOptions compute;
    uint64_t seed = 0;
    int64_t samples = 8;  ///< windows, held out ones where there are, to measure losses on
};

/// The steps of the recipe's only `auto` step, by unit: candidates from its "methods" (default
/// svd, and prune_width where there are gated MLPs) at a range of sizes, losses estimated from one
/// factorization or elimination each and scaled by a measurement of each unit. Fails with
/// ErrorCode::Usage without a calibration or an `auto` step, and for methods that are not known.
/// Parallel over units; memory: the model in the compute type, a few layers in f64.
Result<OptionTable> measureOptions(ModelPtr model, const Recipe &recipe,
                                   const MethodRegistry &methods, const AutoOptions &options,
                                   JobContext &job);

/// The allocation of a budget (of the whole model's tensors), pure and instant.
Result<Allocation> allocate(const OptionTable &table, int64_t budget, BudgetOf of);
/// The whole frontier: sizes are those of the whole model.
Result<std::vector<Allocation>> frontier(const OptionTable &table, BudgetOf of);
/// `recipe` with its `auto` step replaced by the steps that were chosen, equal ones gathered.
Recipe resolved(const Recipe &recipe, const OptionTable &table, const Allocation &allocation);

/// Methods that an `auto` step uses when it names none: those that tell a size's loss beforehand
/// (Method::sizeLosses()).
const std::vector<std::string> &defaultAutoMethods();

/// Index of the recipe's enabled `auto` step, or -1.
int autoStep(const Recipe &recipe);

nlohmann::json toJson(const OptionTable &table);
Result<OptionTable> optionTableFromJson(const nlohmann::json &json);

} // namespace lapidary
