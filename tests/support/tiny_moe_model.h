#pragma once

#include "core/checkpoint/tensor_writer.h"
#include "core/model/family.h"
#include "tests/support/tiny_run_model.h"

/// Models with experts and the built-in model's tokenizer: two blocks of random weights.
namespace lapidary::test {

struct TinyMoe {
    std::string family = "mixtral"; ///< or "qwen3_moe", "granitemoe"
    int64_t experts = 5, active = 2;
    int64_t hidden = 32, width = 48;

    nlohmann::json config() const
    {
        nlohmann::json json = {
            {"model_type", family},      {"hidden_size", hidden},
            {"num_hidden_layers", 2},    {"num_attention_heads", 4},
            {"num_key_value_heads", 2},  {"head_dim", 8},
            {"intermediate_size", width}, {"vocab_size", 1024},
            {"rms_norm_eps", 1e-5},      {"max_position_embeddings", 512},
            {"rope_theta", 10000.0},     {"tie_word_embeddings", true},
            {"num_experts_per_tok", active}, {"torch_dtype", "float32"},
            {"bos_token_id", 0},         {"eos_token_id", 0}};
        json[family == "qwen3_moe" ? "num_experts" : "num_local_experts"] = experts;
        if (family == "qwen3_moe")
            json.update({{"moe_intermediate_size", width}, {"norm_topk_prob", true}});
        if (family == "granitemoe")
            json.update({{"attention_multiplier", 0.2}, {"embedding_multiplier", 3.0},
                         {"residual_multiplier", 0.5}, {"logits_scaling", 2.0}});
        return json;
    }

    /// Names and shapes as published.
    std::map<std::string, Shape> shapes() const
    {
        const ModelConfig parsed = configFromHf(config()).value();
        std::map<std::string, Shape> all;
        for (const ModuleSpec &module : familyForModelType(family)->modules) {
            for (int block = 0; block < (module.perBlock ? 2 : 1); ++block) {
                if (module.role == Role::Head
                    || (module.perBlock && !hasModule(parsed, module, block)))
                    continue;
                const Shape one = expectedShape(module, parsed, block);
                const std::string prefix =
                    "model.layers." + std::to_string(block) + ".block_sparse_moe.";
                if (module.perExpert() && family == "granitemoe")
                    all[prefix + (module.role == Role::ExpertDown ? "output_linear.weight"
                                                                  : "input_linear.weight")] = {
                        experts, module.role == Role::ExpertDown ? one[0] : 2 * one[0], one[1]};
                for (int e = 0; e < (module.perExpert() ? int(experts) : 1); ++e)
                    if (!module.perExpert() || family != "granitemoe")
                        all[moduleName(module, block, e) + ".weight"] = one;
            }
        }
        return all;
    }

    Status write(const std::filesystem::path &folder) const
    {
        std::filesystem::create_directories(folder);
        std::ofstream(folder / "config.json") << config().dump(1);
        const std::filesystem::path demo =
            std::filesystem::path(LAPIDARY_SOURCE_DIR) / "resources/demo/model";
        for (const char *name : {"tokenizer.json", "tokenizer_config.json"})
            std::filesystem::copy_file(demo / name, folder / name,
                                       std::filesystem::copy_options::overwrite_existing);
        std::vector<OutgoingTensor> tensors;
        uint64_t seed = 1;
        for (const auto &[name, shape] : shapes()) {
            std::vector<float> values = randomValues(elementCount(shape).value(), seed++);
            for (float &value : values)
                value = name.find("norm") != std::string::npos ? 1 + value : 2 * value;
            tensors.push_back(outgoing(name, shape, std::move(values)));
        }
        JobContext job;
        return writeSafetensors(folder / "model.safetensors", std::move(tensors),
                                {{"format", "pt"}}, job);
    }
};

} // namespace lapidary::test
