#pragma once

#include "core/calibrate/calibration.h"
#include "core/nn/compute.h"
#include "core/surgery/recipe.h"
#include "core/surgery/registry.h"

namespace lapidary {

struct SensitivityOptions {
    Selector select;
    std::string method;
    std::vector<nlohmann::json> params; ///< each setting is measured on each layer
    std::filesystem::path text;         ///< UTF-8 text or .jsonl
    int64_t samples = 8, window = 256;
    uint64_t seed = 0;
    ComputeOptions compute;
    CalibrationPtr calibration;      ///< may be null
    std::filesystem::path resumeFile; ///< finished measurements are kept here; empty: nowhere
};

/// What one layer (or coupled layers: an MLP that is pruned) costs when only it is changed.
struct LayerSensitivity {
    std::string name;                ///< of the layer, or the first of the coupled ones
    std::vector<std::string> layers; ///< all that change
    nlohmann::json params;           ///< the setting, as asked for
    double lossIncrease = 0, kl = 0; ///< nats per token
    int64_t parametersSaved = 0, bytesSaved = 0;
    double error = 0;                ///< relative Frobenius, of the worst of its layers
    std::optional<double> estimate;  ///< of the loss increase, second order
};

struct Sensitivity {
    double originalLoss = 0;
    int64_t positions = 0;
    std::vector<LayerSensitivity> layers; ///< ranked: most divergence first
    double seconds = 0;
};
nlohmann::json toJson(const Sensitivity &sensitivity);
nlohmann::json toJson(const LayerSensitivity &layer);

/// Changes every selected layer alone, at every setting, and measures loss and divergence on
/// samples of the text. Settings that a layer cannot have are left out with a message in the log.
/// Resumes from `resumeFile` when it belongs to the same question. Fails with ErrorCode::Usage
/// when nothing is selected or no setting fits.
Result<Sensitivity> measureSensitivity(ModelPtr model, const MethodRegistry &methods,
                                       const SensitivityOptions &options, JobContext &job);

} // namespace lapidary
