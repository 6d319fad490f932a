#pragma once

#include "core/linalg/svd.h"
#include "core/linalg/weighted.h"
#include "core/nn/compressed_layer.h"
#include "core/surgery/method.h"

namespace lapidary {

/// What the apply() of methods share; includes torch.

/// Name of the layer for messages.
inline std::string layerName(const PlannedAction &action)
{
    return action.layer.empty() ? std::string("this layer") : action.layer;
}

/// The weight of a dense layer, f32 [out, in] contiguous on the CPU and finite. Fails with
/// ErrorCode::Numerical or Internal, naming the layer.
Result<at::Tensor> requireDenseWeight(const CompressedLayer &layer, const PlannedAction &action);

/// What flows into the layer when the action is planned with "calibrated", else null. Fails with
/// ErrorCode::Input when it is planned so but nothing is known.
Result<const LayerInputs *> inputsFor(const ApplyInputs &inputs);

/// "output_error" and what led to it, for ActionResult::details.
nlohmann::json fitDetails(const WeightedFit &fit);

/// Root of the energy of a - b over that of a; 0 when both are zero. Fixed order of summation.
double relativeDifference(const at::Tensor &a, const at::Tensor &b);

/// Runs `body`, turning exceptions of libraries into failures that name the layer.
template <class Body>
auto guardedApply(const PlannedAction &action, Body body) -> decltype(body())
{
    try {
        return body();
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::Budget, "{}: not enough memory for {}", layerName(action),
                    action.method);
    } catch (const c10::Error &e) {
        return fail(ErrorCode::Internal, "{}: {} failed: {}", layerName(action), action.method,
                    e.what_without_backtrace());
    } catch (const std::exception &e) {
        return fail(ErrorCode::Internal, "{}: {} failed: {}", layerName(action), action.method,
                    e.what());
    }
}

/// Applies one action to each layer in turn, guarded; stops at the first failure or cancel.
/// `applyTo(layer, input)` gives a Result<ActionResult>.
template <class ApplyTo>
Result<std::vector<ActionResult>> applyEach(const std::vector<ApplyInputs> &inputs,
                                            const std::vector<CompressedLayer *> &group,
                                            const JobContext &job, ApplyTo applyTo)
{
    std::vector<ActionResult> results;
    for (size_t i = 0; i < group.size(); ++i) {
        LAPIDARY_TRY(job.checkCancelled());
        LAPIDARY_ASSIGN(ActionResult result, guardedApply(*inputs[i].action, [&] {
                            return applyTo(*group[i], inputs[i]);
                        }));
        results.push_back(std::move(result));
    }
    return results;
}

} // namespace lapidary
