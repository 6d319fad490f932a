#include "core/model/config_meaning.h"

#include "core/model/config_reader.h"

#include <array>
#include <set>

namespace lapidary {
namespace {

struct Known {
    const char *key, *meaning;
};

constexpr std::array known{
    Known{"model_type", "The family of the model: it decides names and equations."},
    Known{"architectures", "The class that transformers loads it with."},
    Known{"num_hidden_layers", "Number of transformer blocks, one after another."},
    Known{"hidden_size", "Length of the vector that passes from block to block."},
    Known{"intermediate_size", "Width of the MLP inside each block; prune_width lowers it."},
    Known{"block_intermediate_sizes",
          "Width of the MLP of each block, where they differ; 0 where it was removed."},
    Known{"block_attention_heads",
          "Query heads of each block, where they differ; 0 where the attention was removed."},
    Known{"block_key_value_heads", "Key and value heads of each block, where they differ."},
    Known{"num_attention_heads", "Number of query heads in each attention."},
    Known{"num_key_value_heads",
          "Number of key and value heads; several query heads share one when it is smaller."},
    Known{"head_dim", "Length of each head; heads times this may differ from the hidden size."},
    Known{"vocab_size", "Rows of the embedding; may exceed the tokens of the tokenizer."},
    Known{"max_position_embeddings", "Longest context that it was made for, in tokens."},
    Known{"tie_word_embeddings",
          "Whether one matrix serves as embedding and as output head."},
    Known{"hidden_act", "Activation function of the MLP."},
    Known{"rms_norm_eps", "Small number that keeps the normalisation from dividing by zero."},
    Known{"rope_theta", "Base of the rotary position frequencies; larger suits longer contexts."},
    Known{"rope_parameters", "How positions are encoded."},
    Known{"rope_scaling", "How position frequencies are stretched for longer contexts."},
    Known{"rope_type", "Kind of stretching of the position frequencies."},
    Known{"factor", "By how much the slowest frequencies are stretched."},
    Known{"low_freq_factor", "Waves longer than the original context over this are stretched."},
    Known{"high_freq_factor", "Waves shorter than the original context over this are kept."},
    Known{"original_max_position_embeddings", "Context length before it was stretched."},
    Known{"attention_bias", "Whether the attention matrices have an added bias."},
    Known{"mlp_bias", "Whether the MLP matrices have an added bias."},
    Known{"sliding_window", "A token sees only this many tokens before it."},
    Known{"use_sliding_window", "Whether the sliding window is used at all."},
    Known{"max_window_layers", "The first block that uses the sliding window."},
    Known{"layer_types", "Kind of each block."},
    Known{"embedding_multiplier", "Granite: the embedding is multiplied by this."},
    Known{"attention_multiplier", "Granite: scale of the attention scores."},
    Known{"residual_multiplier", "Granite: each block's contribution is multiplied by this."},
    Known{"logits_scaling", "Granite: the output is divided by this."},
    Known{"num_local_experts", "Number of expert MLPs in each block; prune_experts lowers it."},
    Known{"num_experts", "Number of expert MLPs in each block; prune_experts lowers it."},
    Known{"block_experts", "Experts of each block, where they differ; 0 means a single MLP."},
    Known{"decoder_sparse_step", "Every how many blocks one has experts; the others have one MLP."},
    Known{"mlp_only_layers", "Blocks that have one MLP instead of experts."},
    Known{"norm_topk_prob", "Whether the weights of the experts that a token uses add up to 1."},
    Known{"n_routed_experts", "Number of expert MLPs in each block."},
    Known{"num_experts_per_tok", "How many experts each token uses."},
    Known{"n_shared_experts", "Experts that every token uses."},
    Known{"moe_intermediate_size", "Width of each expert MLP."},
    Known{"shared_intermediate_size", "Width of the MLP that every token uses."},
    Known{"kv_lora_rank", "Latent attention: length of the compressed key and value."},
    Known{"q_lora_rank", "Latent attention: length of the compressed query."},
    Known{"mamba_n_heads", "Number of heads of the state-space mixers."},
    Known{"mamba_d_state", "Length of the state of each mixer head."},
    Known{"mamba_d_conv", "Length of the convolution before each mixer."},
    Known{"mamba_expand", "Width of the mixers as a multiple of the hidden size."},
    Known{"torch_dtype", "Number format of the stored weights."},
    Known{"dtype", "Number format of the stored weights."},
    Known{"quantization_config", "How another program has packed the weights."},
    Known{"bos_token_id", "Token that starts a text."},
    Known{"eos_token_id", "Token, or tokens, that end a text."},
    Known{"pad_token_id", "Token that fills up shorter texts in a batch."},
    Known{"initializer_range", "Spread of the random weights before training; not used here."},
    Known{"attention_dropout", "Share of scores dropped in training; not used here."},
    Known{"use_cache", "Whether generation keeps keys and values; always done here."},
    Known{"pretraining_tp", "Tensor parallelism in training; not used here."},
    Known{"transformers_version", "Version that wrote this file."},
    Known{"_name_or_path", "Where the model came from."},
};

const char *meaningOf(const std::string &key)
{
    for (const Known &entry : known) {
        if (key == entry.key)
            return entry.meaning;
    }
    return "";
}

void addEntry(const std::string &key, const nlohmann::json &value,
              std::vector<ConfigMeaning> &lines)
{
    if (!value.is_object() || value.empty()) {
        std::string text = value.is_string() ? value.get<std::string>() : shortDump(value);
        lines.push_back({key, std::move(text), meaningOf(key.substr(key.rfind('.') + 1))});
        return;
    }
    for (const auto &[name, inner] : value.items()) {
        if (!inner.is_object())
            addEntry(key + "." + name, inner, lines);
        else
            lines.push_back({key + "." + name, shortDump(inner), ""});
    }
}

} // namespace

std::vector<ConfigMeaning> configMeanings(const ModelConfig &config)
{
    std::vector<ConfigMeaning> lines;
    if (!config.raw.is_object())
        return lines;
    std::set<std::string> done;
    for (const Known &entry : known) {
        const auto it = config.raw.find(entry.key);
        if (it != config.raw.end()) {
            addEntry(entry.key, *it, lines);
            done.insert(entry.key);
        }
    }
    for (const auto &[key, value] : config.raw.items()) {
        if (!done.contains(key))
            addEntry(key, value, lines);
    }
    return lines;
}

} // namespace lapidary
