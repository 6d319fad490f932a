#include "core/export/layer_weights.h"

#include "core/nn/layer_loader.h"

namespace lapidary {

Result<std::vector<float>> denseWeightF32(const Model &model, const Layer &layer, JobContext &job)
try {
    if (layer.form.kind == FormKind::Dense)
        return readFactorF32(model, layer, 0, job);
    LAPIDARY_ASSIGN(const CompressedLayer loaded,
                    loadLayer(model, layer, at::kFloat, at::kCPU, job));
    const at::Tensor dense = loaded.toDense().contiguous();
    return std::vector<float>(dense.data_ptr<float>(), dense.data_ptr<float>() + dense.numel());
} catch (const std::exception &e) {
    return fail(ErrorCode::Internal, "{}: multiplying the factors out failed: {}", layer.name,
                e.what());
}

} // namespace lapidary
