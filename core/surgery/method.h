#pragma once

#include "core/base/job_context.h"
#include "core/model/model.h"
#include "core/surgery/param_schema.h"

#include <memory>
#include <optional>

namespace lapidary {

class Calibration;
struct CompressedLayer;
struct LayerInputs;

enum class MethodKind {
    Factorization, ///< replaces the weight by factors
    Structure,     ///< removes rows, columns or blocks; may couple several layers
    Precision,     ///< changes how factors are stored
};

/// Which layers of a block a method takes together.
enum class Coupling {
    None,           ///< each layer by itself
    Mlp,            ///< gate, up, down, in this order
    Attention,      ///< q, k, v, o, in this order
    Experts,        ///< the router, then gate, up and down of every expert, in model order
    WholeMlp,       ///< all that the MLP consists of, its norm too, in model order
    WholeAttention, ///< all that the attention consists of, its norms too, in model order
    Block,          ///< everything in the block, in model order
};

struct MethodInfo {
    std::string id;      ///< "svd"
    std::string title;   ///< "SVD (low rank)"
    std::string summary; ///< one sentence
    MethodKind kind = MethodKind::Factorization;
    std::vector<Role> roles; ///< roles it makes sense for; empty = every matrix
    Coupling coupling = Coupling::None; ///< usually; see Method::coupling()
    /// apply() is also given the layers that it removes: what they hold may move to other layers of
    /// the group. Its ActionResult::details say so with "moved_from", a place in the group.
    bool readsRemoved = false;
    ParamSchema schema;
};

/// A layer while a plan composes steps on it: what it is and what it has become so far.
struct LayerState {
    const Layer *layer = nullptr;
    LayerForm form;
};

/// What a step will do to one layer, resolved and exact.
struct PlannedAction {
    std::string method;
    std::string layer;     ///< module name, for messages; makePlan() fills it in
    nlohmann::json params; ///< exact: {"rank": 173}, {"chi": 100, "bonds": [36, 36], ...}
    LayerForm form;        ///< after this action
    int64_t parameters = 0, bytes = 0;
    /// Layers that the step takes together have the same `group`; `place` counts them from 0 in the
    /// order of Method::plan(). makePlan() fills both in.
    int group = -1, place = 0;
    /// Relative Frobenius error expected of this action alone; nothing when it needs the weights.
    std::optional<double> predictedError;
    std::vector<std::string> warnings; ///< plain words, say what to do
};

/// Measured knowledge that planning may use, from caches; never computed by plan().
class SpectrumSource {
public:
    virtual ~SpectrumSource() = default;
    /// Singular values of the layer's original weight, descending, or null.
    virtual const std::vector<double> *singularValues(const Layer &layer) const = 0;
    /// Bond spectra of its MPO with these factors, or null.
    virtual const std::vector<std::vector<double>> *bondSpectra(
        const Layer & /*layer*/, const std::vector<int64_t> & /*outFactors*/,
        const std::vector<int64_t> & /*inFactors*/) const
    {
        return nullptr;
    }
};

struct PlanInputs {
    const Model *model = nullptr;
    const SpectrumSource *spectra = nullptr; ///< may be null
    const Calibration *calibration = nullptr; ///< null: nothing is known of the activations
    /// Blocks of all groups of the step, ascending: for methods that choose among blocks.
    std::vector<int> blocks{};
};

struct ActionResult {
    double relativeError = 0; ///< ||W - W'||_F / ||W||_F of this action
    nlohmann::json details;   ///< kept indices, bond spectra, ... for the record
    std::vector<std::string> warnings;
};

struct ApplyInputs {
    const PlannedAction *action = nullptr;
    uint64_t seed = 0;
    /// What flows into the layer as it is by now (columns that an earlier step removed are gone
    /// from it); null when nothing is known. core/calibrate/layer_inputs.h
    const LayerInputs *inputs = nullptr;
};

/// One size that a method can give a group, and what it costs.
struct SizeLoss {
    nlohmann::json params; ///< those that give the size: {"rank": 96}
    /// Where gradients are known 1/2 tr(G D C D^T) in nats per token (second order, G and C the
    /// moments of gradients and inputs, D the change of the weights), else tr(D C D^T).
    double loss = 0;
};

/// One way to change layers. Implementations live in plugins; stateless and thread-safe.
class Method {
public:
    virtual ~Method() = default;
    virtual const MethodInfo &info() const = 0;

    /// What it takes together with these parameters (validated, defaults filled).
    virtual Coupling coupling(const nlohmann::json &params) const;

    /// Pure: resolves `params` (validated, defaults filled) on a group of coupled layers (one
    /// layer for Coupling::None). One action per layer, same order; or none at all, and the group
    /// stays as it is. A form without factors (removedForm) takes the layer out of the model.
    /// Errors: Usage for values that cannot be meant (rank <= 0, factors that do not multiply).
    virtual Result<std::vector<PlannedAction>> plan(const PlanInputs &inputs,
                                                    const std::vector<LayerState> &group,
                                                    const nlohmann::json &params) const = 0;

    /// A few words for the step list: "SVD rank 173". `params` validated, defaults filled.
    virtual std::string summarize(const nlohmann::json &params) const;

    /// Upper bound on work space in bytes for applying an action with these parameters to this
    /// group (beside the layers' f32 and the statistics of their inputs).
    virtual int64_t workspaceBytes(const std::vector<LayerState> &group,
                                   const nlohmann::json &params) const = 0;

    /// Applies planned actions to layers in memory, in the order given to plan(). Factors are f32.
    virtual Result<std::vector<ActionResult>> apply(const std::vector<ApplyInputs> &inputs,
                                                    const std::vector<CompressedLayer *> &group,
                                                    JobContext &job) const = 0;

    /// Losses to expect over a range of sizes, smaller ones last, from one factorization of the
    /// group as it is: what a budget is allocated by. Empty: this method cannot tell.
    virtual Result<std::vector<SizeLoss>> sizeLosses(
        const std::vector<const CompressedLayer *> &group,
        const std::vector<const LayerInputs *> &inputs, JobContext &job) const;
};

} // namespace lapidary
