#pragma once

#include "core/nn/experts.h"
#include "core/nn/transformer.h"

namespace lapidary {

/// Several weights stacked into one tensor, so that one multiplication serves them all. The
/// members' factors share its memory; valid as long as they still do.
struct FusedWeight {
    at::Tensor weight, bias;

    bool valid(std::initializer_list<const CompressedLayer *> members) const;
    /// Stacks dense members of equal input and dtype and makes their factors (and biases) parts of
    /// the stack. Leaves them alone when they do not fit together.
    static FusedWeight make(std::initializer_list<CompressedLayer *> members);
};

struct FusedBlock {
    FusedWeight qkv, gateUp;
    std::vector<FusedWeight> experts; ///< gate and up of each
};

struct Transformer::Private {
    ModelPtr model;
    ComputeChoice compute;
    at::ScalarType dtype = at::kFloat;
    at::Device device = at::kCPU;
    Weights weights;
    std::vector<FusedBlock> fused;
    at::Tensor frequencies; ///< rotary angles per position, f32 [headDim / 2]

    const ModelConfig &config() const { return model->config; }
    double attentionScale() const;
    /// Sliding window of a block, 0 when it sees everything.
    int64_t window(size_t block) const;
    /// Where rows go, given what the router of a block says of them [rows, experts]. A block whose
    /// experts were cut below what the model uses for a token uses them all.
    Routing route(const at::Tensor &logits) const;
    /// Name inside a block of a matrix with this role ("mlp.experts.3.up_proj").
    std::string partName(Role role, int64_t expert = 0) const;
};

/// Cosine and sine [positions, headDim / 2], f32, of positions first .. first + count - 1.
struct Rotation {
    at::Tensor cosine, sine;
    static Rotation at(const at::Tensor &frequencies, int64_t first, int64_t count);
};

/// One call of Transformer::hidden().
struct ForwardInput {
    at::Tensor ids; ///< [batch, positions]
    KvCache *cache = nullptr;
    const Transformer::Hook *hook = nullptr;
    const JobContext *job = nullptr;

    void checkCancelled() const; ///< throws CancelledSignal
    void report(const std::string &name, const at::Tensor &output) const;
    int64_t past() const { return cache ? cache->length : 0; }
};

/// Differentiable, any device and dtype.
at::Tensor forwardGeneral(const Transformer::Private &d, const ForwardInput &input);
at::Tensor embedGeneral(const Transformer::Private &d, const at::Tensor &ids);
at::Tensor blockGeneral(const Transformer::Private &d, size_t index, const at::Tensor &h,
                        const LayerTap *tap);
at::Tensor attendedGeneral(const Transformer::Private &d, size_t index, const at::Tensor &x);
at::Tensor activatedGeneral(const Transformer::Private &d, size_t index, const at::Tensor &x);
at::Tensor mlpGeneral(const Transformer::Private &d, size_t index, const at::Tensor &x);
at::Tensor normGeneral(const Transformer::Private &d, const at::Tensor &h, const at::Tensor &weight);
at::Tensor finalNormGeneral(const Transformer::Private &d, const at::Tensor &h);
/// Fused kernels in place; CPU, f32 or bf16, gradients off.
at::Tensor forwardFused(const Transformer::Private &d, const ForwardInput &input);

/// Puts k, v [batch, kvHeads, positions, d] into the cache of a block and returns views of
/// everything in it.
std::pair<at::Tensor, at::Tensor> extendCache(KvCache &cache, size_t block, const at::Tensor &k,
                                              const at::Tensor &v);

std::string blockName(size_t block);

} // namespace lapidary
