#include "core/surgery/layer_spectra.h"

#include "core/calibrate/layer_inputs.h"
#include "core/calibrate/whitening.h"
#include "core/linalg/mpo.h"
#include "core/nn/layer_loader.h"

namespace lapidary {
namespace {

/// The represented matrix in f32 on the host, finite.
Result<at::Tensor> denseWeight(const Model &model, const Layer &layer, const JobContext &job)
{
    if (layer.form.in <= 0)
        return fail(ErrorCode::Usage, "{} is a vector and has no spectrum", layer.name);
    LAPIDARY_ASSIGN(const CompressedLayer loaded,
                    loadLayer(model, layer, at::kFloat, at::Device(at::kCPU), job));
    at::Tensor dense = loaded.toDense().reshape({layer.form.out, layer.form.in}).contiguous();
    LAPIDARY_TRY(requireFinite(dense, layer.name));
    LAPIDARY_TRY(job.checkCancelled());
    return dense;
}

std::vector<double> toVector(const at::Tensor &values)
{
    const at::Tensor host = values.to(at::kCPU, at::kDouble).contiguous();
    const double *data = host.data_ptr<double>();
    return {data, data + host.numel()};
}

template <class Body>
auto guarded(const Layer &layer, Body body) -> decltype(body())
{
    try {
        return body();
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::Budget, "{}: not enough memory for its spectrum", layer.name);
    } catch (const std::exception &e) {
        return fail(ErrorCode::Internal, "{}: spectrum failed: {}", layer.name, e.what());
    }
}

} // namespace

Result<std::vector<double>> layerSingularValues(const Model &model, const Layer &layer,
                                                JobContext &job)
{
    return guarded(layer, [&]() -> Result<std::vector<double>> {
        LAPIDARY_TRY(job.checkCancelled());
        LAPIDARY_ASSIGN(const at::Tensor dense, denseWeight(model, layer, job));
        LAPIDARY_ASSIGN(const at::Tensor values, singularValues(dense));
        LAPIDARY_TRY(job.checkCancelled());
        return toVector(values);
    });
}

Result<std::vector<double>> layerWhitenedValues(const Model &model, const Layer &layer,
                                                const Calibration &calibration, JobContext &job)
{
    return guarded(layer, [&]() -> Result<std::vector<double>> {
        LAPIDARY_ASSIGN(const LayerInputs inputs, readLayerInputs(calibration, layer.name));
        LAPIDARY_ASSIGN(const at::Tensor dense, denseWeight(model, layer, job));
        LAPIDARY_ASSIGN(const Whitening white, whitening(inputs.covariance));
        LAPIDARY_TRY(job.checkCancelled());
        const at::Tensor weighted = dense.to(at::kDouble).matmul(white.factor);
        LAPIDARY_ASSIGN(const at::Tensor values, singularValues(weighted.to(at::kFloat)));
        LAPIDARY_TRY(job.checkCancelled());
        return toVector(values);
    });
}

Result<std::vector<std::vector<double>>> layerBondSpectra(const Model &model, const Layer &layer,
                                                          const std::vector<int64_t> &outFactors,
                                                          const std::vector<int64_t> &inFactors,
                                                          JobContext &job)
{
    return guarded(layer, [&]() -> Result<std::vector<std::vector<double>>> {
        LAPIDARY_TRY(job.checkCancelled());
        LAPIDARY_ASSIGN(const at::Tensor dense, denseWeight(model, layer, job));
        LAPIDARY_ASSIGN(const auto spectra, mpoBondSpectra(dense, outFactors, inFactors));
        LAPIDARY_TRY(job.checkCancelled());
        std::vector<std::vector<double>> result;
        for (const at::Tensor &spectrum : spectra)
            result.push_back(toVector(spectrum));
        return result;
    });
}

std::vector<int64_t> defaultSiteFactors(int64_t size, int sites)
{
    return balancedFactors(size, sites);
}

} // namespace lapidary
