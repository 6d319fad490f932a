#include "core/surgery/layer_spectra.h"

#include "core/linalg/mpo.h"
#include "core/linalg/svd.h"
#include "core/nn/layer_loader.h"

#include <limits>

namespace lapidary {

namespace {

Result<at::Tensor> denseWeight(const Model &model, const Layer &layer, JobContext &job)
{
    LAPIDARY_TRY(job.checkCancelled());
    LAPIDARY_ASSIGN(const CompressedLayer loaded,
                    loadLayer(model, layer, at::kFloat, at::kCPU, job));
    at::Tensor dense = loaded.toDense();
    if (dense.dim() != 2)
        return fail(ErrorCode::Usage, "{} is no matrix (shape {}): it has no spectrum", layer.name,
                    formatShape(dense.sizes().vec()));
    LAPIDARY_TRY(requireFinite(dense, layer.name));
    return dense;
}

std::vector<double> toVector(const at::Tensor &values)
{
    const at::Tensor f64 = values.to(at::kDouble).contiguous();
    return {f64.data_ptr<double>(), f64.data_ptr<double>() + f64.numel()};
}

} // namespace

Result<std::vector<double>> layerSingularValues(const Model &model, const Layer &layer,
                                                JobContext &job)
try {
    LAPIDARY_ASSIGN(const at::Tensor dense, denseWeight(model, layer, job));
    LAPIDARY_ASSIGN(const at::Tensor values, singularValues(dense));
    LAPIDARY_TRY(job.checkCancelled());
    return toVector(values);
} catch (const std::exception &e) {
    return fail(ErrorCode::Internal, "{}: {}", layer.name, e.what());
}

Result<std::vector<std::vector<double>>> layerBondSpectra(const Model &model, const Layer &layer,
                                                          const std::vector<int64_t> &outFactors,
                                                          const std::vector<int64_t> &inFactors,
                                                          JobContext &job)
try {
    LAPIDARY_ASSIGN(const at::Tensor dense, denseWeight(model, layer, job));
    // A chi beyond every bond keeps the train exact, so that each cut shows its full spectrum.
    constexpr int64_t unlimited = std::numeric_limits<int32_t>::max();
    LAPIDARY_ASSIGN(const MpoCores mpo, mpoDecompose(dense, outFactors, inFactors, unlimited));
    LAPIDARY_TRY(job.checkCancelled());
    std::vector<std::vector<double>> spectra;
    for (const at::Tensor &bond : mpo.bondSpectra)
        spectra.push_back(toVector(bond));
    return spectra;
} catch (const std::exception &e) {
    return fail(ErrorCode::Internal, "{}: {}", layer.name, e.what());
}

std::vector<int64_t> defaultSiteFactors(int64_t size, int sites)
{
    return balancedFactors(size, sites);
}

} // namespace lapidary
