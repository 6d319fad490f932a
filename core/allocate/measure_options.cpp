#include "core/allocate/option_table.h"

#include "core/allocate/apply_option.h"
#include "core/calibrate/input_source.h"
#include "core/nn/guard.h"
#include "core/nn/layer_loader.h"
#include "core/nn/parallel_torch.h"

#include <algorithm>
#include <chrono>

namespace lapidary {

using nlohmann::json;

namespace {

using Clock = std::chrono::steady_clock;

/// The share of a unit's parameters that the measured option should keep: where allocations of
/// moderate budgets end.
constexpr double kMeasuredShare = 0.6;

json methodParams(const std::string &method, const Method &known)
{
    json params = json::object();
    if (method == "prune_width")
        params["score"] = "activation";
    if (known.info().schema.find("fisher"))
        params["fisher"] = true;
    return params;
}

class OptionWork {
public:
    OptionWork(ModelPtr model, const Recipe &recipe, const MethodRegistry &methods,
               const AutoOptions &options, JobContext &job)
        : m_model(std::move(model)), m_recipe(recipe), m_methods(methods), m_options(options),
          m_job(job), m_inputs(options.calibration)
    {
    }

    Result<OptionTable> run();

private:
    Status readMethods();
    Status makeUnits();
    Status estimate();
    Status estimateUnit(Unit &unit) const;
    Result<std::vector<SizeLoss>> sizesOf(const Unit &unit, const std::string &method) const;
    Result<UnitOption> optionFor(const Unit &unit, const std::string &method,
                                 const SizeLoss &size) const;
    Status addMethod(Unit &unit, const std::string &method) const;
    Status measure();
    void countRest();

    const ModelPtr m_model;
    const Recipe &m_recipe;
    const MethodRegistry &m_methods;
    const AutoOptions &m_options;
    JobContext &m_job;
    const CalibrationInputs m_inputs;
    std::vector<std::string> m_candidates;
    std::vector<int> m_selected;
    OptionTable m_table;
};

Status OptionWork::readMethods()
{
    const int at = autoStep(m_recipe);
    if (at < 0)
        return fail(ErrorCode::Usage, "a budget needs a step with the method \"auto\"");
    if (!m_options.calibration)
        return fail(ErrorCode::Usage, "\"auto\" needs a calibration; make one with the calibrate "
                                      "command, best with gradients");
    LAPIDARY_TRY(m_options.calibration->requireFor(*m_model));
    const Step &step = m_recipe.steps[size_t(at)];
    for (const auto &[key, value] : step.params.items())
        if (key != "methods")
            return fail(ErrorCode::Usage, "\"auto\" has no parameter \"{}\"; known is methods", key);
    m_candidates = defaultAutoMethods();
    if (step.params.contains("methods")) {
        if (!step.params["methods"].is_array())
            return fail(ErrorCode::Usage, "\"methods\" of \"auto\" must be a list of method ids");
        m_candidates.clear();
        for (const json &method : step.params["methods"])
            m_candidates.push_back(method.is_string() ? method.get<std::string>() : method.dump());
    }
    for (const std::string &method : m_candidates)
        LAPIDARY_TRY(m_methods.require(method));
    LAPIDARY_ASSIGN(m_selected, selectLayers(*m_model, step.select));
    std::erase_if(m_selected, [&](int index) {
        return !m_options.calibration->has(m_model->layers[size_t(index)].name);
    });
    if (m_selected.empty())
        return fail(ErrorCode::Usage, "\"auto\" selects no layer whose inputs the calibration knows");
    return {};
}

// An MLP whose three parts are selected is one unit when its width may change.
Status OptionWork::makeUnits()
{
    const bool width = std::find(m_candidates.begin(), m_candidates.end(), "prune_width")
        != m_candidates.end();
    std::map<int, std::vector<std::string>> mlps;
    for (const int index : m_selected) {
        const Layer &layer = m_model->layers[size_t(index)];
        const bool mlp =
            layer.role == Role::Gate || layer.role == Role::Up || layer.role == Role::Down;
        if (width && mlp && layer.block >= 0)
            mlps[layer.block].push_back(layer.name);
    }
    std::set<std::string> taken;
    for (const auto &[block, layers] : mlps)
        if (layers.size() == 3)
            taken.insert(layers.begin(), layers.end());
    for (const int index : m_selected) {
        const Layer &layer = m_model->layers[size_t(index)];
        if (!taken.contains(layer.name))
            m_table.units.push_back({layer.name, {layer.name}, {}, 1});
        else if (layer.role == Role::Gate)
            m_table.units.push_back({layer.name, mlps[layer.block], {}, 1});
    }
    return {};
}

Result<std::vector<SizeLoss>> OptionWork::sizesOf(const Unit &unit, const std::string &id) const
{
    LAPIDARY_ASSIGN(const Method *method, m_methods.require(id));
    std::vector<CompressedLayer> layers;
    std::vector<LayerInputs> inputs;
    for (const std::string &name : unit.layers) {
        const Layer &layer = m_model->layers[size_t(m_model->find(name))];
        LAPIDARY_ASSIGN(CompressedLayer loaded,
                        loadLayer(*m_model, layer, at::kFloat, at::kCPU, m_job));
        layers.push_back(std::move(loaded));
        LAPIDARY_ASSIGN(LayerInputs known, m_inputs.read(name));
        inputs.push_back(std::move(known));
    }
    std::vector<const CompressedLayer *> group;
    std::vector<const LayerInputs *> statistics;
    for (size_t i = 0; i < layers.size(); ++i) {
        group.push_back(&layers[i]);
        statistics.push_back(&inputs[i]);
    }
    return method->sizeLosses(group, statistics, m_job);
}

Result<UnitOption> OptionWork::optionFor(const Unit &unit, const std::string &method,
                                         const SizeLoss &size) const
{
    LAPIDARY_ASSIGN(const Method *known, m_methods.require(method));
    Step step;
    step.method = method;
    step.params = methodParams(method, *known);
    step.params.update(size.params);
    step.select.layers = unit.layers;
    const Plan plan = makePlan(*m_model, Recipe{{}, {step}, false}, m_methods, nullptr,
                               m_options.calibration.get());
    if (!plan.errors.empty())
        return fail(ErrorCode::Usage, "{}", plan.errors.front());
    UnitOption option;
    option.steps = {step};
    option.loss = size.loss;
    option.parameters = unit.options.front().parameters + plan.parametersAfter
        - plan.parametersBefore;
    option.bytes = unit.options.front().bytes + plan.bytesAfter - plan.bytesBefore;
    return option;
}

Status OptionWork::addMethod(Unit &unit, const std::string &method) const
{
    LAPIDARY_ASSIGN(const auto sizes, sizesOf(unit, method));
    for (const SizeLoss &size : sizes) {
        LAPIDARY_ASSIGN(UnitOption option, optionFor(unit, method, size));
        if (option.parameters < unit.options.front().parameters)
            unit.options.push_back(std::move(option));
    }
    return {};
}

Status OptionWork::estimateUnit(Unit &unit) const
{
    UnitOption dense;
    for (const std::string &name : unit.layers) {
        const Layer &layer = m_model->layers[size_t(m_model->find(name))];
        dense.parameters += layer.parameters();
        dense.bytes += layer.bytes();
    }
    unit.options = {dense};
    const bool mlp = unit.layers.size() == 3;
    for (const std::string &method : m_candidates) {
        if (mlp != (method == "prune_width"))
            continue;
        const Status added = addMethod(unit, method);
        if (!added && added.error().code == ErrorCode::Numerical)
            continue; // stays as it is
        LAPIDARY_TRY(added);
    }
    return {};
}

Status OptionWork::estimate()
{
    std::atomic<size_t> done{0};
    return parallelTorch(
        int64_t(m_table.units.size()), m_options.compute.threads, 1, m_job,
        [&](int64_t i) -> Status {
            const at::NoGradGuard noGrad;
            LAPIDARY_TRY(estimateUnit(m_table.units[size_t(i)]));
            m_job.progress(double(++done), 3 * double(m_table.units.size()),
                           "estimating " + m_table.units[size_t(i)].name);
            return {};
        });
}

// The estimates tell the shape of each unit's curve; one measurement its height.
Status OptionWork::measure()
{
    LAPIDARY_ASSIGN(const ComputeChoice compute, chooseCompute(m_options.compute));
    LAPIDARY_ASSIGN(auto rows, m_options.calibration->heldOutIds());
    // A few are enough to tell the height of a curve.
    rows.resize(std::min<size_t>(rows.size(), size_t(std::max<int64_t>(1, m_options.samples / 4))));
    LAPIDARY_ASSIGN(Probe probe, Probe::begin(m_model, compute, rows, m_job));
    m_table.originalLoss = probe.originalLoss();
    m_table.positions = probe.positions();
    const double units = double(m_table.units.size());
    for (size_t i = 0; i < m_table.units.size(); ++i) {
        Unit &unit = m_table.units[i];
        m_job.progress(units + 2 * double(i), 3 * units, "measuring " + unit.name);
        const double wanted = kMeasuredShare * double(unit.options.front().parameters);
        const auto nearest = std::min_element(
            unit.options.begin() + 1, unit.options.end(),
            [&](const UnitOption &a, const UnitOption &b) {
                return std::abs(double(a.parameters) - wanted)
                    < std::abs(double(b.parameters) - wanted);
            });
        if (unit.options.size() < 2 || !(nearest->loss > 0))
            continue;
        LAPIDARY_ASSIGN(const Probe::Changes changes,
                        applyOption(*m_model, m_methods, m_options, *nearest, m_job));
        if (changes.empty())
            continue;
        LAPIDARY_ASSIGN(const Damage damage, probe.measure(changes, m_job));
        unit.scale = std::max(damage.kl, 1e-7) / nearest->loss;
        for (UnitOption &option : unit.options)
            option.loss *= unit.scale;
    }
    return {};
}

void OptionWork::countRest()
{
    m_table.parametersElse = m_model->parametersStored();
    m_table.bytesElse = m_model->bytes();
    for (const Unit &unit : m_table.units) {
        m_table.parametersElse -= unit.options.front().parameters;
        m_table.bytesElse -= unit.options.front().bytes;
    }
}

Result<OptionTable> OptionWork::run()
{
    const auto begin = Clock::now();
    LAPIDARY_TRY(readMethods());
    LAPIDARY_TRY(makeUnits());
    LAPIDARY_TRY(estimate());
    LAPIDARY_TRY(measure());
    countRest();
    m_table.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    m_table.notes.push_back(fmt::format(
        "{} units, losses measured on {} {} tokens of {} (window {}){}", m_table.units.size(),
        m_table.positions, m_options.calibration->info().heldOut > 0 ? "held-out" : "calibration",
        m_options.calibration->info().textName,
        m_options.calibration->info().window,
        m_options.calibration->info().gradients
            ? "" : "; the calibration has no gradients, which makes estimates worse"));
    return std::move(m_table);
}

} // namespace

Result<OptionTable> measureOptions(ModelPtr model, const Recipe &recipe,
                                   const MethodRegistry &methods, const AutoOptions &options,
                                   JobContext &job)
{
    return OptionWork(std::move(model), recipe, methods, options, job).run();
}

} // namespace lapidary
