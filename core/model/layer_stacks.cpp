#include "core/base/checked.h"
#include "core/model/layer_builder.h"

#include <array>

// Where the weights of experts are found. Files differ in how they name them and in how many of
// them share a tensor; the layers are the same.

namespace lapidary {
namespace {

std::string blockPrefix(int block)
{
    return fmt::format("model.layers.{}.", block);
}

constexpr std::array moeNames{"block_sparse_moe.", "mlp."};

/// Names that a module has in files of other conventions, without ".weight".
std::vector<std::string> otherNames(const ModuleSpec &module, int block, int expert)
{
    const char *single = nullptr, *numbered = nullptr;
    switch (module.role) {
    case Role::ExpertGate:
        numbered = "w1", single = "gate_proj";
        break;
    case Role::ExpertUp:
        numbered = "w3", single = "up_proj";
        break;
    case Role::ExpertDown:
        numbered = "w2", single = "down_proj";
        break;
    case Role::Router: {
        std::vector<std::string> names;
        for (const char *moe : moeNames)
            for (const char *last : {"gate", "router.layer", "router"})
                names.push_back(blockPrefix(block) + moe + last);
        return names;
    }
    default:
        return {};
    }
    std::vector<std::string> names;
    for (const char *moe : moeNames)
        for (const char *last : {single, numbered})
            names.push_back(fmt::format("{}{}experts.{}.{}", blockPrefix(block), moe, expert, last));
    return names;
}

/// A tensor that holds one kind of matrix of all experts, or gate and up of each in turn.
struct Stack {
    std::string_view name;
    Role role;
    int parts, part; ///< how many matrices an expert has in it, which of them this is
};

constexpr std::array stacks{
    Stack{"experts.gate_proj.weight", Role::ExpertGate, 1, 0}, // GGUF
    Stack{"experts.up_proj.weight", Role::ExpertUp, 1, 0},
    Stack{"experts.down_proj.weight", Role::ExpertDown, 1, 0},
    Stack{"input_linear.weight", Role::ExpertGate, 2, 0}, // Granite
    Stack{"input_linear.weight", Role::ExpertUp, 2, 1},
    Stack{"output_linear.weight", Role::ExpertDown, 1, 0},
    Stack{"experts.gate_up_proj", Role::ExpertGate, 2, 0}, // transformers 5 in memory
    Stack{"experts.gate_up_proj", Role::ExpertUp, 2, 1},
    Stack{"experts.down_proj", Role::ExpertDown, 1, 0},
};

} // namespace

Result<int> LayerBuilder::findWeight(const ModuleSpec &module, Layer &layer, int expert) const
{
    if (const int index = findTensor(layer.name + ".weight"); index >= 0)
        return index;
    for (const std::string &name : otherNames(module, layer.block, expert)) {
        if (const int index = findTensor(name + ".weight"); index >= 0)
            return index;
    }
    return module.perExpert() ? findStacked(module, layer, expert) : Result<int>(-1);
}

Result<int> LayerBuilder::findStacked(const ModuleSpec &module, Layer &layer, int expert) const
{
    const ModelConfig &config = m_model.config;
    for (const Stack &stack : stacks) {
        if (stack.role != module.role)
            continue;
        for (const char *moe : moeNames) {
            const int index =
                findTensor(blockPrefix(layer.block) + moe + std::string(stack.name));
            if (index < 0)
                continue;
            const Shape one = expectedShape(module, config, layer.block);
            const Shape expected{config.expertsOf(layer.block), stack.parts * one[0], one[1]};
            const TensorInfo &info = tensor(index);
            if (info.shape != expected)
                return fail(ErrorCode::Input,
                            "{} in {}: expected {} from the configuration ({} experts), found {}; "
                            "the configuration does not belong to these weights, or one of them "
                            "is damaged",
                            info.name, fileOf(info), formatShape(expected), expected[0],
                            formatShape(info.shape));
            layer.firstRow = (int64_t(expert) * stack.parts + stack.part) * one[0];
            return index;
        }
    }
    return -1;
}

} // namespace lapidary
