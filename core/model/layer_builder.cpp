#include "core/model/layer_builder.h"

#include "core/base/checked.h"
#include "core/model/tensor_names.h"

#include <algorithm>

namespace lapidary {
namespace {

/// Shape as the container may hold it: an array of more than two dimensions is also accepted as
/// the matrix [first dims..., last dim].
bool sameArray(const Shape &expected, const Shape &found)
{
    if (expected == found)
        return true;
    if (expected.size() <= 2 || found.size() != 2 || found[1] != expected.back())
        return false;
    const LayerForm matrix = denseForm(expected, DType::F32);
    return matrix.out == found[0];
}

bool holdsFactor(const TensorInfo &info, const FactorForm &factor)
{
    if (info.dtype == factor.stored && sameArray(factor.shape, info.shape))
        return true;
    // Containers without block types keep them as bytes.
    const auto bytes = tensorBytes(factor.shape, factor.stored);
    return dtypeInfo(factor.stored).quantized && info.dtype == DType::U8 && bytes
           && *bytes == info.bytes;
}

std::string listed(const std::vector<std::string> &names)
{
    std::string text;
    for (size_t i = 0; i < names.size() && i < 4; ++i)
        text += (i ? ", " : "") + names[i];
    if (names.size() > 4)
        text += fmt::format(" and {} more", names.size() - 4);
    return text;
}

} // namespace

LayerBuilder::LayerBuilder(Model &model, std::map<std::string, LayerForm> forms, bool partial)
    : m_model(model), m_source(*model.source), m_forms(std::move(forms)), m_partial(partial),
      m_used(m_source.tensors().size(), false)
{
}

Status LayerBuilder::build()
{
    nameTensors();
    LAPIDARY_TRY(completeConfig());
    if (m_model.family)
        LAPIDARY_TRY(addFamilyModules());
    for (const auto &[name, form] : m_forms) {
        if (m_model.index.contains(name))
            continue;
        Layer layer;
        layer.name = name;
        layer.block = blockOfName(name);
        layer.role = guessRole(name, {form.out, form.in}, m_model.config.experts > 0);
        LAPIDARY_TRY(addFormedLayer(std::move(layer), form));
    }
    addLeftovers();
    return finish();
}

int LayerBuilder::findTensor(const std::string &name) const
{
    const auto it = m_byName.find(name);
    return it == m_byName.end() ? -1 : it->second;
}

bool LayerBuilder::hasInAnyBlock(const char *tensor) const
{
    for (int64_t block = 0; block < m_model.config.blocks; ++block) {
        if (findTensor(fmt::format("model.layers.{}.{}", block, tensor)) >= 0)
            return true;
    }
    return false;
}

const TensorInfo &LayerBuilder::tensor(int index) const
{
    return m_source.tensors()[size_t(index)];
}

std::string LayerBuilder::fileOf(const TensorInfo &info) const
{
    const auto &files = m_source.files();
    return info.file >= 0 && size_t(info.file) < files.size()
               ? files[size_t(info.file)].filename().string()
               : m_source.path().filename().string();
}

void LayerBuilder::nameTensors()
{
    const auto &tensors = m_source.tensors();
    const bool gguf = m_source.gguf() != nullptr;
    // A model saved without its head class has no "model." in front.
    const bool bare = m_model.family && !gguf && m_source.find("model.embed_tokens.weight") < 0
                      && m_source.find("embed_tokens.weight") >= 0;
    m_names.reserve(tensors.size());
    for (size_t i = 0; i < tensors.size(); ++i) {
        const std::string &stored = tensors[i].name;
        std::string name = gguf ? canonicalFromGguf(stored) : stored;
        if (bare && !stored.starts_with("lm_head"))
            name = "model." + stored;
        if (!m_byName.emplace(name, int(i)).second) {
            name = stored;
            m_byName.emplace(name, int(i));
        }
        m_names.push_back(std::move(name));
    }
}

Status LayerBuilder::readRopeDivisors()
{
    const int index = findTensor("rope_freqs.weight");
    if (index < 0 || !m_model.family)
        return {};
    ModelConfig &config = m_model.config;
    if (tensor(index).elements != config.headDim / 2)
        return fail(ErrorCode::Input,
                    "rope_freqs.weight in {}: expected {} values (half the head size), found {}",
                    fileOf(tensor(index)), config.headDim / 2, tensor(index).elements);
    LAPIDARY_ASSIGN(const std::vector<float> values,
                    readTensorF32(m_source, tensor(index), JobContext()));
    for (float value : values) {
        if (!(value > 0 && value < 1e9f))
            return fail(ErrorCode::Input,
                        "rope_freqs.weight in {}: expected positive divisors, found {}",
                        fileOf(tensor(index)), value);
    }
    config.rope.divisors.assign(values.begin(), values.end());
    return {};
}

Status LayerBuilder::completeConfig()
{
    ModelConfig &config = m_model.config;
    const bool hasHead = findTensor("lm_head.weight") >= 0 || m_forms.contains("lm_head");
    if (m_source.gguf()) {
        config.tiedEmbeddings = !hasHead;
        if (m_model.family && !m_model.family->qkvBiasAlways)
            config.attentionBias = hasInAnyBlock("self_attn.q_proj.bias");
        config.outputBias = hasInAnyBlock("self_attn.o_proj.bias");
        config.mlpBias = hasInAnyBlock("mlp.down_proj.bias");
        LAPIDARY_TRY(readRopeDivisors());
        const int embed = findTensor("model.embed_tokens.weight");
        if (config.vocab == 0 && embed >= 0 && !tensor(embed).shape.empty())
            config.vocab = tensor(embed).shape[0];
    } else if (m_model.family && !hasHead && !config.tiedEmbeddings && !m_partial) {
        config.tiedEmbeddings = true;
        m_model.warnings.push_back("There is no lm_head.weight although config.json says that "
                                   "the embedding is not tied: the embedding is used as output.");
    }
    return {};
}

Status LayerBuilder::addFamilyModules()
{
    const auto modules = m_model.family->modules;
    bool blocksDone = false;
    for (const ModuleSpec &module : modules) {
        if (!module.perBlock) {
            LAPIDARY_TRY(addModule(module, -1));
            continue;
        }
        if (std::exchange(blocksDone, true))
            continue;
        for (int block = 0; block < m_model.config.blocks; ++block) {
            bool expertsDone = false;
            for (const ModuleSpec &inner : modules) {
                if (!inner.perBlock || !hasModule(m_model.config, inner, block))
                    continue;
                if (!inner.perExpert())
                    LAPIDARY_TRY(addModule(inner, block));
                else if (!std::exchange(expertsDone, true))
                    LAPIDARY_TRY(addExperts(block));
            }
            // A hostile config must not make us list millions of names.
            if (m_missing.size() > 1000)
                return finish();
        }
    }
    return {};
}

/// One expert after the other: gate, up and down of each.
Status LayerBuilder::addExperts(int block)
{
    for (int expert = 0; expert < m_model.config.expertsOf(block); ++expert) {
        for (const ModuleSpec &module : m_model.family->modules) {
            if (module.perExpert())
                LAPIDARY_TRY(addModule(module, block, expert));
        }
        if (m_missing.size() > 1000)
            return {};
    }
    return {};
}

Status LayerBuilder::addModule(const ModuleSpec &module, int block, int expert)
{
    Layer layer;
    layer.name = moduleName(module, block, expert);
    layer.role = module.role;
    layer.block = block;
    const auto formed = m_forms.find(layer.name);
    if (formed != m_forms.end()) {
        layer.form = formed->second;
        LAPIDARY_TRY(checkShape(layer, module));
        LAPIDARY_TRY(attachBias(layer, module));
        return addFormedLayer(std::move(layer), formed->second);
    }
    LAPIDARY_ASSIGN(const int index, findWeight(module, layer, expert));
    if (index < 0) {
        if (module.role != Role::Head || !m_model.config.tiedEmbeddings)
            m_missing.push_back(layer.name + ".weight");
        return {};
    }
    const Shape shape = layer.firstRow < 0
                            ? tensor(index).shape
                            : expectedShape(module, m_model.config, block);
    layer.form = denseForm(shape, tensor(index).dtype);
    layer.tensors = {index};
    m_used[size_t(index)] = true;
    LAPIDARY_TRY(checkShape(layer, module));
    LAPIDARY_TRY(attachBias(layer, module));
    layer.tiedCopy = module.role == Role::Head && m_model.config.tiedEmbeddings;
    const GgufMetadata *gguf = m_source.gguf();
    layer.permutedRows = gguf && m_model.family->permutedRopeRows
                         && (layer.role == Role::Q || layer.role == Role::K);
    push(std::move(layer));
    return {};
}

Status LayerBuilder::checkShape(const Layer &layer, const ModuleSpec &module) const
{
    const Shape expected = expectedShape(module, m_model.config, layer.block);
    if (layer.firstRow >= 0)
        return {}; // the stack was checked as a whole
    const bool formed = layer.tensors.empty();
    const Shape found = formed ? Shape{layer.form.out, layer.form.in}
                               : tensor(layer.tensors.front()).shape;
    if (found == expected)
        return {};
    return fail(ErrorCode::Input,
                "{} in {}: expected {} from the configuration, found {}; the configuration does "
                "not belong to these weights, or one of them is damaged",
                formed ? layer.name : tensor(layer.tensors.front()).name,
                formed ? std::string("lapidary.json")
                       : fileOf(tensor(layer.tensors.front())),
                formatShape(expected), formatShape(found));
}

Status LayerBuilder::attachBias(Layer &layer, const ModuleSpec &module)
{
    const int index = findTensor(layer.name + ".bias");
    if (!expectsBias(module, m_model.config)) {
        if (index >= 0)
            m_unexpected.push_back(tensor(index).name);
        return {};
    }
    if (index < 0) {
        m_missing.push_back(layer.name + ".bias");
        return {};
    }
    const Shape expected{dimSize(module.out, m_model.config, layer.block)};
    if (tensor(index).shape != expected)
        return fail(ErrorCode::Input,
                    "{} in {}: expected {} values from the configuration, found {}",
                    tensor(index).name, fileOf(tensor(index)), formatShape(expected),
                    formatShape(tensor(index).shape));
    layer.bias = index;
    m_used[size_t(index)] = true;
    return {};
}

Status LayerBuilder::addFormedLayer(Layer layer, const LayerForm &form)
{
    layer.form = form;
    for (const FactorForm &factor : form.factors) {
        const std::string name = layer.name + "." + factor.suffix;
        const int index = findTensor(name);
        if (index < 0) {
            m_missing.push_back(name);
            return {};
        }
        if (!holdsFactor(tensor(index), factor))
            return fail(ErrorCode::Input,
                        "{} in {}: lapidary.json expects {} as {}, found {} as {}", name,
                        fileOf(tensor(index)), formatShape(factor.shape),
                        dtypeName(factor.stored), formatShape(tensor(index).shape),
                        tensor(index).dtypeLabel);
        layer.tensors.push_back(index);
        m_used[size_t(index)] = true;
    }
    const int bias = findTensor(layer.name + ".bias");
    if (!m_model.family && bias >= 0) {
        layer.bias = bias;
        m_used[size_t(bias)] = true;
    }
    layer.tiedCopy = layer.role == Role::Head && m_model.config.tiedEmbeddings;
    push(std::move(layer));
    return {};
}

void LayerBuilder::push(Layer layer)
{
    std::vector<int> all = layer.tensors;
    if (layer.bias >= 0)
        all.push_back(layer.bias);
    layer.storedParameters = layer.storedBytes = 0;
    // A block type kept as bytes has the elements that its form says.
    layer.storedParameters = layer.form.parameters();
    if (layer.bias >= 0)
        layer.storedParameters += tensor(layer.bias).elements;
    for (int index : all) {
        const bool part = layer.firstRow >= 0 && index == layer.tensors.front();
        const int64_t bytes = part ? layer.form.bytes() : tensor(index).bytes;
        layer.storedBytes = checkedAdd(layer.storedBytes, bytes).value_or(INT64_MAX);
    }
    m_model.index.emplace(layer.name, int(m_model.layers.size()));
    m_model.layers.push_back(std::move(layer));
}

void LayerBuilder::addLooseTensor(int index)
{
    constexpr std::string_view weight = ".weight";
    const TensorInfo &info = tensor(index);
    Layer layer;
    layer.name = m_names[size_t(index)];
    std::string suffix;
    if (layer.name.ends_with(weight)) {
        layer.name.resize(layer.name.size() - weight.size());
        suffix = "weight";
    }
    const bool buffer = isBufferName(layer.name, info.shape);
    layer.buffer = buffer;
    layer.block = blockOfName(layer.name);
    layer.role = guessRole(layer.name, info.shape, m_model.config.experts > 0);
    layer.form = denseForm(info.shape, info.dtype, suffix);
    layer.tensors = {index};
    m_used[size_t(index)] = true;
    const int bias = suffix.empty() ? -1 : findTensor(layer.name + ".bias");
    if (!m_model.family && bias >= 0 && !m_used[size_t(bias)]) {
        layer.bias = bias;
        m_used[size_t(bias)] = true;
    }
    layer.tiedCopy = layer.role == Role::Head && m_model.config.tiedEmbeddings;
    if (const GgufMetadata *gguf = m_source.gguf()) {
        const std::string arch = gguf->text("general.architecture").value_or("");
        const bool permuted = arch == "llama" || arch == "deci" || arch.starts_with("granite");
        layer.permutedRows = permuted && (layer.role == Role::Q || layer.role == Role::K);
    }
    push(std::move(layer));
}

void LayerBuilder::addLeftovers()
{
    // Weights first, so that their biases find them.
    for (int pass = 0; pass < 2; ++pass) {
        for (size_t i = 0; i < m_names.size(); ++i) {
            if (!m_used[i] && (pass == 1 || m_names[i].ends_with(".weight"))) {
                addLooseTensor(int(i));
                const Layer &layer = m_model.layers.back();
                if (m_model.family && !layer.buffer && !layer.name.ends_with(".bias"))
                    m_unexpected.push_back(tensor(int(i)).name);
            }
        }
    }
    if (!m_model.family)
        sortByRole();
}

Status LayerBuilder::finish()
{
    if (!m_unexpected.empty())
        m_model.warnings.push_back("Tensors that the architecture does not use: "
                                   + listed(m_unexpected) + ".");
    if (m_missing.empty())
        return {};
    if (!m_partial)
        return fail(ErrorCode::Input,
                    "{}: tensors are missing: {}; the download is incomplete, or the "
                    "configuration belongs to another model",
                    m_source.path().string(), listed(m_missing));
    m_model.warnings.push_back("This file is only a part of the model: it lacks "
                               + listed(m_missing) + ".");
    m_model.notRunnable = "Evaluation and generation are off: the file is only a part of the "
                          "model. Open its folder to run it.";
    return {};
}

namespace {

int rankInBlock(const Layer &layer)
{
    const auto has = [&](std::string_view part) {
        return layer.name.find(part) != std::string::npos;
    };
    switch (layer.role) {
    case Role::Q:
    case Role::K:
    case Role::V:
    case Role::Qkv:
    case Role::O:
        return 1;
    case Role::MambaIn:
    case Role::Conv:
    case Role::Ssm:
    case Role::MambaOut:
        return 2;
    case Role::Norm:
        return has("attn.") ? 1 : has("input_layernorm") || has("ln_1") ? 0 : 3;
    case Role::Router:
        return 4;
    case Role::ExpertGate:
    case Role::ExpertUp:
    case Role::ExpertDown:
        return 5;
    case Role::SharedGate:
    case Role::SharedUp:
    case Role::SharedDown:
        return 6;
    case Role::Gate:
    case Role::Up:
    case Role::GateUp:
    case Role::Down:
        return 7;
    default:
        return has("attn.") ? 1 : has("mamba.") ? 2 : 8;
    }
}

int groupOf(const Layer &layer)
{
    if (layer.block >= 0)
        return 1;
    switch (layer.role) {
    case Role::Embed:
        return 0;
    case Role::Norm:
        return 2;
    case Role::Head:
        return 3;
    default:
        return 4;
    }
}

} // namespace

void LayerBuilder::sortByRole()
{
    struct Key {
        int group, block, rank, role;
        size_t position;
    };
    std::vector<Key> keys;
    auto &layers = m_model.layers;
    for (size_t i = 0; i < layers.size(); ++i) {
        const int rank = rankInBlock(layers[i]);
        const bool byRole = rank == 1 || rank == 7;
        keys.push_back({groupOf(layers[i]), layers[i].block, rank,
                        byRole ? int(layers[i].role) : 0, i});
    }
    std::stable_sort(keys.begin(), keys.end(), [&](const Key &a, const Key &b) {
        const auto head = [](const Key &k) { return std::tie(k.group, k.block, k.rank, k.role); };
        if (head(a) != head(b))
            return head(a) < head(b);
        return naturalLess(layers[a.position].name, layers[b.position].name);
    });
    std::vector<Layer> sorted;
    sorted.reserve(layers.size());
    for (const Key &key : keys)
        sorted.push_back(std::move(layers[key.position]));
    layers = std::move(sorted);
    m_model.index.clear();
    for (size_t i = 0; i < layers.size(); ++i)
        m_model.index.emplace(layers[i].name, int(i));
}

} // namespace lapidary
