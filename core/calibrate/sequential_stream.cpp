#include "core/calibrate/sequential_stream.h"

#include "core/calibrate/sample_chunks.h"
#include "core/calibrate/whitening.h"
#include "core/nn/guard.h"
#include "core/nn/token_rows.h"

#include <algorithm>

namespace lapidary {
namespace {

/// Sum over rows of a b^T, products in f32, sums in f64.
void addProduct(at::Tensor &sum, const at::Tensor &a, const at::Tensor &b)
{
    const at::Tensor product = at::mm(a.flatten(0, -2).t(), b.flatten(0, -2)).to(at::kDouble);
    sum = sum.defined() ? sum + product : product;
}

void addRows(at::Tensor &sum, const at::Tensor &x)
{
    const at::Tensor rows = x.flatten(0, -2).sum(0, false, at::kDouble);
    sum = sum.defined() ? sum + rows : rows;
}

bool isFinite(const at::Tensor &x)
{
    return at::isfinite(x).all().item<bool>();
}

} // namespace

int64_t SequentialStream::memory(const Model &model, const Calibration &calibration)
{
    const CalibrationInfo &info = calibration.info();
    const int64_t rows = (info.samples + info.heldOut) * info.window;
    const int64_t hidden = model.config.hidden;
    int64_t ends = 0, width = 0;
    std::map<int, int64_t> blocks;
    for (const Layer &layer : model.layers) {
        (layer.block < 0 ? ends : blocks[layer.block]) += layer.parameters();
        if (layer.role == Role::Down)
            width = std::max(width, layer.form.in);
    }
    int64_t block = 0;
    for (const auto &[index, parameters] : blocks)
        block = std::max(block, parameters);
    const int64_t states = rows * (9 * hidden + 2 * hidden);
    const int64_t fit = rows * (5 * width + 3 * hidden) + 14 * 3 * hidden * width;
    return 4 * (ends + 2 * block + states + fit) + 8 * 3 * std::max(width, hidden) * std::max(width, hidden);
}

Result<std::unique_ptr<SequentialStream>> SequentialStream::begin(ModelPtr model,
                                                                  CalibrationPtr calibration,
                                                                  const ComputeOptions &compute,
                                                                  JobContext &job)
{
    return guarded("sequential compression", [&]() -> Result<std::unique_ptr<SequentialStream>> {
        const at::NoGradGuard noGrad;
        ComputeOptions wide = compute;
        wide.dtype = "f32"; // differences between the streams are what counts
        LAPIDARY_ASSIGN(const ComputeChoice choice, chooseCompute(wide));
        auto stream = std::make_unique<SequentialStream>();
        LAPIDARY_ASSIGN(auto rows, calibration->sampleIds());
        if (calibration->info().heldOut > 0) { // sizes are decided: now all text may be fitted to
            LAPIDARY_ASSIGN(const auto more, calibration->heldOutIds());
            rows.insert(rows.end(), more.begin(), more.end());
        }
        stream->m_model = model;
        stream->m_calibration = calibration;
        LAPIDARY_ASSIGN(stream->m_transformer, Transformer::loadEnds(model, choice, job));
        stream->m_before = stream->m_transformer->embed(idsTensor(rows));
        stream->m_changed = stream->m_before.clone();
        return stream;
    });
}

CompressedLayer *SequentialStream::slot(BlockWeights &w, const std::string &layer) const
{
    const std::string prefix = "model.layers." + std::to_string(m_block) + ".";
    return layer.starts_with(prefix) ? w.find(std::string_view(layer).substr(prefix.size()))
                                     : nullptr;
}

Status SequentialStream::enter(size_t block, const std::set<std::string> &planned, JobContext &job)
{
    return guarded("sequential compression", [&]() -> Status {
        const at::NoGradGuard noGrad;
        m_block = block;
        m_planned = planned;
        m_inputs.clear();
        LAPIDARY_TRY(m_transformer->loadBlock(block, job));
        m_original = now();
        return runOriginal(job);
    });
}

Status SequentialStream::runOriginal(const JobContext &job)
{
    const double residual = m_model->config.residualMultiplier;
    m_middle = at::empty_like(m_before);
    m_after = at::empty_like(m_before);
    return inChunks(m_before, job, [&](int64_t first, int64_t count) {
        at::Tensor h = m_before.narrow(0, first, count);
        if (m_original.o.present()) {
            const at::Tensor x = m_transformer->attentionInput(m_block, h);
            h = h + residual * m_original.o.apply(m_transformer->attended(m_block, x));
        }
        m_middle.narrow(0, first, count).copy_(h);
        if (m_original.hasMlp()) { // nothing of the block has changed yet
            const at::Tensor x = m_transformer->mlpInput(m_block, h);
            h = h + residual * m_transformer->mlpOutput(m_block, x);
        }
        m_after.narrow(0, first, count).copy_(h);
    });
}

at::Tensor SequentialStream::targetOf(const std::string &layer, const at::Tensor &covariance,
                                      const at::Tensor &right) const
{
    BlockWeights original = m_original;
    const at::Tensor weight = slot(original, layer)->toDense().to(at::kDouble);
    const at::Tensor normal = dampedCovariance(covariance, kRidge);
    const at::Tensor ridge = (normal - covariance).diagonal();
    auto [lower, info] = at::linalg_cholesky_ex(normal);
    if (info.item<int>() != 0)
        return {}; // the original stays the target
    return at::cholesky_solve((right + weight * ridge).t(), lower).t().contiguous();
}

Status SequentialStream::prepareInputs(const std::vector<const char *> &parts,
                                       const at::Tensor &original, const at::Tensor &changed,
                                       bool mlp, const JobContext &job)
{
    const bool flows = mlp ? now().gate.present() : now().q.present();
    if (!flows)
        return {}; // removed
    Moments sums;
    const auto inputOf = [&](const at::Tensor &h) {
        return mlp ? m_transformer->mlpInput(m_block, h) : m_transformer->attentionInput(m_block, h);
    };
    LAPIDARY_TRY(inChunks(changed, job, [&](int64_t first, int64_t count) {
        const at::Tensor x = inputOf(changed.narrow(0, first, count));
        addProduct(sums.covariance, x, x);
        addRows(sums.linear, x);
        if (m_diverged)
            addProduct(sums.cross, inputOf(original.narrow(0, first, count)), x);
    }));
    const double rows = double(changed.size(0) * changed.size(1));
    for (const char *part : parts) {
        const std::string layer = "model.layers." + std::to_string(m_block) + "." + part;
        CompressedLayer *place = slot(now(), layer);
        if (!place->present() || !has(layer))
            continue;
        LayerInputs inputs;
        inputs.covariance = sums.covariance / rows;
        inputs.mean = sums.linear / rows;
        inputs.tokens = int64_t(rows);
        if (!isFinite(inputs.covariance))
            return fail(ErrorCode::Numerical, "{}: its inputs became infinite or not a number "
                                              "after the blocks before it were changed", layer);
        if (m_diverged && m_planned.contains(layer)) {
            const at::Tensor weight = place->toDense().to(at::kDouble);
            inputs.target =
                targetOf(layer, inputs.covariance, at::mm(weight, sums.cross / rows));
            if (inputs.target.defined()) {
                place->form = denseForm({weight.size(0), weight.size(1)}, DType::F32);
                place->factors = {inputs.target.to(at::kFloat)};
            }
        }
        m_inputs[layer] = std::move(inputs);
    }
    return {};
}

Status SequentialStream::prepareOutput(const char *part, const JobContext &job)
{
    const bool mlp = std::string_view(part) == "mlp.down_proj";
    const std::string layer = "model.layers." + std::to_string(m_block) + "." + part;
    BlockWeights original = m_original;
    const CompressedLayer *place = slot(original, layer);
    // Where q is being taken away, what flows into o is not what o was made for.
    const bool flows = mlp ? now().gate.present()
                           : now().o.present() && (now().q.present() || !m_original.q.present());
    if (!place->present() || !flows || !has(layer))
        return {};
    const double residual = m_model->config.residualMultiplier;
    const at::Tensor &from = mlp ? m_changedMiddle : m_changed;
    const at::Tensor &whole = mlp ? m_after : m_middle;
    Moments sums;
    LayerInputs inputs;
    const bool samples = mlp && m_planned.contains(layer);
    if (samples)
        inputs.samples = {at::empty_like(from), at::empty_like(from)};
    LAPIDARY_TRY(inChunks(from, job, [&](int64_t first, int64_t count) {
        const at::Tensor h = from.narrow(0, first, count);
        const at::Tensor into = mlp ? m_transformer->mlpInput(m_block, h)
                                    : m_transformer->attentionInput(m_block, h);
        const at::Tensor x = mlp ? m_transformer->activated(m_block, into)
                                 : m_transformer->attended(m_block, into);
        // Everything that the changed stream lacks after this half.
        at::Tensor wanted = (whole.narrow(0, first, count) - h) / residual;
        if (place->bias.defined())
            wanted = wanted - place->bias;
        if (samples) {
            inputs.samples.mlpInput.narrow(0, first, count).copy_(into);
            inputs.samples.wanted.narrow(0, first, count).copy_(wanted);
        }
        addProduct(sums.covariance, x, x);
        addProduct(sums.cross, wanted, x);
        addRows(sums.linear, x);
    }));
    if (samples)
        inputs.samples = {inputs.samples.mlpInput.flatten(0, 1),
                          inputs.samples.wanted.flatten(0, 1)};
    const double rows = double(from.size(0) * from.size(1));
    inputs.covariance = sums.covariance / rows;
    inputs.mean = sums.linear / rows;
    inputs.tokens = int64_t(rows);
    if (!isFinite(inputs.covariance))
        return fail(ErrorCode::Numerical, "{}: its inputs became infinite or not a number after "
                                          "the layers before it were changed", layer);
    if (m_planned.contains(layer))
        inputs.target = targetOf(layer, inputs.covariance, sums.cross / rows);
    m_inputs[layer] = std::move(inputs);
    return {};
}

Status SequentialStream::advanceToMiddle(const JobContext &job)
{
    const double residual = m_model->config.residualMultiplier;
    m_changedMiddle = at::empty_like(m_changed);
    return inChunks(m_changed, job, [&](int64_t first, int64_t count) {
        at::Tensor h = m_changed.narrow(0, first, count);
        if (now().o.present()) {
            const at::Tensor x = m_transformer->attentionInput(m_block, h);
            h = h + residual * now().o.apply(m_transformer->attended(m_block, x));
        }
        m_changedMiddle.narrow(0, first, count).copy_(h);
    });
}

Status SequentialStream::prepare(Stage stage, const JobContext &job)
{
    return guarded("sequential compression", [&]() -> Status {
        const at::NoGradGuard noGrad;
        switch (stage) {
        case Stage::AttentionInputs:
            return prepareInputs({"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"},
                                 m_before, m_changed, false, job);
        case Stage::AttentionOutput:
            return prepareOutput("self_attn.o_proj", job);
        case Stage::MlpInputs:
            LAPIDARY_TRY(advanceToMiddle(job));
            m_diverged = m_diverged || !at::equal(m_changedMiddle, m_middle);
            return prepareInputs({"mlp.gate_proj", "mlp.up_proj"}, m_middle, m_changedMiddle, true,
                                 job);
        case Stage::MlpOutput:
            return prepareOutput("mlp.down_proj", job);
        }
        return {};
    });
}

Status SequentialStream::accept(const std::string &layer, CompressedLayer weights)
{
    CompressedLayer *place = slot(now(), layer);
    if (place)
        *place = std::move(weights);
    return {};
}

Status SequentialStream::leave(const JobContext &job)
{
    return guarded("sequential compression", [&]() -> Status {
        const at::NoGradGuard noGrad;
        const double residual = m_model->config.residualMultiplier;
        // Experts that stay come first, so that the router's rows are still theirs.
        std::erase_if(now().experts, [](ExpertWeights &e) { return !e.down.present(); });
        LAPIDARY_TRY(inChunks(m_changedMiddle, job, [&](int64_t first, int64_t count) {
            at::Tensor h = m_changedMiddle.narrow(0, first, count);
            if (now().hasMlp()) {
                const at::Tensor x = m_transformer->mlpInput(m_block, h);
                h = h + residual * m_transformer->mlpOutput(m_block, x);
            }
            m_changed.narrow(0, first, count).copy_(h);
        }));
        m_diverged = m_diverged || !at::equal(m_changed, m_after);
        m_before = m_after;
        m_inputs.clear();
        m_transformer->releaseBlock(m_block);
        return {};
    });
}

Result<LayerInputs> SequentialStream::read(const std::string &layer) const
{
    const auto found = m_inputs.find(layer);
    if (found == m_inputs.end() && !m_original.experts.empty() && has(layer))
        return readLayerInputs(*m_calibration, layer);
    if (found == m_inputs.end())
        return fail(ErrorCode::Internal, "{}: asked for out of order", layer);
    LayerInputs inputs = found->second;
    if (m_calibration->info().gradients) {
        LAPIDARY_ASSIGN(inputs.gradient, readOutputGradient(*m_calibration, layer));
    }
    return inputs;
}

} // namespace lapidary
