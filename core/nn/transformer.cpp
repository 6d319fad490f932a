#include "core/nn/transformer.h"

#include "core/model/family.h"
#include "core/nn/guard.h"
#include "core/nn/kernels.h"
#include "core/nn/transformer_p.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lapidary {

Transformer::Transformer() : d(std::make_unique<Private>()) {}
Transformer::~Transformer() = default;

const ModelConfig &Transformer::config() const
{
    return d->config();
}

const ComputeChoice &Transformer::compute() const
{
    return d->compute;
}

Transformer::Weights &Transformer::mutableWeights()
{
    return d->weights;
}

const Transformer::Weights &Transformer::weights() const
{
    return d->weights;
}

int64_t KvCache::capacity() const
{
    int64_t least = std::numeric_limits<int64_t>::max();
    for (const Block &block : blocks) {
        if (block.key.defined())
            least = std::min(least, block.key.size(2));
    }
    return least;
}

KvCache Transformer::makeCache(int64_t batch, int64_t capacity) const
{
    KvCache cache;
    const int64_t headDim = d->config().headDim;
    for (const BlockWeights &block : d->weights.blocks) {
        KvCache::Block entry;
        if (block.k.present()) {
            const std::vector<int64_t> shape{batch, block.k.form.out / headDim, capacity, headDim};
            const at::TensorOptions options = at::TensorOptions(d->dtype).device(d->device);
            entry.key = at::empty(shape, options);
            entry.value = at::empty(shape, options);
        }
        cache.blocks.push_back(std::move(entry));
    }
    return cache;
}

at::Tensor Transformer::hidden(const at::Tensor &ids, KvCache *cache, const Hook *hook,
                               const JobContext *job) const
{
    // A caller's thread may be new to torch; without this it would take every core.
    at::init_num_threads();
    const ForwardInput input{ids.to(d->device), cache, hook, job};
    at::Tensor result = kernelsUsable(d->weights.embed) ? forwardFused(*d, input)
                                                        : forwardGeneral(*d, input);
    if (cache)
        cache->length += ids.size(1);
    return result;
}

Result<at::Tensor> Transformer::tryHidden(const at::Tensor &ids, KvCache *cache, const Hook *hook,
                                          const JobContext &job) const
{
    return guarded("the forward pass", [&]() -> Result<at::Tensor> {
        if (ids.dim() != 2 || ids.numel() == 0)
            return fail(ErrorCode::Usage, "the forward pass needs at least one id per row");
        const int64_t low = ids.min().item<int64_t>(), high = ids.max().item<int64_t>();
        if (low < 0 || high >= d->weights.embed.size(0))
            return fail(ErrorCode::Usage, "token id {} is outside of the vocabulary of {}",
                        low < 0 ? low : high, d->weights.embed.size(0));
        const int64_t needed = cache ? cache->length + ids.size(1) : 0;
        if (cache && needed > cache->capacity())
            return fail(ErrorCode::Usage, "{} positions do not fit into a cache of {}", needed,
                        cache->capacity());
        return hidden(ids, cache, hook, &job);
    });
}

at::Tensor Transformer::embed(const at::Tensor &ids) const
{
    return embedGeneral(*d, ids);
}

at::Tensor Transformer::forwardBlock(size_t index, const at::Tensor &h, const LayerTap *tap) const
{
    return blockGeneral(*d, index, h, tap);
}

at::Tensor Transformer::finalNorm(const at::Tensor &h) const
{
    return finalNormGeneral(*d, h);
}

at::Tensor Transformer::attentionInput(size_t index, const at::Tensor &h) const
{
    return normGeneral(*d, h, d->weights.blocks.at(index).inputNorm);
}

at::Tensor Transformer::attended(size_t index, const at::Tensor &x) const
{
    return attendedGeneral(*d, index, x);
}

at::Tensor Transformer::mlpInput(size_t index, const at::Tensor &h) const
{
    return normGeneral(*d, h, d->weights.blocks.at(index).postNorm);
}

at::Tensor Transformer::activated(size_t index, const at::Tensor &x) const
{
    return activatedGeneral(*d, index, x);
}

at::Tensor Transformer::mlpOutput(size_t index, const at::Tensor &x) const
{
    return mlpGeneral(*d, index, x);
}

std::string Transformer::partName(size_t block, Role role, int64_t expert) const
{
    return blockName(block) + "." + d->partName(role, expert);
}

void Transformer::releaseBlock(size_t index)
{
    d->weights.blocks.at(index) = {};
    d->fused.at(index) = {};
}

at::Tensor Transformer::logits(const at::Tensor &hidden, const at::Tensor &out) const
{
    const CompressedLayer &head = d->weights.head;
    at::Tensor result = head.form.kind == FormKind::Dense
        ? applyLinear(hidden, head.factors[0], head.bias, out)
        : head.apply(hidden);
    const double scaling = d->config().logitsScaling;
    if (scaling == 1.0)
        return result;
    return at::GradMode::is_enabled() ? result / scaling : result.div_(scaling);
}

std::vector<std::string> Transformer::hookNames() const
{
    std::vector<std::string> names{"model.embed_tokens"};
    for (size_t i = 0; i < d->weights.blocks.size(); ++i) {
        if (d->weights.blocks[i].o.present())
            names.push_back(blockName(i) + ".self_attn");
        if (d->weights.blocks[i].hasMlp())
            names.push_back(blockName(i) + ".mlp");
        names.push_back(blockName(i));
    }
    names.push_back("model.norm");
    names.push_back("lm_head");
    return names;
}

double Transformer::Private::attentionScale() const
{
    const double given = config().attentionMultiplier;
    return given != 0 ? given : 1.0 / std::sqrt(double(config().headDim));
}

int64_t Transformer::Private::window(size_t block) const
{
    return int64_t(block) >= config().slidingFromBlock ? config().slidingWindow : 0;
}

Routing Transformer::Private::route(const at::Tensor &logits) const
{
    return routeTokens(logits, std::min(config().expertsActive, logits.size(-1)),
                       config().normalizedExperts);
}

std::string Transformer::Private::partName(Role role, int64_t expert) const
{
    for (const ModuleSpec &module : model->family->modules) {
        if (module.role != role)
            continue;
        std::string name = module.hf;
        if (const size_t star = name.find('*'); star != std::string::npos)
            name.replace(star, 1, std::to_string(expert));
        return name;
    }
    return roleName(role);
}

Rotation Rotation::at(const at::Tensor &frequencies, int64_t first, int64_t count)
{
    const at::Tensor positions = at::arange(first, first + count, frequencies.options());
    const at::Tensor angles = at::outer(positions, frequencies);
    return {at::cos(angles), at::sin(angles)};
}

void ForwardInput::checkCancelled() const
{
    if (job && job->cancelled())
        throw CancelledSignal();
}

void ForwardInput::report(const std::string &name, const at::Tensor &output) const
{
    if (hook)
        (*hook)(name, output);
}

std::pair<at::Tensor, at::Tensor> extendCache(KvCache &cache, size_t block, const at::Tensor &k,
                                              const at::Tensor &v)
{
    KvCache::Block &entry = cache.blocks.at(block);
    const int64_t begin = cache.length, count = k.size(2);
    entry.key.narrow(2, begin, count).copy_(k);
    entry.value.narrow(2, begin, count).copy_(v);
    return {entry.key.narrow(2, 0, begin + count), entry.value.narrow(2, 0, begin + count)};
}

std::string blockName(size_t block)
{
    return "model.layers." + std::to_string(block);
}

} // namespace lapidary
