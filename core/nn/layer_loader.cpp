#include "core/nn/layer_loader.h"

#include "core/nn/guard.h"

namespace lapidary {
namespace {

at::Tensor toTensor(std::vector<float> &values, const Shape &shape, at::ScalarType dtype,
                    at::Device device)
{
    const at::Tensor view = at::from_blob(values.data(), shape, at::kFloat);
    return view.to(at::TensorOptions(dtype).device(device), false, /*copy=*/true);
}

} // namespace

Result<CompressedLayer> loadLayer(const Model &model, const Layer &layer, at::ScalarType dtype,
                                  at::Device device, const JobContext &job)
{
    return guarded("reading a layer", [&]() -> Result<CompressedLayer> {
        CompressedLayer result;
        result.form = layer.form;
        for (size_t i = 0; i < layer.form.factors.size(); ++i) {
            LAPIDARY_TRY(job.checkCancelled());
            LAPIDARY_ASSIGN(std::vector<float> values,
                            readFactorF32(model, layer, int(i), job));
            const Shape &shape = layer.form.factors[i].shape;
            LAPIDARY_ASSIGN(const int64_t expected, elementCount(shape));
            if (expected != int64_t(values.size()))
                return fail(ErrorCode::Input, "{}.{}: expected {} numbers for {}, found {}",
                            layer.name, layer.form.factors[i].suffix, expected,
                            formatShape(shape), values.size());
            result.factors.push_back(toTensor(values, shape, dtype, device));
        }
        if (layer.bias >= 0) {
            LAPIDARY_ASSIGN(std::vector<float> values, readBiasF32(model, layer, job));
            result.bias = toTensor(values, {int64_t(values.size())}, dtype, device);
        }
        return result;
    });
}

} // namespace lapidary
