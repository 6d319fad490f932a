#include "remote_code.h"

#include "core/model/family.h"

namespace lapidary {

namespace {

/// "llama" -> "LapidaryLlama": the stock class name without its "ForCausalLM".
std::string stockStem(const FamilySpec &family)
{
    std::string stem = family.hfClass;
    const std::string tail = "ForCausalLM";
    return stem.substr(0, stem.size() - tail.size());
}

const char *const kConfiguration = R"py("""Configuration of a @STEM@ model whose layers were compressed by Lapidary."""

from transformers.models.@TYPE@.configuration_@TYPE@ import @STEM@Config


class Lapidary@STEM@Config(@STEM@Config):
    """Adds what the stock architecture cannot say.

    block_intermediate_sizes: MLP width of each block.
    factored: module name -> {"kind": "low_rank", "out", "in", "rank"}
              or {"kind": "mpo", "cores": [[bond, out, in, bond], ...]}.
    """

    model_type = "lapidary_@TYPE@"

    def __init__(self, block_intermediate_sizes=None, factored=None, **kwargs):
        super().__init__(**kwargs)
        self.block_intermediate_sizes = block_intermediate_sizes
        self.factored = factored or {}
)py";

const char *const kModeling = R"py("""A @STEM@ model whose layers were compressed by Lapidary: factored weights, narrower MLPs."""

import math

import torch
from torch import nn
from transformers.models.@TYPE@.modeling_@TYPE@ import @STEM@ForCausalLM

from .configuration_lapidary_@TYPE@ import Lapidary@STEM@Config


class LowRankLinear(nn.Module):
    """y = b(a(x)): the weight is the product b.weight @ a.weight."""

    def __init__(self, out_features, in_features, rank, bias):
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.a = nn.Linear(in_features, rank, bias=False)
        self.b = nn.Linear(rank, out_features, bias=False)
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None

    def forward(self, x):
        y = self.b(self.a(x))
        return y if self.bias is None else y + self.bias


class MpoLinear(nn.Module):
    """The weight is a train of cores [bond, out_k, in_k, next bond]."""

    def __init__(self, shapes, bias):
        super().__init__()
        self.out_features = math.prod(s[1] for s in shapes)
        self.in_features = math.prod(s[2] for s in shapes)
        self.cores = nn.ParameterList([nn.Parameter(torch.empty(*s)) for s in shapes])
        self.bias = nn.Parameter(torch.zeros(self.out_features)) if bias else None

    def forward(self, x):
        lead = x.shape[:-1]
        state = x.reshape(-1, 1, self.in_features)  # rows, bond, inputs still to come
        for core in self.cores:
            bond, out_k, in_k, after = core.shape
            state = state.reshape(state.shape[0], bond, in_k, -1)
            state = torch.einsum("bcir,coid->bodr", state, core)
            state = state.reshape(-1, after, state.shape[-1])
        y = state.reshape(*lead, self.out_features)
        return y if self.bias is None else y + self.bias


def _factored_module(spec, bias):
    if spec["kind"] == "low_rank":
        return LowRankLinear(spec["out"], spec["in"], spec["rank"], bias)
    return MpoLinear(spec["cores"], bias)


def _narrow_mlp(mlp, width):
    hidden = mlp.gate_proj.in_features
    bias = mlp.gate_proj.bias is not None
    mlp.intermediate_size = width
    mlp.gate_proj = nn.Linear(hidden, width, bias=bias)
    mlp.up_proj = nn.Linear(hidden, width, bias=bias)
    mlp.down_proj = nn.Linear(width, hidden, bias=mlp.down_proj.bias is not None)


class Lapidary@STEM@ForCausalLM(@STEM@ForCausalLM):
    config_class = Lapidary@STEM@Config

    def __init__(self, config):
        super().__init__(config)
        for layer, width in zip(self.model.layers, config.block_intermediate_sizes or []):
            if width != config.intermediate_size:
                _narrow_mlp(layer.mlp, width)
        for name, spec in (config.factored or {}).items():
            parent, _, leaf = name.rpartition(".")
            owner = self.get_submodule(parent)
            bias = getattr(owner, leaf).bias is not None
            setattr(owner, leaf, _factored_module(spec, bias))
        self.post_init()
)py";

std::string filled(std::string text, const FamilySpec &family)
{
    const std::pair<std::string, std::string> values[] = {{"@STEM@", stockStem(family)},
                                                          {"@TYPE@", family.modelType}};
    for (const auto &[mark, value] : values)
        for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark))
            text.replace(at, mark.size(), value);
    return text;
}

nlohmann::json factoredEntry(const LayerForm &form)
{
    if (form.kind == FormKind::LowRank)
        return {{"kind", "low_rank"},
                {"out", form.out},
                {"in", form.in},
                {"rank", form.factors.at(0).shape.at(0)}};
    nlohmann::json cores = nlohmann::json::array();
    for (const FactorForm &factor : form.factors)
        cores.push_back(factor.shape);
    return {{"kind", "mpo"}, {"cores", cores}};
}

} // namespace

void addRemoteCodeKeys(const Model &model, nlohmann::json &config)
{
    const std::string type = model.family->modelType;
    const std::string stem = "Lapidary" + stockStem(*model.family);
    config["model_type"] = "lapidary_" + type;
    config["architectures"] = {stem + "ForCausalLM"};
    config["auto_map"] = {
        {"AutoConfig", "configuration_lapidary_" + type + "." + stem + "Config"},
        {"AutoModelForCausalLM", "modeling_lapidary_" + type + "." + stem + "ForCausalLM"}};
    config["block_intermediate_sizes"] = model.config.blockIntermediate;
    config["factored"] = nlohmann::json::object();
    for (const Layer &layer : model.layers)
        if (layer.form.kind != FormKind::Dense)
            config["factored"][layer.name] = factoredEntry(layer.form);
}

std::vector<RemoteCodeFile> remoteCodeFiles(const Model &model)
{
    const std::string type = model.family->modelType;
    return {{"configuration_lapidary_" + type + ".py", filled(kConfiguration, *model.family)},
            {"modeling_lapidary_" + type + ".py", filled(kModeling, *model.family)}};
}

} // namespace lapidary
