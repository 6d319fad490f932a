#include "core/model/tensor_names.h"
#include "core/nn/transformer.h"

namespace lapidary {

std::vector<CompressedLayer *> BlockWeights::matrices()
{
    std::vector<CompressedLayer *> all{&q, &k, &v, &o, &gate, &up, &down, &router};
    for (ExpertWeights &expert : experts)
        for (CompressedLayer *layer : {&expert.gate, &expert.up, &expert.down})
            all.push_back(layer);
    return all;
}

CompressedLayer *BlockWeights::find(std::string_view part)
{
    const std::pair<std::string_view, CompressedLayer *> single[] = {
        {"self_attn.q_proj", &q},
        {"self_attn.k_proj", &k},
        {"self_attn.v_proj", &v},
        {"self_attn.o_proj", &o},
        {"mlp.gate_proj", &gate},
        {"mlp.up_proj", &up},
        {"mlp.down_proj", &down},
        {"mlp.gate", &router},
        {"block_sparse_moe.gate", &router},
        {"block_sparse_moe.router.layer", &router}};
    for (const auto &[name, layer] : single)
        if (part == name)
            return layer;
    const int number = expertOfName(part);
    if (number < 0 || size_t(number) >= experts.size())
        return nullptr;
    ExpertWeights &expert = experts[size_t(number)];
    const std::string_view last = part.substr(part.rfind('.') + 1);
    if (last == "gate_proj" || last == "w1")
        return &expert.gate;
    if (last == "up_proj" || last == "w3")
        return &expert.up;
    return last == "down_proj" || last == "w2" ? &expert.down : nullptr;
}

} // namespace lapidary
