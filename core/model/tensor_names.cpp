#include "core/model/tensor_names.h"

#include <array>
#include <cctype>
#include <charconv>
#include <optional>

namespace lapidary {
namespace {

struct Renaming {
    std::string_view gguf, hf;
};

constexpr std::array outsideNames{
    Renaming{"token_embd", "model.embed_tokens"},
    Renaming{"output_norm", "model.norm"},
    Renaming{"output", "lm_head"},
    Renaming{"position_embd", "model.embed_positions"},
};

constexpr std::array blockNames{
    Renaming{"attn_norm", "input_layernorm"},
    Renaming{"attn_q", "self_attn.q_proj"},
    Renaming{"attn_k", "self_attn.k_proj"},
    Renaming{"attn_v", "self_attn.v_proj"},
    Renaming{"attn_qkv", "self_attn.qkv_proj"},
    Renaming{"attn_output", "self_attn.o_proj"},
    Renaming{"attn_q_norm", "self_attn.q_norm"},
    Renaming{"attn_k_norm", "self_attn.k_norm"},
    Renaming{"attn_q_a", "self_attn.q_a_proj"},
    Renaming{"attn_q_b", "self_attn.q_b_proj"},
    Renaming{"attn_q_a_norm", "self_attn.q_a_layernorm"},
    Renaming{"attn_kv_a_mqa", "self_attn.kv_a_proj_with_mqa"},
    Renaming{"attn_kv_a_norm", "self_attn.kv_a_layernorm"},
    Renaming{"attn_kv_b", "self_attn.kv_b_proj"},
    Renaming{"attn_k_b", "self_attn.k_b_proj"},
    Renaming{"attn_v_b", "self_attn.v_b_proj"},
    Renaming{"attn_sinks", "self_attn.sinks"},
    Renaming{"post_attention_norm", "post_attention_layernorm"},
    Renaming{"ffn_norm", "post_attention_layernorm"},
    Renaming{"post_ffw_norm", "post_feedforward_layernorm"},
    Renaming{"ffn_gate", "mlp.gate_proj"},
    Renaming{"ffn_up", "mlp.up_proj"},
    Renaming{"ffn_down", "mlp.down_proj"},
    Renaming{"ffn_gate_inp", "mlp.gate"},
    Renaming{"ffn_gate_exps", "mlp.experts.gate_proj"},
    Renaming{"ffn_up_exps", "mlp.experts.up_proj"},
    Renaming{"ffn_down_exps", "mlp.experts.down_proj"},
    Renaming{"ffn_gate_inp_shexp", "mlp.shared_expert_gate"},
    Renaming{"ffn_gate_shexp", "mlp.shared_expert.gate_proj"},
    Renaming{"ffn_up_shexp", "mlp.shared_expert.up_proj"},
    Renaming{"ffn_down_shexp", "mlp.shared_expert.down_proj"},
    Renaming{"ssm_in", "mamba.in_proj"},
    Renaming{"ssm_conv1d", "mamba.conv1d"},
    Renaming{"ssm_x", "mamba.x_proj"},
    Renaming{"ssm_norm", "mamba.norm"},
    Renaming{"ssm_out", "mamba.out_proj"},
};

/// Whole tensor names inside a block, where the suffix is part of the meaning.
constexpr std::array wholeNames{
    Renaming{"ssm_dt.bias", "mamba.dt_bias"},
    Renaming{"ssm_a", "mamba.A_log"},
    Renaming{"ssm_d", "mamba.D"},
    Renaming{"exp_probs_b.bias", "mlp.gate.e_score_correction_bias"},
};

template <class Table>
std::string_view lookUp(const Table &table, std::string_view name)
{
    for (const Renaming &entry : table) {
        if (entry.gguf == name)
            return entry.hf;
    }
    return {};
}

bool isNumber(std::string_view text)
{
    return !text.empty() && text.size() <= 6
           && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Old Mixtral files: "ffn_gate.3" is gate_proj of expert 3.
std::string oldExpertName(std::string_view base)
{
    const size_t dot = base.rfind('.');
    if (dot == std::string_view::npos || !isNumber(base.substr(dot + 1)))
        return {};
    const std::string_view hf = lookUp(blockNames, base.substr(0, dot));
    constexpr std::string_view mlp = "mlp.";
    if (!hf.starts_with(mlp))
        return {};
    return "mlp.experts." + std::string(base.substr(dot + 1)) + "."
           + std::string(hf.substr(mlp.size()));
}

struct BlockNumber {
    int number = 0;
    size_t begin = 0, length = 0; ///< where it stands in the name
};

std::optional<BlockNumber> findBlock(std::string_view name)
{
    if (name.find("visual.") != std::string_view::npos
        || name.find("vision") != std::string_view::npos)
        return std::nullopt;
    std::string_view before;
    size_t begin = 0;
    while (begin <= name.size()) {
        const size_t end = std::min(name.find('.', begin), name.size());
        const std::string_view part = name.substr(begin, end - begin);
        const bool list = before == "layers" || before == "h" || before == "blk"
                          || before == "blocks" || before == "block" || before == "layer";
        int number = 0;
        if (list && isNumber(part)
            && std::from_chars(part.data(), part.data() + part.size(), number).ec == std::errc())
            return BlockNumber{number, begin, part.size()};
        before = part;
        begin = end + 1;
    }
    return std::nullopt;
}

std::string canonicalInBlock(std::string_view rest)
{
    if (const auto whole = lookUp(wholeNames, rest); !whole.empty())
        return std::string(whole);
    const size_t dot = rest.rfind('.');
    if (dot == std::string_view::npos)
        return {};
    const std::string_view base = rest.substr(0, dot);
    std::string hf(lookUp(blockNames, base));
    if (hf.empty())
        hf = oldExpertName(base);
    return hf.empty() ? hf : hf + std::string(rest.substr(dot));
}

} // namespace

std::string canonicalFromGguf(std::string_view stored)
{
    constexpr std::string_view prefix = "blk.";
    if (stored.starts_with(prefix)) {
        const size_t dot = stored.find('.', prefix.size());
        if (dot == std::string_view::npos)
            return std::string(stored);
        const std::string hf = canonicalInBlock(stored.substr(dot + 1));
        if (hf.empty())
            return std::string(stored);
        return "model.layers."
               + std::string(stored.substr(prefix.size(), dot + 1 - prefix.size())) + hf;
    }
    const size_t dot = stored.rfind('.');
    if (dot == std::string_view::npos)
        return std::string(stored);
    const std::string_view hf = lookUp(outsideNames, stored.substr(0, dot));
    return hf.empty() ? std::string(stored) : std::string(hf) + std::string(stored.substr(dot));
}

int blockOfName(std::string_view name)
{
    const auto found = findBlock(name);
    return found ? found->number : -1;
}

int expertOfName(std::string_view name)
{
    constexpr std::string_view list = ".experts.";
    const size_t at = name.find(list);
    if (at == std::string_view::npos)
        return -1;
    const std::string_view rest = name.substr(at + list.size());
    const std::string_view part = rest.substr(0, rest.find('.'));
    int number = -1;
    if (isNumber(part))
        std::from_chars(part.data(), part.data() + part.size(), number);
    return number;
}

std::string inBlock(std::string_view name, int block)
{
    const auto found = findBlock(name);
    if (!found)
        return std::string(name);
    return std::string(name.substr(0, found->begin)) + std::to_string(block)
           + std::string(name.substr(found->begin + found->length));
}

bool isBufferName(std::string_view name, const Shape &shape)
{
    const auto ends = [&](std::string_view end) { return name.ends_with(end); };
    if (ends("inv_freq") || ends("rope_freqs") || ends("position_ids")
        || ends("e_score_correction_bias") || ends("masked_bias") || ends("attn.masked_bias")
        || ends("rope_factors_long") || ends("rope_factors_short"))
        return true;
    if (ends("attn.bias") && shape.size() == 4) // GPT-2's causal mask
        return true;
    return ends("weight_scale_inv") || ends("weight_scale") || ends("weight_zero_point")
           || ends("weight_shape") || ends("weight_g_idx") || ends("input_scale")
           || ends(".scales") || ends(".qzeros") || ends(".g_idx") || ends("_scales")
           || ends(".biases") || ends("num_batches_tracked");
}

bool naturalLess(std::string_view a, std::string_view b)
{
    size_t i = 0, j = 0;
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    while (i < a.size() && j < b.size()) {
        if (!digit(a[i]) || !digit(b[j])) {
            if (a[i] != b[j])
                return a[i] < b[j];
            ++i;
            ++j;
            continue;
        }
        size_t endA = i, endB = j;
        while (endA < a.size() && digit(a[endA]))
            ++endA;
        while (endB < b.size() && digit(b[endB]))
            ++endB;
        const auto numberA = a.substr(i, endA - i), numberB = b.substr(j, endB - j);
        if (numberA.size() != numberB.size())
            return numberA.size() < numberB.size();
        if (numberA != numberB)
            return numberA < numberB;
        i = endA;
        j = endB;
    }
    return a.size() - i < b.size() - j;
}

} // namespace lapidary
