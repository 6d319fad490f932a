#include "hf_layout.h"

#include "remote_code.h"

#include "core/base/format.h"
#include "core/export/stock_heads.h"
#include "core/model/family.h"
#include "core/model/tensor_names.h"

#include <algorithm>

namespace lapidary {

namespace {

bool factored(const Model &model)
{
    return std::any_of(model.layers.begin(), model.layers.end(), [](const Layer &layer) {
        return layer.form.kind != FormKind::Dense;
    });
}

const char *torchName(DType type)
{
    return type == DType::F32 ? "float32" : type == DType::F16 ? "float16" : "bfloat16";
}

/// One dtype for the whole folder: what was asked for, else what most floating weights have.
Result<DType> folderType(const Model &model, const ExportOptions &options)
{
    if (!options.type.empty()) {
        const auto type = dtypeFromName(options.type);
        if (!type || (*type != DType::F32 && *type != DType::F16 && *type != DType::BF16))
            return fail(ErrorCode::Usage,
                        "--type {}: a Hugging Face folder holds f32, f16 or bf16", options.type);
        return *type;
    }
    if (model.config.storedDtype == "float32")
        return DType::F32;
    if (model.config.storedDtype == "bfloat16")
        return DType::BF16;
    if (model.config.storedDtype == "float16")
        return DType::F16;
    std::map<DType, int64_t> elements;
    for (const TensorInfo &tensor : model.source->tensors())
        if (tensor.shape.size() > 1)
            elements[tensor.dtype] += tensor.elements;
    const auto most = std::max_element(elements.begin(), elements.end(), [](auto &a, auto &b) {
        return a.second < b.second;
    });
    if (most == elements.end() || most->first == DType::F32)
        return DType::F32;
    return most->first == DType::BF16 ? DType::BF16 : DType::F16;
}

struct Build {
    const Model &model;
    HfLayout &layout;
    DType dtype;
    const ModelConfig *padded = nullptr; ///< null: each block keeps its own sizes
    int64_t addedElements = 0;
    int quantized = 0;
};

Shape denseShape(const Layer &layer, const ModelConfig *padded)
{
    if (padded)
        return paddedShape(layer, *padded);
    return layer.form.in == 0 ? Shape{layer.form.out} : Shape{layer.form.out, layer.form.in};
}

void addBias(Build &build, const Layer &layer, int64_t rows)
{
    if (layer.bias < 0)
        return;
    ExportTensor bias;
    bias.name = layer.name + ".bias";
    bias.layer = &layer;
    bias.part = ExportPart::Bias;
    bias.dtype = build.dtype;
    bias.shape = {rows};
    build.layout.tensors.push_back(bias);
}

void addFactors(Build &build, const Layer &layer)
{
    for (size_t f = 0; f < layer.form.factors.size(); ++f) {
        ExportTensor tensor;
        tensor.name = layer.name + "." + layer.form.factors[f].suffix;
        tensor.layer = &layer;
        tensor.part = ExportPart::Factor;
        tensor.factor = static_cast<int>(f);
        tensor.dtype = build.dtype;
        tensor.shape = layer.form.factors[f].shape;
        build.layout.tensors.push_back(tensor);
    }
    addBias(build, layer, layer.form.out);
}

Status addDense(Build &build, const Layer &layer)
{
    ExportTensor weight;
    weight.name = layer.name + ".weight";
    weight.layer = &layer;
    weight.dtype = build.dtype;
    weight.shape = denseShape(layer, build.padded);
    LAPIDARY_ASSIGN(const int64_t elements, elementCount(weight.shape));
    build.addedElements += std::max<int64_t>(0, elements - layer.form.parameters());
    build.layout.tensors.push_back(weight);
    addBias(build, layer, weight.shape[0]);
    return {};
}

/// Granite keeps all experts of a block in two tensors: gate and up of each in turn, and down.
void addGraniteExperts(Build &build, int block)
{
    const auto stacks = expertStacks(build.model);
    const auto &gates = stacks.at({Role::ExpertGate, block});
    const auto &ups = stacks.at({Role::ExpertUp, block});
    const std::string prefix = fmt::format("model.layers.{}.block_sparse_moe.", block);
    const auto experts = static_cast<int64_t>(gates.size());
    ExportTensor input;
    input.part = ExportPart::Stack;
    input.dtype = build.dtype;
    input.name = prefix + "input_linear.weight";
    input.shape = {experts, 2 * gates.front()->form.out, gates.front()->form.in};
    for (size_t expert = 0; expert < gates.size(); ++expert) {
        input.stack.push_back(gates[expert]);
        input.stack.push_back(ups.at(expert));
    }
    ExportTensor output = input;
    output.stack = stacks.at({Role::ExpertDown, block});
    output.name = prefix + "output_linear.weight";
    output.shape = {experts, output.stack.front()->form.out, output.stack.front()->form.in};
    build.layout.tensors.push_back(std::move(input));
    build.layout.tensors.push_back(std::move(output));
}

/// True for layers that are written as a part of a stack; with the first of a block comes the stack.
bool addStacked(Build &build, const Layer &layer)
{
    const int expert = expertOfName(layer.name);
    if (expert < 0 || std::string_view(build.model.family->modelType) != "granitemoe")
        return false;
    if (expert == 0 && layer.role == Role::ExpertGate)
        addGraniteExperts(build, layer.block);
    if (layer.form.kind != FormKind::Dense)
        build.addedElements += std::max<int64_t>(
            0, layer.form.out * layer.form.in - layer.form.parameters());
    return true;
}

Status addTensors(Build &build)
{
    for (const Layer &layer : build.model.layers) {
        if (layer.tiedCopy)
            continue;
        for (const FactorForm &factor : layer.form.factors)
            build.quantized += dtypeInfo(factor.stored).quantized;
        if (addStacked(build, layer))
            continue;
        if (build.layout.remoteCode && layer.form.kind != FormKind::Dense)
            addFactors(build, layer);
        else
            LAPIDARY_TRY(addDense(build, layer));
    }
    if (!build.padded)
        return {};
    const auto nameOf = [](const ModuleSpec &module, int block) {
        return moduleName(module, block);
    };
    for (ExportTensor tensor : zeroTensors(build.model, *build.padded, nameOf)) {
        tensor.dtype = build.dtype;
        LAPIDARY_ASSIGN(const int64_t elements, elementCount(tensor.shape));
        build.addedElements += elements;
        build.layout.tensors.push_back(std::move(tensor));
    }
    return {};
}

void addNotes(const Build &build, const ExportOptions &options)
{
    auto &notes = build.layout.notes;
    if (build.addedElements > 0)
        notes.push_back(fmt::format(
            "Densifying adds {} parameters ({}) that the compressed model does not have.",
            formatCount(build.addedElements),
            formatBytes(build.addedElements * dtypeInfo(build.dtype).blockBytes)));
    if (build.quantized > 0)
        notes.push_back(fmt::format(
            "{} quantized arrays are decoded to {}: a stock Hugging Face folder has no place for "
            "their packed form, so the folder is larger than the run says. Use --format gguf to "
            "keep them packed.",
            build.quantized, build.layout.storedDtype));
    if (build.layout.remoteCode)
        notes.push_back("Factored layers and blocks of different sizes need the modeling file that comes "
                        "with the folder: load it with trust_remote_code=True, or export with "
                        "--densify for a stock folder.");
}

/// transformers keeps experts in tensors of its own shape, so there is no modeling file of ours for
/// factored ones, and its configurations have one number of experts.
Status requireStockExperts(const Model &model, const ExportOptions &options)
{
    if (!model.family->moe)
        return {};
    if (const std::string uneven = unevenExperts(model); !uneven.empty())
        return fail(ErrorCode::Unsupported,
                    "this model has {}, which a config.json of {} cannot say; remove the same "
                    "number in every block, or keep the run's own folder, which this program runs",
                    uneven, model.family->modelType);
    if (factored(model) && !options.densify)
        return fail(ErrorCode::Unsupported,
                    "layers of this {} model are stored as factors, which a Hugging Face folder "
                    "has no place for where there are experts; use --densify to multiply them out",
                    model.family->modelType);
    return {};
}

} // namespace

Result<HfLayout> layOutHf(const Model &model, const ExportOptions &options)
{
    if (!model.family)
        return fail(ErrorCode::Unsupported,
                    "Hugging Face export knows the families {}, but this model is '{}'",
                    familyNames(), model.config.modelType);
    LAPIDARY_TRY(requireStockExperts(model, options));
    HfLayout layout;
    LAPIDARY_ASSIGN(const DType dtype, folderType(model, options));
    layout.storedDtype = torchName(dtype);
    const bool uniform = model.config.uniformBlocks();
    if (options.densify)
        LAPIDARY_TRY(requireHeads(model));
    layout.remoteCode = !options.densify && (!uniform || factored(model));
    const ModelConfig config =
        layout.remoteCode || uniform ? model.config : paddedConfig(model.config);
    Build build{model, layout, dtype, layout.remoteCode || uniform ? nullptr : &config};
    LAPIDARY_TRY(addTensors(build));

    layout.config = configToHf(config, layout.storedDtype);
    if (layout.remoteCode) {
        addRemoteCodeKeys(model, layout.config);
    } else {
        for (const char *key : {"factored", "auto_map"})
            layout.config.erase(key);
        layout.config["model_type"] = model.family->modelType;
        layout.config["architectures"] = {model.family->hfClass};
    }
    addNotes(build, options);
    return layout;
}

} // namespace lapidary
