#include "core/model/tensor_names.h"

#include <array>

namespace lapidary {
namespace {

/// Last component, and the path before it.
struct SplitName {
    std::string_view path, last;
};

SplitName splitLast(std::string_view name)
{
    const size_t dot = name.rfind('.');
    if (dot == std::string_view::npos)
        return {{}, name};
    return {name.substr(0, dot), name.substr(dot + 1)};
}

/// Packed containers store "q_proj.qweight" in place of "q_proj.weight".
std::string_view withoutPacking(std::string_view name)
{
    for (std::string_view suffix :
         {".qweight", ".weight_packed", "_blocks", ".base_layer", ".linear"}) {
        if (name.ends_with(suffix))
            return name.substr(0, name.size() - suffix.size());
    }
    return name;
}

struct Habit {
    std::string_view last;
    Role role;
};

constexpr std::array attentionHabits{
    Habit{"q_proj", Role::Q},         Habit{"k_proj", Role::K},
    Habit{"v_proj", Role::V},         Habit{"o_proj", Role::O},
    Habit{"out_proj", Role::O},       Habit{"q_a_proj", Role::Q},
    Habit{"q_b_proj", Role::Q},       Habit{"k_b_proj", Role::K},
    Habit{"v_b_proj", Role::V},       Habit{"kv_a_proj_with_mqa", Role::Qkv},
    Habit{"kv_b_proj", Role::Qkv},    Habit{"qkv_proj", Role::Qkv},
    Habit{"query_key_value", Role::Qkv}, Habit{"c_attn", Role::Qkv},
    Habit{"Wqkv", Role::Qkv},         Habit{"wqkv", Role::Qkv},
    Habit{"qkv", Role::Qkv},          Habit{"in_proj_weight", Role::Qkv},
    Habit{"in_proj_qkvz", Role::Qkv}, Habit{"query", Role::Q},
    Habit{"key", Role::K},            Habit{"value", Role::V},
    Habit{"wq", Role::Q},             Habit{"wk", Role::K},
    Habit{"wv", Role::V},             Habit{"wo", Role::O},
};

constexpr std::array mlpHabits{
    Habit{"gate_proj", Role::Gate},       Habit{"up_proj", Role::Up},
    Habit{"down_proj", Role::Down},       Habit{"gate_up_proj", Role::GateUp},
    Habit{"input_linear", Role::GateUp},  Habit{"output_linear", Role::Down},
    Habit{"w1", Role::Gate},              Habit{"w3", Role::Up},
    Habit{"w2", Role::Down},              Habit{"fc1", Role::Up},
    Habit{"fc2", Role::Down},             Habit{"c_fc", Role::Up},
    Habit{"dense_h_to_4h", Role::Up},     Habit{"dense_4h_to_h", Role::Down},
    Habit{"fc_in", Role::Up},             Habit{"fc_out", Role::Down},
};

constexpr std::array embedNames{"embed_tokens", "wte", "tok_embeddings", "word_embeddings",
                                "embed_in", "token_embedding", "embeddings"};
constexpr std::array headNames{"lm_head", "embed_out", "proj_out"};

template <class Table>
Role habit(const Table &table, std::string_view last)
{
    for (const Habit &entry : table) {
        if (entry.last == last)
            return entry.role;
    }
    return Role::Other;
}

template <class Table>
bool contains(const Table &table, std::string_view last)
{
    for (const char *name : table) {
        if (last == name)
            return true;
    }
    return false;
}

Role asExpert(Role role)
{
    switch (role) {
    case Role::Gate:
        return Role::ExpertGate;
    case Role::Up:
    case Role::GateUp:
        return Role::ExpertUp;
    case Role::Down:
        return Role::ExpertDown;
    default:
        return Role::Other;
    }
}

Role asShared(Role role)
{
    switch (role) {
    case Role::Gate:
        return Role::SharedGate;
    case Role::Up:
    case Role::GateUp:
        return Role::SharedUp;
    case Role::Down:
        return Role::SharedDown;
    default:
        return Role::Other;
    }
}

Role guessMamba(std::string_view last)
{
    if (last == "in_proj")
        return Role::MambaIn;
    if (last == "out_proj")
        return Role::MambaOut;
    if (last == "conv1d")
        return Role::Conv;
    if (last.find("norm") != std::string_view::npos)
        return Role::Norm;
    return Role::Ssm;
}

bool isMambaPart(std::string_view path, std::string_view last)
{
    if (path.ends_with("mamba") || path.ends_with("ssm"))
        return true;
    if (!path.ends_with("mixer"))
        return false;
    return last == "in_proj" || last == "out_proj" || last == "conv1d" || last == "A_log"
           || last == "D" || last == "dt_bias" || last == "norm" || last == "x_proj"
           || last == "dt_proj";
}

bool isRouter(std::string_view path, std::string_view last)
{
    if (last == "router" || last == "shared_expert_gate" || path.ends_with("router"))
        return true;
    return last == "gate"
           && (path.ends_with("mlp") || path.ends_with("moe") || path.ends_with("mixer")
               || path.ends_with("feed_forward") || path.ends_with("ffn"));
}

} // namespace

Role guessRole(std::string_view fullName, const Shape &shape, bool hasExperts)
{
    if (isBufferName(fullName, shape))
        return Role::Other;
    const auto has = [&](std::string_view part) {
        return fullName.find(part) != std::string_view::npos;
    };
    const auto [path, last] = splitLast(withoutPacking(fullName));
    if (isMambaPart(path, last))
        return guessMamba(last);
    if (fullName.ends_with("bias"))
        return Role::Other;
    if (last.find("norm") != std::string_view::npos || last.starts_with("ln_"))
        return Role::Norm;
    if (isRouter(path, last))
        return Role::Router;
    const Role mlp = habit(mlpHabits, last);
    if (has("shared_expert") || has("shared_mlp"))
        return hasExperts || has("shared_expert") ? asShared(mlp) : mlp;
    if (has(".experts") || (has("block_sparse_moe") && mlp != Role::Other))
        return asExpert(mlp);
    if (mlp != Role::Other)
        return mlp;
    if (const Role attention = habit(attentionHabits, last); attention != Role::Other)
        return attention;
    const bool inAttention = path.ends_with("attn") || path.ends_with("attention");
    if (last == "c_proj" || last == "dense")
        return inAttention || path.ends_with("attention.output") ? Role::O
               : path.ends_with("intermediate")                  ? Role::Up
                                                                  : Role::Down;
    if (contains(embedNames, last))
        return Role::Embed;
    if (contains(headNames, last) || fullName == "output")
        return Role::Head;
    if (last.starts_with("conv") || shape.size() == 3 || last == "patch_embedding")
        return Role::Conv;
    return Role::Other;
}

} // namespace lapidary
