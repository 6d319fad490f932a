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
/// All lanes together may hold moments of so many bytes.
constexpr int64_t kLaneMoments = int64_t(512) << 20;

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

/// What the blocks of a model need at most.
struct LargestBlock {
    int64_t parameters = 0;
    int64_t widest = 0;        ///< inputs of a layer
    int64_t moments = 0;       ///< bytes in f64, of inputs or of gradients at outputs
    int64_t expertMoments = 0; ///< of them those of experts: they are held all at once
};

LargestBlock largestBlock(const Model &model)
{
    std::map<int, LargestBlock> blocks;
    std::set<std::pair<int, int>> seen;
    LargestBlock largest;
    for (const Layer &layer : model.layers) {
        const int64_t square = 8 * layer.form.in * layer.form.in;
        largest.widest = std::max(largest.widest, layer.form.in);
        if (layer.block < 0)
            continue;
        LargestBlock &block = blocks[layer.block];
        block.parameters += layer.parameters();
        if (layer.role == Role::ExpertGate || layer.role == Role::ExpertDown)
            block.expertMoments += square;
        const bool own = isExpert(layer.role) || seen.insert({layer.block, inputKind(layer.role)}).second;
        block.moments += std::max(own ? square : 0, 8 * layer.form.out * layer.form.out);
    }
    for (const auto &[index, block] : blocks) {
        largest.parameters = std::max(largest.parameters, block.parameters);
        largest.moments = std::max(largest.moments, block.moments);
        largest.expertMoments = std::max(largest.expertMoments, block.expertMoments);
    }
    return largest;
}

} // namespace

int64_t calibrationMemory(const Model &model, const CalibrationOptions &options,
                          int64_t elementBytes, int lanes)
{
    const LargestBlock block = largestBlock(model);
    const int64_t hidden = model.config.hidden, tokens = options.samples * options.window;
    const int64_t rows = lanes > 1 ? lanes * kLaneRows : kChunkRows;
    int64_t ends = 0;
    for (const Layer &layer : model.layers)
        ends += layer.block < 0 ? layer.parameters() : 0;
    // A sample's logits with their gradients.
    const int64_t tail = options.gradients ? 4 * 4 * lanes * options.window * model.config.vocab : 0;
    return elementBytes * (ends + block.parameters + 2 * tokens * hidden)
        + 12 * (block.widest * block.widest + 2 * hidden * hidden) + block.expertMoments
        + (lanes - 1) * block.moments + std::max(6 * rows * 4 * block.widest, tail);
}

Lanes calibrationLanes(const Model &model, const CalibrationOptions &options,
                       const ComputeChoice &choice)
{
    if (choice.device != "cpu")
        return {1, choice.threads};
    const int64_t moments = std::max<int64_t>(1, largestBlock(model).moments);
    const auto bytes = int64_t(at::elementSize(scalarTypeOf(choice)));
    int count = int(std::clamp<int64_t>(kLaneMoments / moments, 1, choice.threads));
    while (count > 1 && options.memoryLimit > 0
           && calibrationMemory(model, options, bytes, count) > options.memoryLimit)
        --count;
    return {count, choice.threads / count};
}

Result<CalibrationCost> calibrationCost(const Model &model, const CalibrationOptions &options)
{
    return guarded("estimating a calibration", [&]() -> Result<CalibrationCost> {
        LAPIDARY_ASSIGN(const ComputeChoice choice, chooseCompute(options.compute));
        CalibrationCost cost;
        cost.memory = calibrationMemory(model, options,
                                        int64_t(at::elementSize(scalarTypeOf(choice))),
                                        calibrationLanes(model, options, choice).count);
        cost.operations = operations(model, options);
        cost.seconds = cost.operations / (kEfficiency * measuredRate(choice));
        return cost;
    });
}

} // namespace lapidary
