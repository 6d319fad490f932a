#pragma once

#include "core/checkpoint/tensor_writer.h"
#include "core/model/model.h"
#include "core/nn/capture.h"
#include "core/nn/compute.h"

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>

namespace lapidary::test {

using NamedValues = std::map<std::string, std::vector<float>>;

/// A copy of a Hugging Face folder in f32 whose tensors `change` may edit (not resize).
inline Result<ModelPtr> changedModel(const Model &model, const std::filesystem::path &folder,
                                     const std::function<void(NamedValues &)> &change)
{
    JobContext job;
    NamedValues values;
    std::map<std::string, Shape> shapes;
    for (const TensorInfo &tensor : model.source->tensors()) {
        LAPIDARY_ASSIGN(values[tensor.name], readTensorF32(*model.source, tensor, job));
        shapes[tensor.name] = tensor.shape;
    }
    change(values);
    std::vector<OutgoingTensor> tensors;
    for (auto &[name, numbers] : values) {
        auto data = std::make_shared<std::vector<float>>(std::move(numbers));
        tensors.push_back({name, DType::F32, shapes[name], [data](const auto &sink) {
                               return sink(std::as_bytes(std::span(*data)));
                           }});
    }
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "config.json") << model.config.raw.dump(1);
    LAPIDARY_TRY(writeSafetensors(folder / "model.safetensors", std::move(tensors), {}, job));
    return openModel(folder.string(), job);
}

/// Sets rows [begin, end) or columns of a matrix with `columns` columns to zero.
inline void clearColumns(std::vector<float> &matrix, int64_t columns, int64_t begin, int64_t end)
{
    for (size_t i = 0; i < matrix.size(); ++i) {
        const auto column = static_cast<int64_t>(i) % columns;
        if (column >= begin && column < end)
            matrix[i] = 0;
    }
}

/// Logits of 2 x 24 fixed ids, computed in f32; empty when it fails.
inline std::vector<float> logitsOf(const ModelPtr &model, const std::filesystem::path &scratch)
{
    JobContext job;
    std::vector<std::vector<int64_t>> ids(2);
    for (int64_t i = 0; i < 24; ++i) {
        ids[0].push_back((7 * i + 3) % model->config.vocab);
        ids[1].push_back((11 * i + 50) % model->config.vocab);
    }
    const ComputeOptions compute{"cpu", "f32", 1};
    if (const auto done = captureForward(model, compute, ids, {}, scratch, job); !done) {
        std::fprintf(stderr, "%s\n", done.error().message.c_str());
        return {};
    }
    const auto opened = openCheckpoint(scratch, job);
    if (!opened)
        return {};
    const int index = (*opened)->find("logits");
    auto values = readTensorF32(**opened, (*opened)->tensors()[size_t(index)], job);
    return values ? *values : std::vector<float>();
}

/// Largest difference over the spread of `expected`; infinite when the sizes differ.
inline double logitsApart(const std::vector<float> &found, const std::vector<float> &expected)
{
    if (found.size() != expected.size() || expected.empty())
        return INFINITY;
    double largest = 0, energy = 0;
    for (size_t i = 0; i < expected.size(); ++i) {
        largest = std::max(largest, std::abs(double(found[i]) - expected[i]));
        energy += double(expected[i]) * expected[i];
    }
    return largest / std::sqrt(energy / double(expected.size()));
}

} // namespace lapidary::test
