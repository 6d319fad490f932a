#include "core/base/format.h"
#include "core/base/parallel.h"
#include "core/model/family.h"
#include "core/model/rope.h"
#include "core/nn/guard.h"
#include "core/nn/layer_loader.h"
#include "core/nn/torch_types.h"
#include "core/nn/transformer_p.h"

namespace lapidary {

class TransformerLoader {
public:
    TransformerLoader(ModelPtr model, const ComputeChoice &compute, JobContext &job)
        : m_transformer(new Transformer()), m_d(*m_transformer->d), m_job(job)
    {
        m_d.model = std::move(model);
        m_d.compute = compute;
        m_d.dtype = scalarTypeOf(compute);
        m_d.device = deviceOf(compute);
    }

    /// Continues with a transformer that has its ends.
    TransformerLoader(std::shared_ptr<Transformer> transformer, JobContext &job)
        : m_transformer(std::move(transformer)), m_d(*m_transformer->d), m_job(job)
    {
    }

    Result<std::shared_ptr<Transformer>> load();
    Result<std::shared_ptr<Transformer>> loadEnds();
    Status loadBlock(int index);

private:
    Status begin();
    Status checkMemory() const;
    /// Those that `wanted` names.
    Status loadLayers(const std::function<bool(const Layer &)> &wanted);
    void fuseBlock(size_t index);
    Status checkEnds() const;
    Status place(const Layer &layer, CompressedLayer weights);
    Status placeInBlock(const Layer &layer, const std::string &part, CompressedLayer weights);
    Status checkBlock(size_t index) const;
    Status checkExperts(size_t index) const;
    Status checkMlp(const std::vector<std::string> &names, const CompressedLayer &gate,
                    const CompressedLayer &up, const CompressedLayer &down) const;
    Status checkSize(const std::string &name, const CompressedLayer &layer, int64_t out,
                     int64_t in) const;
    Status checkNorm(const std::string &name, const at::Tensor &norm, int64_t size) const;

    std::shared_ptr<Transformer> m_transformer;
    Transformer::Private &m_d;
    JobContext &m_job;
    bool m_reports = false; ///< whoever streams blocks has progress of its own
};

Status TransformerLoader::begin()
{
    const std::string reason = m_d.model->notRunnableBecause();
    if (!reason.empty())
        return fail(ErrorCode::Unsupported, "{}", reason);
    m_d.weights.blocks.resize(size_t(m_d.config().blocks));
    m_d.fused.resize(m_d.weights.blocks.size());
    const std::vector<double> frequencies = ropeInverseFrequencies(m_d.config());
    m_d.frequencies = at::tensor(std::vector<float>(frequencies.begin(), frequencies.end()))
                          .to(m_d.device);
    return {};
}

Result<std::shared_ptr<Transformer>> TransformerLoader::load()
{
    const at::NoGradGuard noGrad;
    LAPIDARY_TRY(begin());
    LAPIDARY_TRY(checkMemory());
    m_reports = true;
    LAPIDARY_TRY(loadLayers([](const Layer &) { return true; }));
    LAPIDARY_TRY(checkEnds());
    for (size_t i = 0; i < m_d.weights.blocks.size(); ++i) {
        LAPIDARY_TRY(checkBlock(i));
        fuseBlock(i);
    }
    return m_transformer;
}

Result<std::shared_ptr<Transformer>> TransformerLoader::loadEnds()
{
    const at::NoGradGuard noGrad;
    LAPIDARY_TRY(begin());
    LAPIDARY_TRY(loadLayers([](const Layer &layer) { return layer.block < 0; }));
    LAPIDARY_TRY(checkEnds());
    return m_transformer;
}

Status TransformerLoader::loadBlock(int index)
{
    const at::NoGradGuard noGrad;
    if (index < 0 || index >= int(m_d.weights.blocks.size()))
        return fail(ErrorCode::Usage, "the model has no block {}", index);
    LAPIDARY_TRY(loadLayers([&](const Layer &layer) { return layer.block == index; }));
    return checkBlock(size_t(index));
}

Status TransformerLoader::checkMemory() const
{
    const int64_t limit = m_job.memory().limit();
    int64_t numbers = 0;
    for (const Layer &layer : m_d.model->layers)
        numbers += layer.tiedCopy ? 0 : layer.parameters();
    const int64_t bytes = numbers * int64_t(at::elementSize(m_d.dtype));
    if (limit <= 0 || bytes <= limit)
        return {};
    return fail(ErrorCode::Budget,
                "the weights take {} in {}, the memory limit is {}; raise it or compute in bf16",
                formatBytes(bytes), m_d.compute.dtype, formatBytes(limit));
}

Status TransformerLoader::loadLayers(const std::function<bool(const Layer &)> &wanted)
{
    const std::vector<Layer> &layers = m_d.model->layers;
    std::vector<CompressedLayer> loaded(layers.size());
    std::atomic<int64_t> done{0};
    LAPIDARY_TRY(parallelFor(
        int64_t(layers.size()), m_d.compute.threads, m_job, [&](int64_t i) -> Status {
            const at::NoGradGuard noGrad;
            const Layer &layer = layers[size_t(i)];
            if (!layer.tiedCopy && wanted(layer)) {
                LAPIDARY_ASSIGN(loaded[size_t(i)],
                                loadLayer(*m_d.model, layer, m_d.dtype, m_d.device, m_job));
            }
            if (m_reports)
                m_job.progress(double(++done), double(layers.size()), "loading weights");
            return {};
        }));
    for (size_t i = 0; i < layers.size(); ++i) {
        if (loaded[i].present())
            LAPIDARY_TRY(place(layers[i], std::move(loaded[i])));
    }
    return {};
}

Status TransformerLoader::place(const Layer &layer, CompressedLayer weights)
{
    Transformer::Weights &all = m_d.weights;
    if (layer.name == "model.embed_tokens") {
        all.embed = weights.toDense();
        if (m_d.config().tiedEmbeddings)
            all.head = std::move(weights);
    } else if (layer.name == "model.norm") {
        all.finalNorm = weights.factors[0];
    } else if (layer.name == "lm_head") {
        if (!m_d.config().tiedEmbeddings)
            all.head = std::move(weights);
    } else if (layer.block >= 0 && layer.block < int(all.blocks.size())) {
        const std::string prefix = blockName(size_t(layer.block)) + ".";
        if (layer.name.rfind(prefix, 0) == 0)
            return placeInBlock(layer, layer.name.substr(prefix.size()), std::move(weights));
    }
    return {};
}

Status TransformerLoader::placeInBlock(const Layer &layer, const std::string &part,
                                       CompressedLayer weights)
{
    if (!hasModule(m_d.config(), layer.name, layer.block))
        return {}; // left over in the file; the configuration says that it is gone
    BlockWeights &block = m_d.weights.blocks[size_t(layer.block)];
    if (block.experts.empty())
        block.experts.resize(size_t(m_d.config().expertsOf(layer.block)));
    const std::map<std::string, at::Tensor *> norms{
        {"input_layernorm", &block.inputNorm}, {"post_attention_layernorm", &block.postNorm},
        {"self_attn.q_norm", &block.qNorm}, {"self_attn.k_norm", &block.kNorm}};
    if (CompressedLayer *found = block.find(part))
        *found = std::move(weights);
    else if (const auto norm = norms.find(part); norm != norms.end())
        *norm->second = weights.factors[0];
    else
        return fail(ErrorCode::Unsupported, "{}: the runtime does not know this layer", layer.name);
    return {};
}

void TransformerLoader::fuseBlock(size_t index)
{
    BlockWeights &block = m_d.weights.blocks[index];
    if (block.q.present())
        m_d.fused[index].qkv = FusedWeight::make({&block.q, &block.k, &block.v});
    if (block.down.present())
        m_d.fused[index].gateUp = FusedWeight::make({&block.gate, &block.up});
    for (ExpertWeights &expert : block.experts)
        m_d.fused[index].experts.push_back(FusedWeight::make({&expert.gate, &expert.up}));
}

Status TransformerLoader::checkSize(const std::string &name, const CompressedLayer &layer,
                                    int64_t out, int64_t in) const
{
    if (!layer.present())
        return fail(ErrorCode::Input, "{}: this layer is missing; expected {} x {}", name, out, in);
    if (layer.form.out != out || layer.form.in != in)
        return fail(ErrorCode::Input, "{}: expected {} x {}, found {} x {}", name, out, in,
                    layer.form.out, layer.form.in);
    if (layer.bias.defined() && layer.bias.numel() != out)
        return fail(ErrorCode::Input, "{}.bias: expected {} numbers, found {}", name, out,
                    layer.bias.numel());
    return {};
}

Status TransformerLoader::checkNorm(const std::string &name, const at::Tensor &norm,
                                    int64_t size) const
{
    if (norm.defined() && norm.numel() == size)
        return {};
    return fail(ErrorCode::Input, "{}: expected {} numbers, found {}", name, size,
                norm.defined() ? std::to_string(norm.numel()) : "nothing");
}

Status TransformerLoader::checkBlock(size_t index) const
{
    const BlockWeights &w = m_d.weights.blocks[index];
    const int64_t hidden = m_d.config().hidden, headDim = m_d.config().headDim;
    const std::string name = blockName(index);
    if (w.q.present()) {
        const int64_t q = w.q.form.out, kv = w.k.present() ? w.k.form.out : 0;
        if (kv <= 0 || kv % headDim || q % kv)
            return fail(ErrorCode::Input,
                        "{}: {} query rows and {} key rows make no groups of heads of {}", name, q,
                        kv, headDim);
        LAPIDARY_TRY(checkNorm(name + ".input_layernorm", w.inputNorm, hidden));
        LAPIDARY_TRY(checkSize(name + ".self_attn.q_proj", w.q, q, hidden));
        LAPIDARY_TRY(checkSize(name + ".self_attn.k_proj", w.k, kv, hidden));
        LAPIDARY_TRY(checkSize(name + ".self_attn.v_proj", w.v, kv, hidden));
        LAPIDARY_TRY(checkSize(name + ".self_attn.o_proj", w.o, hidden, q));
        if (w.qNorm.defined() || w.kNorm.defined()) {
            LAPIDARY_TRY(checkNorm(name + ".self_attn.q_norm", w.qNorm, headDim));
            LAPIDARY_TRY(checkNorm(name + ".self_attn.k_norm", w.kNorm, headDim));
        }
    } else if (w.o.present()) { // one matrix for all of it
        LAPIDARY_TRY(checkNorm(name + ".input_layernorm", w.inputNorm, hidden));
        LAPIDARY_TRY(checkSize(name + ".self_attn.o_proj", w.o, hidden, hidden));
    }
    if (w.hasMlp())
        LAPIDARY_TRY(checkNorm(name + ".post_attention_layernorm", w.postNorm, hidden));
    if (w.down.present())
        LAPIDARY_TRY(checkMlp({name + ".mlp.gate_proj", name + ".mlp.up_proj",
                               name + ".mlp.down_proj"},
                              w.gate, w.up, w.down));
    return checkExperts(index);
}

Status TransformerLoader::checkMlp(const std::vector<std::string> &names,
                                   const CompressedLayer &gate, const CompressedLayer &up,
                                   const CompressedLayer &down) const
{
    const int64_t hidden = m_d.config().hidden, width = down.form.in;
    LAPIDARY_TRY(checkSize(names[0], gate, width, hidden));
    LAPIDARY_TRY(checkSize(names[1], up, width, hidden));
    return checkSize(names[2], down, hidden, width);
}

Status TransformerLoader::checkExperts(size_t index) const
{
    const BlockWeights &w = m_d.weights.blocks[index];
    if (w.experts.empty())
        return {};
    const std::string prefix = blockName(index) + ".";
    LAPIDARY_TRY(checkSize(prefix + m_d.partName(Role::Router), w.router,
                           int64_t(w.experts.size()), m_d.config().hidden));
    for (size_t i = 0; i < w.experts.size(); ++i) {
        const auto name = [&](Role role) { return prefix + m_d.partName(role, int64_t(i)); };
        LAPIDARY_TRY(checkMlp({name(Role::ExpertGate), name(Role::ExpertUp),
                               name(Role::ExpertDown)},
                              w.experts[i].gate, w.experts[i].up, w.experts[i].down));
    }
    return {};
}

Status TransformerLoader::checkEnds() const
{
    const ModelConfig &config = m_d.config();
    const Transformer::Weights &w = m_d.weights;
    if (config.headDim <= 0 || config.headDim % 2)
        return fail(ErrorCode::Input, "head_dim: expected an even positive number, found {}",
                    config.headDim);
    if (!w.embed.defined() || w.embed.dim() != 2 || w.embed.size(1) != config.hidden)
        return fail(ErrorCode::Input, "model.embed_tokens: expected a matrix of {} columns",
                    config.hidden);
    LAPIDARY_TRY(checkNorm("model.norm", w.finalNorm, config.hidden));
    return checkSize("lm_head", w.head, w.embed.size(0), config.hidden);
}

Result<std::shared_ptr<Transformer>> Transformer::loadMutable(ModelPtr model,
                                                              const ComputeChoice &compute,
                                                              JobContext &job)
{
    return guarded("loading the model", [&]() -> Result<std::shared_ptr<Transformer>> {
        return TransformerLoader(std::move(model), compute, job).load();
    });
}

Result<std::shared_ptr<Transformer>> Transformer::loadEnds(ModelPtr model,
                                                           const ComputeChoice &compute,
                                                           JobContext &job)
{
    return guarded("loading the model", [&]() -> Result<std::shared_ptr<Transformer>> {
        return TransformerLoader(std::move(model), compute, job).loadEnds();
    });
}

Status Transformer::loadBlock(size_t index, JobContext &job)
{
    return guarded("loading a block", [&]() -> Status {
        // The loader wants an owner; this one outlives it.
        return TransformerLoader(std::shared_ptr<Transformer>(std::shared_ptr<void>(), this), job)
            .loadBlock(int(index));
    });
}

Result<std::shared_ptr<const Transformer>> Transformer::load(ModelPtr model,
                                                             const ComputeChoice &compute,
                                                             JobContext &job)
{
    LAPIDARY_ASSIGN(std::shared_ptr<Transformer> loaded,
                    loadMutable(std::move(model), compute, job));
    return std::shared_ptr<const Transformer>(std::move(loaded));
}

} // namespace lapidary
