#include "core/calibrate/calibration_cost.h"

#include "core/nn/guard.h"
#include "core/nn/torch_types.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <chrono>
#include <set>

namespace lapidary {

namespace {

using Clock = std::chrono::steady_clock;

/// Of a large product; attention, softmax and copies are slower than that.
constexpr double kEfficiency = 0.5;

/// Layers that read the same activations share one covariance.
int inputKind(Role role)
{
    if (role == Role::K || role == Role::V)
        return int(Role::Q);
    if (role == Role::ExpertUp)
        return int(Role::ExpertGate);
    return role == Role::Up ? int(Role::Gate) : int(role);
}

bool isExpert(Role role)
{
    return role == Role::ExpertGate || role == Role::ExpertUp || role == Role::ExpertDown;
}

double operations(const Model &model, const CalibrationOptions &options)
{
    const double tokens = double(options.samples) * double(options.window);
    const double passes = options.gradients ? 4 : 1; // forward; again, and twice for the way back
    double sum = 0;
    std::set<std::pair<int, int>> seen;
    for (const Layer &layer : model.layers) {
        const double in = double(layer.form.in), out = double(layer.form.out);
        if (in <= 0)
            continue;
        if (layer.block < 0) {
            sum += options.gradients && layer.role != Role::Embed ? 6 * tokens * in * out : 0;
            continue;
        }
        // A token goes through a few experts; each has a covariance of its own tokens.
        const int64_t experts = isExpert(layer.role) ? model.config.expertsOf(layer.block) : 0;
        const double active = experts > 0 ? double(model.config.activeOf(layer.block)) : 1;
        const double rows = experts > 0 ? tokens * active / double(experts) : tokens;
        sum += passes * 2 * rows * in * out;
        if (seen.insert({layer.block, inputKind(layer.role)}).second)
            sum += 2 * tokens * active * in * in;
        sum += options.gradients ? 2 * rows * out * out : 0;
    }
    return sum;
}

/// Operations per second of products in the chosen type, and of the f32 ones that covariances are
/// made of: the slower of the two.
double measuredRate(const ComputeChoice &choice)
{
    double slowest = std::numeric_limits<double>::infinity();
    for (const at::ScalarType type : {scalarTypeOf(choice), at::kFloat}) {
        constexpr int64_t rows = 512, size = 1024;
        const auto options = at::TensorOptions(type).device(deviceOf(choice));
        const at::Tensor x = at::full({rows, size}, 0.5, options);
        const at::Tensor w = at::full({size, size}, 0.25, options);
        double best = std::numeric_limits<double>::infinity();
        for (int i = 0; i < 3; ++i) {
            const auto begin = Clock::now();
            at::linear(x, w).sum().item<float>(); // waits for a device
            best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count());
        }
        slowest = std::min(slowest, 2.0 * rows * size * size / best);
    }
    return slowest;
}

} // namespace

int64_t calibrationMemory(const Model &model, int64_t tokens, int64_t elementBytes)
{
    int64_t ends = 0, widest = 0, block = 0;
    std::map<int, int64_t> perBlock, ownInputs; // moments of experts are held all at once
    for (const Layer &layer : model.layers) {
        (layer.block < 0 ? ends : perBlock[layer.block]) += layer.parameters();
        if (layer.role == Role::ExpertGate || layer.role == Role::ExpertDown)
            ownInputs[layer.block] += 8 * layer.form.in * layer.form.in;
        widest = std::max(widest, layer.form.in);
    }
    for (const auto &[index, parameters] : perBlock)
        block = std::max(block, parameters);
    int64_t experts = 0;
    for (const auto &[index, bytes] : ownInputs)
        experts = std::max(experts, bytes);
    const int64_t hidden = model.config.hidden;
    const int64_t states = 2 * tokens * hidden;
    return elementBytes * (ends + block + states) + 12 * (widest * widest + 2 * hidden * hidden)
        + 6 * 4096 * 4 * widest + experts;
}

Result<CalibrationCost> calibrationCost(const Model &model, const CalibrationOptions &options)
{
    return guarded("estimating a calibration", [&]() -> Result<CalibrationCost> {
        LAPIDARY_ASSIGN(const ComputeChoice choice, chooseCompute(options.compute));
        CalibrationCost cost;
        cost.memory = calibrationMemory(model, options.samples * options.window,
                                        int64_t(at::elementSize(scalarTypeOf(choice))));
        cost.operations = operations(model, options);
        cost.seconds = cost.operations / (kEfficiency * measuredRate(choice));
        return cost;
    });
}

} // namespace lapidary
