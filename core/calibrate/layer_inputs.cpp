#include "core/calibrate/layer_inputs.h"

#include <cmath>

namespace lapidary {
namespace {

/// The symmetric matrix whose upper triangle, row by row, was stored.
Result<at::Tensor> unpackSymmetric(const std::vector<float> &packed, const std::string &name)
{
    const auto count = static_cast<int64_t>(packed.size());
    const auto n = static_cast<int64_t>((std::sqrt(8.0 * double(count) + 1) - 1) / 2 + 0.5);
    if (n < 1 || n * (n + 1) / 2 != count)
        return fail(ErrorCode::Input, "{}: {} numbers make no triangle of a matrix; make the "
                                      "calibration again", name, count);
    at::Tensor full = at::empty({n, n}, at::kDouble);
    auto out = full.accessor<double, 2>();
    size_t next = 0;
    for (int64_t i = 0; i < n; ++i)
        for (int64_t j = i; j < n; ++j)
            out[i][j] = out[j][i] = double(packed[next++]);
    return full;
}

} // namespace

Result<LayerInputs> readLayerInputs(const Calibration &calibration, const std::string &layer)
{
    const std::string key = calibration.inputOf(layer);
    if (key.empty())
        return fail(ErrorCode::Input,
                    "{}: the calibration {} knows nothing of this layer's inputs; it was made on "
                    "another model or without this layer",
                    layer, calibration.path().string());
    LAPIDARY_ASSIGN(const Hdf5File file, Hdf5File::openReadOnly(calibration.path()));
    LayerInputs inputs;
    const std::string name = "inputs/" + key;
    LAPIDARY_ASSIGN(const auto packed, file.readFloats(name + "/covariance"));
    LAPIDARY_ASSIGN(inputs.covariance, unpackSymmetric(packed, name));
    LAPIDARY_ASSIGN(const auto mean, file.readDoubles(name + "/mean"));
    inputs.mean = at::tensor(mean, at::kDouble);
    inputs.tokens = calibration.rowsSeen(layer);
    if (inputs.mean.numel() != inputs.covariance.size(0))
        return fail(ErrorCode::Input, "{}: {} means beside a covariance of {}", name,
                    inputs.mean.numel(), inputs.covariance.size(0));
    LAPIDARY_ASSIGN(inputs.gradient, readOutputGradient(calibration, layer));
    return inputs;
}

Result<at::Tensor> readOutputGradient(const Calibration &calibration, const std::string &layer)
{
    if (!calibration.info().gradients)
        return at::Tensor();
    const double share =
        double(calibration.rowsSeen(layer)) / double(calibration.info().tokens());
    if (share == 0) // an expert that was never chosen
        return at::Tensor();
    LAPIDARY_ASSIGN(const Hdf5File file, Hdf5File::openReadOnly(calibration.path()));
    LAPIDARY_ASSIGN(const auto gradient, file.readFloats("outputs/" + layer + "/gradient"));
    LAPIDARY_ASSIGN(const at::Tensor mean, unpackSymmetric(gradient, "outputs/" + layer));
    // Tokens that went elsewhere had no gradient here.
    return share == 1 ? mean : mean * share;
}

double outputError(const at::Tensor &difference, const at::Tensor &weight,
                   const at::Tensor &covariance)
{
    // tr(W C W^T) without the [out, out] product. That of a difference may be much smaller than its
    // terms and needs f64; that of a matrix does not.
    const auto energy = [&](const at::Tensor &w, at::ScalarType type) {
        const at::Tensor typed = w.to(type);
        const at::Tensor wc = at::mm(typed, covariance.to(weight.device(), type));
        return at::sum(wc * typed, at::kDouble).item<double>();
    };
    const double whole = energy(weight, at::kFloat);
    return whole > 0 ? std::sqrt(std::max(0.0, energy(difference, at::kDouble)) / whole) : 0;
}

} // namespace lapidary
