#include "core/allocate/apply_option.h"

#include "core/calibrate/input_source.h"
#include "core/run/layer_work.h"

namespace lapidary {

Result<Probe::Changes> applyOption(const Model &model, const MethodRegistry &methods,
                                   const AutoOptions &options, const UnitOption &option,
                                   JobContext &job)
{
    const Plan plan = makePlan(model, Recipe{{}, option.steps, false}, methods, nullptr,
                               options.calibration.get());
    std::vector<const PlannedLayer *> group;
    for (const PlannedLayer &layer : plan.layers)
        group.push_back(&layer);
    const CalibrationInputs inputs(options.calibration);
    WorkContext context{&model, &methods, options.seed, at::kCPU, &inputs};
    LAPIDARY_ASSIGN(auto finished, workOnGroup(context, group, job));
    Probe::Changes changes;
    for (FinishedLayer &layer : finished)
        if (layer.weights.present())
            changes[layer.record.name] = std::move(layer.weights);
    return changes;
}

} // namespace lapidary
