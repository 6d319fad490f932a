#include "core/allocate/method_curve.h"

#include "core/nn/guard.h"
#include "core/run/layer_work.h"

namespace lapidary {

namespace {

Result<std::optional<MethodPoint>> pointFor(const WorkContext &context, const Step &step,
                                            const Calibration *calibration, JobContext &job)
{
    const Plan plan = makePlan(*context.model, Recipe{{}, {step}, false}, *context.methods,
                               nullptr, calibration);
    if (!plan.errors.empty() || plan.layers.size() != 1) {
        job.log(LogLevel::Info, plan.errors.empty() ? step.method + " leaves the layer as it is"
                                                    : plan.errors.front());
        return std::nullopt;
    }
    LAPIDARY_ASSIGN(const auto finished, workOnGroup(context, {&plan.layers.front()}, job));
    const LayerRecord &record = finished.front().record;
    if (!finished.front().weights.present())
        return fail(ErrorCode::Numerical, "{}", record.warnings.empty()
                        ? step.method + " could not be applied to " + record.name
                        : record.warnings.front());
    return MethodPoint{step.params.at("keep").get<double>(), record.bytes, record.error,
                       record.outputError};
}

} // namespace

std::vector<std::string> comparableMethods(const MethodRegistry &methods)
{
    std::vector<std::string> ids;
    for (const auto &method : methods.all())
        if (method->info().kind == MethodKind::Factorization && method->info().schema.find("keep"))
            ids.push_back(method->info().id);
    return ids;
}

Result<std::vector<MethodPoint>> methodCurve(const Model &model, int layer,
                                             const std::string &method,
                                             const std::vector<double> &keeps,
                                             const MethodRegistry &methods,
                                             const CalibrationPtr &calibration, JobContext &job)
{
    const std::string &name = model.layers.at(size_t(layer)).name;
    const bool known = calibration && calibration->has(name);
    return guarded("comparing methods", [&]() -> Result<std::vector<MethodPoint>> {
        const CalibrationInputs inputs(calibration);
        const WorkContext context{&model, &methods, 0, at::kCPU, known ? &inputs : nullptr};
        std::vector<MethodPoint> points;
        for (size_t i = 0; i < keeps.size(); ++i) {
            LAPIDARY_TRY(job.checkCancelled());
            job.progress(double(i), double(keeps.size()), method + " of " + name);
            const Step step{{{}, "", {name}, {}}, method, {{"keep", keeps[i]}}, true};
            LAPIDARY_ASSIGN(const auto point,
                            pointFor(context, step, known ? calibration.get() : nullptr, job));
            if (point)
                points.push_back(*point);
        }
        if (points.empty())
            return fail(ErrorCode::Usage, "{} cannot give {} any of these sizes", method, name);
        return points;
    });
}

} // namespace lapidary
