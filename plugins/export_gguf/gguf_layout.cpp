#include "gguf_layout.h"

#include "core/base/format.h"
#include "core/export/stock_heads.h"
#include "core/model/family.h"
#include "core/model/tensor_names.h"

#include <algorithm>
#include <optional>

namespace lapidary {

namespace {

std::string ggufName(const ModuleSpec &spec, const Layer &layer)
{
    return layer.block < 0 ? spec.gguf : fmt::format("blk.{}.{}", layer.block, spec.gguf);
}

/// Why architecture "deci", the llama-like one with sizes by block, cannot hold this model; empty
/// when it can.
std::string whyNotByBlock(const Model &model)
{
    const ModelConfig &config = model.config;
    if (std::string_view(model.family->ggufArch) != "llama")
        return fmt::format("architecture {} cannot hold", model.family->ggufArch);
    if (config.slidingWindow > 0)
        return "no architecture with a sliding window can hold";
    if (config.attentionBias)
        return "architecture deci cannot hold together with biases on q, k and v";
    return {};
}

/// What llama.cpp takes for granted of these architectures.
Status requireStockExperts(const Model &model)
{
    const ModelConfig &config = model.config;
    if (!model.family->moe)
        return {};
    const char *arch = model.family->ggufArch;
    if (const std::string uneven = unevenExperts(model); !uneven.empty())
        return fail(ErrorCode::Unsupported,
                    "this model has {}, which architecture {} cannot hold; remove the same number "
                    "in every block, or keep the run's own folder, which this program runs",
                    uneven, arch);
    if (config.denseWidth() > 0)
        return fail(ErrorCode::Unsupported,
                    "some blocks of this model have a single MLP, but llama.cpp's architecture {} "
                    "has experts in every block; export with --format hf",
                    arch);
    if (!config.normalizedExperts)
        return fail(ErrorCode::Unsupported,
                    "the weights of the chosen experts do not add up to 1 in this model "
                    "(norm_topk_prob is false), but llama.cpp's architecture {} always makes them; "
                    "export with --format hf",
                    arch);
    return {};
}

Status requireHolds(const Model &model, const ExportOptions &options)
{
    if (!model.family)
        return fail(ErrorCode::Unsupported,
                    "GGUF export knows the families {}, but this model is '{}'", familyNames(),
                    model.config.modelType);
    LAPIDARY_TRY(requireStockExperts(model));
    if (options.densify)
        return requireHeads(model);
    for (const Layer &layer : model.layers)
        if (layer.form.kind != FormKind::Dense)
            return fail(ErrorCode::Unsupported,
                        "{} is stored as factors ({}), which stock llama.cpp cannot hold; use "
                        "--densify to multiply factors out, or export with --format hf",
                        layer.name, formName(layer.form.kind));
    if (model.config.uniformBlocks())
        return {};
    const std::string why = whyNotByBlock(model);
    if (!why.empty())
        return fail(ErrorCode::Unsupported,
                    "the MLP widths or heads differ by block, which {}; use --densify to pad "
                    "smaller blocks with zeros",
                    why);
    return {};
}

/// What a matrix is stored as when the wanted type does not divide its columns.
struct Chosen {
    DType dtype;
    bool fellBack = false;
};

Chosen matrixType(const Model &model, const Layer &layer, const Shape &shape,
                  std::optional<DType> wanted)
{
    DType type = DType::F16;
    if (wanted) {
        type = *wanted;
        // A tied 4-bit output costs quality out of proportion; llama.cpp spares it as well.
        if (type == DType::Q4_0 && (layer.role == Role::Embed || layer.role == Role::Head))
            type = DType::Q8_0;
    } else {
        const TensorInfo &info = model.source->tensors()[size_t(layer.tensors[0])];
        const bool whole = layer.form.kind == FormKind::Dense &&
                           (layer.firstRow >= 0 || info.shape == shape) && dtypeInfo(info.dtype).floating &&
                           info.dtype != DType::F64;
        type = whole ? info.dtype : DType::F16;
    }
    if (!storedBytes(type, 1, shape.back()))
        return {DType::F16, true};
    return {type, false};
}

/// Of a matrix with this many rows.
int64_t headsToInterleave(const Model &model, const Layer &layer, int64_t rows)
{
    const bool ordered = layer.role == Role::Q || layer.role == Role::K;
    return model.family->permutedRopeRows && ordered ? rows / model.config.headDim : 0;
}

struct Costs {
    int fallbacks = 0;
    int64_t added = 0; ///< elements that densifying adds
};

Shape ownShape(const Layer &layer)
{
    return layer.form.in == 0 ? Shape{layer.form.out} : Shape{layer.form.out, layer.form.in};
}

/// Parts that a block does not have, as zeros.
Status addZeros(const Model &model, std::optional<DType> wanted, GgufLayout &layout, Costs &costs)
{
    for (ExportTensor tensor : zeroTensors(model, layout.config, ggufModuleName)) {
        if (tensor.shape.size() > 1) {
            const DType type = wanted.value_or(DType::F16);
            tensor.dtype = storedBytes(type, 1, tensor.shape.back()) ? type : DType::F16;
        }
        LAPIDARY_ASSIGN(const int64_t elements, elementCount(tensor.shape));
        costs.added += elements;
        layout.tensors.push_back(std::move(tensor));
    }
    return {};
}

Status addLayer(const Model &model, const Layer &layer, const ModuleSpec &spec,
                std::optional<DType> wanted, GgufLayout &layout, Costs &costs)
{
    ExportTensor weight;
    weight.name = ggufName(spec, layer) + ".weight";
    weight.layer = &layer;
    weight.shape = layout.padded ? paddedShape(layer, layout.config)
                                 : ownShape(layer);
    weight.interleaveHeads = headsToInterleave(model, layer, weight.shape[0]);
    if (weight.shape.size() > 1 && layer.role != Role::Router) { // routers are always f32
        const Chosen chosen = matrixType(model, layer, weight.shape, wanted);
        weight.dtype = chosen.dtype;
        costs.fallbacks += chosen.fellBack;
    }
    LAPIDARY_ASSIGN(const int64_t elements, elementCount(weight.shape));
    costs.added += std::max<int64_t>(0, elements - layer.form.parameters());
    layout.tensors.push_back(weight);
    if (layer.bias >= 0) {
        ExportTensor bias = weight;
        bias.name = ggufName(spec, layer) + ".bias";
        bias.part = ExportPart::Bias;
        bias.dtype = DType::F32;
        bias.shape = {weight.shape[0]};
        layout.tensors.push_back(bias);
    }
    return {};
}

/// One kind of matrix of all experts of a block, in one tensor; one type for all of them.
Status addExperts(const Model &model, const std::vector<const Layer *> &experts,
                  const ModuleSpec &spec, std::optional<DType> wanted, GgufLayout &layout,
                  Costs &costs)
{
    const Layer &first = *experts.front();
    ExportTensor stack;
    stack.name = ggufName(spec, first) + ".weight";
    stack.part = ExportPart::Stack;
    stack.stack = experts;
    stack.shape = {static_cast<int64_t>(experts.size()), first.form.out, first.form.in};
    const Chosen chosen = matrixType(model, first, ownShape(first), wanted);
    stack.dtype = chosen.dtype;
    costs.fallbacks += chosen.fellBack;
    for (const Layer *layer : experts) {
        if (matrixType(model, *layer, ownShape(*layer), wanted).dtype != chosen.dtype)
            stack.dtype = DType::F16; // stored in different types
        costs.added += std::max<int64_t>(
            0, layer->form.out * layer->form.in - layer->form.parameters());
    }
    layout.tensors.push_back(std::move(stack));
    return {};
}

void addNotes(const Model &model, const Costs &costs, std::optional<DType> wanted,
              GgufLayout &layout)
{
    if (costs.added > 0)
        layout.notes.push_back(
            fmt::format("Densifying adds {} parameters that the compressed model does not have: "
                        "the file is larger than the run says.",
                        formatCount(costs.added)));
    if (costs.fallbacks > 0)
        layout.notes.push_back(fmt::format(
            "{} matrices are stored as f16 because their columns are no multiple of the block "
            "size 32; prune to a multiple of 32 (divisor) to avoid it.",
            costs.fallbacks));
    if (wanted == DType::Q4_0)
        layout.notes.push_back("Embedding and output are stored as q8_0, not q4_0.");
    if (!layout.config.uniformBlocks())
        layout.notes.push_back("Blocks of different sizes are written as architecture deci, which "
                               "stock llama.cpp runs.");
    if (model.config.slidingWindow > 0 &&
        std::string_view(model.family->ggufArch) == "llama")
        layout.notes.push_back(fmt::format(
            "llama.cpp ignores the sliding window of {} positions in architecture llama: results "
            "differ beyond that length.",
            model.config.slidingWindow));
}

} // namespace

Result<GgufLayout> layOutGguf(const Model &model, const ExportOptions &options)
{
    LAPIDARY_TRY(requireHolds(model, options));
    std::optional<DType> wanted;
    if (!options.type.empty()) {
        wanted = dtypeFromName(options.type);
        constexpr DType allowed[] = {DType::F32, DType::F16, DType::BF16, DType::Q8_0,
                                     DType::Q4_0};
        if (!wanted || std::find(std::begin(allowed), std::end(allowed), *wanted) ==
                           std::end(allowed))
            return fail(ErrorCode::Usage,
                        "--type {}: GGUF export writes f32, f16, bf16, q8_0 and q4_0",
                        options.type);
    }
    GgufLayout layout;
    layout.padded = options.densify && !model.config.uniformBlocks();
    layout.config = layout.padded ? paddedConfig(model.config) : model.config;
    Costs costs;
    const auto stacks = expertStacks(model);
    for (const Layer &layer : model.layers) {
        if (layer.tiedCopy)
            continue;
        const ModuleSpec *spec = moduleOf(*model.family, layer.name);
        if (!spec)
            return fail(ErrorCode::Unsupported, "{} has no place in a GGUF file of architecture {}",
                        layer.name, model.family->ggufArch);
        const int expert = expertOfName(layer.name);
        if (expert < 0)
            LAPIDARY_TRY(addLayer(model, layer, *spec, wanted, layout, costs));
        else if (expert == 0)
            LAPIDARY_TRY(addExperts(model, stacks.at({layer.role, layer.block}), *spec, wanted,
                                    layout, costs));
    }
    if (layout.padded)
        LAPIDARY_TRY(addZeros(model, wanted, layout, costs));
    addNotes(model, costs, wanted, layout);
    return layout;
}

} // namespace lapidary
