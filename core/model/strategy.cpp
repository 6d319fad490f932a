#include "core/base/format.h"
#include "core/model/inspect.h"

#include <algorithm>
#include <map>

namespace lapidary {
namespace {

double share(int64_t part, int64_t total)
{
    return total > 0 ? double(part) / double(total) : 0.0;
}

nlohmann::json step(std::vector<std::string> roles, const char *method, std::string why)
{
    return {{"roles", std::move(roles)}, {"method", method}, {"why", std::move(why)}};
}

bool hasRole(const Model &model, Role role)
{
    return std::any_of(model.layers.begin(), model.layers.end(),
                       [role](const Layer &layer) { return layer.role == role; });
}

void recommendMlp(const Model &model, const ParameterShares &shares, nlohmann::json &steps)
{
    const double part = share(shares.mlp, shares.total);
    if (part < 0.25)
        return;
    const std::string held = formatPercent(part);
    if (hasRole(model, Role::Gate))
        steps.push_back(step({"gate", "up", "down"}, "prune_width",
                             fmt::format("the gated MLPs hold {} of the parameters; narrowing "
                                         "them keeps a stock architecture",
                                         held)));
    else
        steps.push_back(step({"gate_up", "up", "down"}, "svd",
                             fmt::format("the MLPs hold {} of the parameters", held)));
}

void recommendAttention(const Model &model, const ParameterShares &shares, nlohmann::json &steps)
{
    const double part = share(shares.attention, shares.total);
    const ModelConfig &config = model.config;
    const int64_t ratio = config.kvHeads > 0 ? config.heads / config.kvHeads : 1;
    if (part < 0.08)
        return;
    if (ratio > 1)
        steps.push_back(step({"q", "o"}, "svd",
                             fmt::format("{} query heads share each key head, so k and v are small "
                                         "and their errors count {} times: factor q and o, leave "
                                         "k and v",
                                         ratio, ratio)));
    else
        steps.push_back(step({"q", "k", "v", "o"}, "svd",
                             fmt::format("attention holds {} of the parameters in matrices of "
                                         "equal size",
                                         formatPercent(part))));
}

void recommendOthers(const Model &model, const ParameterShares &shares, nlohmann::json &steps)
{
    if (share(shares.experts, shares.total) >= 0.25)
        steps.push_back(
            step({"expert_gate", "expert_up", "expert_down", "router"}, "prune_experts",
                 fmt::format("{} experts hold {} of the parameters while a token uses {} of them",
                             model.config.experts,
                             formatPercent(share(shares.experts, shares.total)),
                             model.config.expertsActive)));
    if (share(shares.ssm, shares.total) >= 0.1)
        steps.push_back(step({"mamba_in", "mamba_out"}, "svd",
                             fmt::format("the state-space mixers hold {} of the parameters in two "
                                         "projections; leave the convolution and the recurrence "
                                         "alone",
                                         formatPercent(share(shares.ssm, shares.total)))));
    if (share(shares.embedding, shares.total) >= 0.15)
        steps.push_back(step(
            {"embed", "head"}, "quantize",
            fmt::format("the embedding holds {} of the parameters{}, and pruning the blocks does "
                        "not reach it",
                        formatPercent(share(shares.embedding, shares.total)),
                        model.config.tiedEmbeddings ? " (once, it is also the output head)" : "")));
}

/// Block types run along the columns, so the columns decide what can be stored.
nlohmann::json recommendQuantization(const Model &model)
{
    int64_t all = 0, by256 = 0, by32 = 0, already = 0;
    std::map<int64_t, int64_t> odd;
    for (const Layer &layer : model.layers) {
        if (layer.form.in < 2 || layer.role == Role::Conv || layer.role == Role::Ssm
            || layer.buffer)
            continue;
        const int64_t count = layer.parameters();
        all += count;
        by256 += layer.form.in % 256 == 0 ? count : 0;
        by32 += layer.form.in % 32 == 0 ? count : 0;
        if (layer.form.in % 32 != 0)
            odd[layer.form.in] += count;
        if (!layer.form.factors.empty() && dtypeInfo(layer.form.factors[0].stored).quantized)
            already += count;
    }
    if (all == 0)
        return {{"type", nullptr}, {"why", "there is no matrix to quantize"}};
    if (2 * already > all)
        return {{"type", nullptr},
                {"why", fmt::format("{} of the weights are quantized already: start from the "
                                    "original weights where they are at hand, each rounding adds "
                                    "to the last",
                                    formatPercent(share(already, all)))}};
    if (share(by256, all) > 0.9)
        return {{"type", "q4_k"},
                {"why", fmt::format("the columns of {} of the weights are multiples of 256, so "
                                    "k-quants fit; q8_0 is nearly lossless",
                                    formatPercent(share(by256, all)))}};
    if (share(by32, all) > 0.9)
        return {{"type", "q8_0"},
                {"why", fmt::format("only {} of the weights have columns in multiples of 256, so "
                                    "k-quants do not fit; blocks of 32 (q8_0, q4_0) fit {}",
                                    formatPercent(share(by256, all)),
                                    formatPercent(share(by32, all)))}};
    std::string widths;
    for (const auto &[columns, count] : odd)
        widths += (widths.empty() ? "" : ", ") + std::to_string(columns);
    return {{"type", "bf16"},
            {"why", fmt::format("columns of {} are no multiples of 32, so block types do not fit "
                                "them: prune to a multiple of 256 instead",
                                widths.substr(0, 80))}};
}

} // namespace

ParameterShares parameterShares(const Model &model)
{
    ParameterShares shares;
    for (const Layer &layer : model.layers) {
        if (layer.tiedCopy || layer.buffer)
            continue;
        const int64_t count = layer.parameters();
        shares.total += count;
        switch (layer.role) {
        case Role::Embed:
        case Role::Head:
            shares.embedding += count;
            break;
        case Role::Q:
        case Role::K:
        case Role::V:
        case Role::Qkv:
        case Role::O:
            shares.attention += count;
            break;
        case Role::Gate:
        case Role::Up:
        case Role::GateUp:
        case Role::Down:
            shares.mlp += count;
            break;
        case Role::ExpertGate:
        case Role::ExpertUp:
        case Role::ExpertDown:
        case Role::SharedGate:
        case Role::SharedUp:
        case Role::SharedDown:
        case Role::Router:
            shares.experts += count;
            break;
        case Role::MambaIn:
        case Role::MambaOut:
        case Role::Conv:
        case Role::Ssm:
            shares.ssm += count;
            break;
        default:
            shares.other += count;
        }
    }
    return shares;
}

nlohmann::json recommendStrategy(const Model &model)
{
    const ParameterShares shares = parameterShares(model);
    nlohmann::json steps = nlohmann::json::array();
    recommendMlp(model, shares, steps);
    recommendOthers(model, shares, steps);
    recommendAttention(model, shares, steps);
    const nlohmann::json quantize = recommendQuantization(model);
    std::string summary = "There are no weights to compress.";
    if (!steps.empty())
        summary = fmt::format("Start with {}: {}.", steps[0]["method"].get<std::string>(),
                              steps[0]["why"].get<std::string>());
    else if (shares.total > 0)
        summary = "No kind of matrix dominates: quantize all of them first.";
    if (quantize["type"].is_string())
        summary += fmt::format(" Then quantize to {}: {}.", quantize["type"].get<std::string>(),
                               quantize["why"].get<std::string>());
    return {{"summary", summary},
            {"steps", steps},
            {"quantize", quantize},
            {"shares",
             {{"embedding", share(shares.embedding, shares.total)},
              {"attention", share(shares.attention, shares.total)},
              {"mlp", share(shares.mlp, shares.total)},
              {"experts", share(shares.experts, shares.total)},
              {"ssm", share(shares.ssm, shares.total)},
              {"other", share(shares.other, shares.total)}}}};
}

} // namespace lapidary
