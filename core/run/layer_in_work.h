#pragma once

#include "core/calibrate/layer_inputs.h"
#include "core/run/layer_work.h"

namespace lapidary {

/// A layer while it is worked on, with what is needed to measure its error at the end.
struct LayerInWork {
    const PlannedLayer *plan = nullptr;
    const Layer *layer = nullptr;
    CompressedLayer now;
    at::Tensor original;    ///< the matrix as it was
    at::Tensor goal;        ///< what to approximate instead, after earlier layers changed
    at::Tensor reference;   ///< the same without what was pruned so far
    std::optional<LayerInputs> inputs; ///< of the layer as it is by now
    at::Tensor covariance;  ///< of the inputs of the layer as it was; undefined when unknown
    at::Tensor columns;     ///< those of the original that are left; undefined: all
    std::optional<double> replaced; ///< error of the matrix that stands for the whole attention
    bool rowsCut = false;   ///< outputs are gone: no output error can be told
    double originalEnergy = 0;
    double removedEnergy = 0;
    nlohmann::json params = nlohmann::json::object(), details = nlohmann::json::object();
    std::vector<std::string> warnings;
};

/// Reads the weights of a planned layer and what is known of its inputs. Fails with
/// ErrorCode::Numerical where weights are not finite.
Result<LayerInWork> beginWork(const WorkContext &context, const PlannedLayer &plan, JobContext &job);

/// Applies the actions of coupled layers in the order of the steps, each to its group at once, and
/// keeps account of what was pruned or moved.
Status applySteps(const WorkContext &context, std::vector<LayerInWork> &works, JobContext &job);

/// Encodes the factors as they will be stored and measures the error of exactly those values.
Result<FinishedLayer> finishWork(const WorkContext &context, LayerInWork &work);

/// Sum of the squares of all elements, in f64.
double squaredNorm(const at::Tensor &w);

/// "prune_width + svd".
std::string methodNames(const PlannedLayer &plan);

/// `method`, or with a number behind it what `object` does not have yet.
std::string uniqueKey(const nlohmann::json &object, const std::string &method);

} // namespace lapidary
