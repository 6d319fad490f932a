#include "core/nn/capture.h"

#include "core/checkpoint/tensor_writer.h"
#include "core/nn/guard.h"
#include "core/nn/transformer.h"

#include <algorithm>
#include <numeric>

namespace lapidary {
namespace {

size_t editDistance(const std::string &a, const std::string &b)
{
    std::vector<size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), size_t(0));
    for (size_t i = 1; i <= a.size(); ++i) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t changed = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

Status checkNames(const std::vector<std::string> &at, const std::vector<std::string> &known)
{
    for (const std::string &name : at) {
        if (std::find(known.begin(), known.end(), name) != known.end())
            continue;
        const auto nearest = std::min_element(
            known.begin(), known.end(), [&](const std::string &a, const std::string &b) {
                return editDistance(a, name) < editDistance(b, name);
            });
        return fail(ErrorCode::Usage, "{} is no module whose output can be captured; nearest: {}",
                    name, *nearest);
    }
    return {};
}

Result<at::Tensor> toTensor(const std::vector<std::vector<int64_t>> &ids)
{
    if (ids.empty() || ids.front().empty())
        return fail(ErrorCode::Usage, "ids: expected at least one row with at least one id");
    std::vector<int64_t> flat;
    for (const std::vector<int64_t> &row : ids) {
        if (row.size() != ids.front().size())
            return fail(ErrorCode::Usage,
                        "ids: expected rows of one length, found {} and {}; pad or split them",
                        ids.front().size(), row.size());
        flat.insert(flat.end(), row.begin(), row.end());
    }
    return at::tensor(flat).view({int64_t(ids.size()), -1});
}

OutgoingTensor outgoing(const std::string &name, const at::Tensor &tensor)
{
    OutgoingTensor out;
    out.name = name;
    out.dtype = DType::F32;
    out.shape.assign(tensor.sizes().begin(), tensor.sizes().end());
    out.produce = [tensor](const std::function<Status(std::span<const std::byte>)> &sink) {
        return sink({static_cast<const std::byte *>(tensor.const_data_ptr()), tensor.nbytes()});
    };
    return out;
}

at::Tensor onHost(const at::Tensor &tensor)
{
    return tensor.to(at::kCPU).to(at::kFloat).contiguous();
}

} // namespace

Result<std::map<std::string, Shape>> captureForward(const Model &model,
                                                    const Transformer &transformer,
                                                    const std::vector<std::vector<int64_t>> &ids,
                                                    const std::vector<std::string> &at,
                                                    const std::filesystem::path &out,
                                                    JobContext &job)
{
    LAPIDARY_TRY(checkNames(at, transformer.hookNames()));
    return guarded("capture", [&]() -> Result<std::map<std::string, Shape>> {
        const at::NoGradGuard noGrad;
        LAPIDARY_ASSIGN(const at::Tensor input, toTensor(ids));
        std::map<std::string, at::Tensor> captured;
        const Transformer::Hook hook = [&](const std::string &name, const at::Tensor &output) {
            if (std::find(at.begin(), at.end(), name) != at.end())
                captured[name] = onHost(output);
        };
        LAPIDARY_ASSIGN(const at::Tensor hidden,
                        transformer.tryHidden(input, nullptr, &hook, job));
        captured["logits"] = onHost(transformer.logits(hidden));
        if (std::find(at.begin(), at.end(), "lm_head") != at.end())
            captured["lm_head"] = captured["logits"];
        std::vector<OutgoingTensor> tensors;
        std::map<std::string, Shape> shapes;
        for (const auto &[name, tensor] : captured) {
            tensors.push_back(outgoing(name, tensor));
            shapes[name] = tensors.back().shape;
        }
        const std::map<std::string, std::string> metadata{
            {"model", model.source->path().filename().string()},
            {"compute", transformer.compute().dtype + " on " + transformer.compute().device}};
        LAPIDARY_TRY(writeSafetensors(out, std::move(tensors), metadata, job));
        return shapes;
    });
}

Result<std::map<std::string, Shape>> captureForward(ModelPtr model, const ComputeOptions &compute,
                                                    const std::vector<std::vector<int64_t>> &ids,
                                                    const std::vector<std::string> &at,
                                                    const std::filesystem::path &out,
                                                    JobContext &job)
{
    LAPIDARY_ASSIGN(const ComputeChoice choice, chooseCompute(compute));
    LAPIDARY_ASSIGN(const auto transformer, Transformer::load(model, choice, job));
    return captureForward(*model, *transformer, ids, at, out, job);
}

} // namespace lapidary
