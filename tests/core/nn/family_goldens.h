#pragma once

#include "core/checkpoint/checkpoint_source.h"
#include "core/nn/transformer.h"

#include <ATen/core/grad_mode.h>

#include <fstream>

// Models and numbers of tests/parity/make_logits_golden.py.

namespace lapidary::goldens {

inline const std::vector<std::string> &families()
{
    static const std::vector<std::string> names{
        "llama",   "llama_bias_tied", "mistral", "qwen2", "qwen2_sliding",
        "qwen3",   "granite",         "mixtral", "qwen3_moe", "qwen3_moe_mixed",
        "granitemoe"};
    return names;
}

/// Those with experts.
inline const std::vector<std::string> &moeFamilies()
{
    static const std::vector<std::string> names{"mixtral", "qwen3_moe", "qwen3_moe_mixed",
                                                "granitemoe"};
    return names;
}

inline std::filesystem::path folder(const std::string &family)
{
    return std::filesystem::path(LAPIDARY_SOURCE_DIR) / "tests/data/families" / family;
}

inline nlohmann::json expected(const std::string &family)
{
    return nlohmann::json::parse(std::ifstream(folder(family) / "expected.json"));
}

inline at::Tensor ids(const std::string &family)
{
    std::vector<int64_t> flat;
    const nlohmann::json json = expected(family);
    for (const nlohmann::json &row : json["ids"]) {
        for (const nlohmann::json &id : row)
            flat.push_back(id.get<int64_t>());
    }
    return at::tensor(flat).view({int64_t(json["ids"].size()), -1});
}

/// Named array of expected.safetensors.
inline Result<at::Tensor> array(const std::string &family, const std::string &name)
{
    JobContext job;
    LAPIDARY_ASSIGN(const auto source,
                    openCheckpoint(folder(family) / "expected.safetensors", job));
    const int index = source->find(name);
    if (index < 0)
        return fail(Error{ErrorCode::Input, "no " + name});
    const TensorInfo &info = source->tensors()[size_t(index)];
    LAPIDARY_ASSIGN(std::vector<float> values, readTensorF32(*source, info, job));
    return at::tensor(values).view(info.shape);
}

inline Result<std::shared_ptr<Transformer>> load(const std::string &family,
                                                 const std::string &dtype = "f32")
{
    JobContext job;
    LAPIDARY_ASSIGN(const ModelPtr model, openModel((folder(family) / "model").string(), job));
    ComputeOptions options;
    options.device = "cpu";
    options.dtype = dtype;
    LAPIDARY_ASSIGN(const ComputeChoice compute, chooseCompute(options));
    return Transformer::loadMutable(model, compute, job);
}

/// Largest difference over the largest expected number.
inline double difference(const at::Tensor &found, const at::Tensor &expected)
{
    return (found.to(at::kDouble) - expected.to(at::kDouble)).abs().max().item<double>() /
        expected.abs().max().item<double>();
}

} // namespace lapidary::goldens
