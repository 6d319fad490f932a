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

    block_intermediate_sizes: MLP width of each block, 0 where it was removed.
    block_attention_heads, block_key_value_heads: heads of each block, both 0 where the attention
              was removed; only the second where one matrix stands for the attention.
    factored: module name -> {"kind": "low_rank", "out", "in", "rank"}
              or {"kind": "mpo", "cores": [[bond, out, in, bond], ...]}
              or {"kind": "tucker", "rows": modes of the rows, "core": [rank, ...],
                  "factors": [[size, rank], ...]}
              or {"kind": "cp", "rows": modes of the rows, "factors": [[size, rank], ...]}.
    """

    model_type = "lapidary_@TYPE@"

    def __init__(
        self,
        block_intermediate_sizes=None,
        block_attention_heads=None,
        block_key_value_heads=None,
        factored=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.block_intermediate_sizes = block_intermediate_sizes
        self.block_attention_heads = block_attention_heads
        self.block_key_value_heads = block_key_value_heads
        self.factored = factored or {}
)py";

const char *const kModeling = R"py("""A @STEM@ model whose layers were compressed by Lapidary: factored weights, smaller blocks."""

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


def _khatri_rao(factors):
    product = factors[0]
    for factor in factors[1:]:
        product = (product[:, None, :] * factor[None, :, :]).reshape(-1, product.shape[1])
    return product


class _ModesLinear(nn.Module):
    """A weight folded to modes, the first `rows` of them those of the outputs."""

    def __init__(self, shapes, rows, bias):
        super().__init__()
        self.rows = rows
        self.out_features = math.prod(s[0] for s in shapes[:rows])
        self.in_features = math.prod(s[0] for s in shapes[rows:])
        self.factors = nn.ParameterList([nn.Parameter(torch.empty(*s)) for s in shapes])
        self.bias = nn.Parameter(torch.zeros(self.out_features)) if bias else None

    def forward(self, x):
        y = self._multiply(x.reshape(-1, self.in_features)).reshape(*x.shape[:-1], -1)
        return y if self.bias is None else y + self.bias


class TuckerLinear(_ModesLinear):
    """The weight is a core with one matrix [size, rank] along each of its modes."""

    def __init__(self, core, shapes, rows, bias):
        super().__init__(shapes, rows, bias)
        self.core = nn.Parameter(torch.empty(*core))

    @staticmethod
    def _along(state, matrices):
        # The last mode is contracted and comes back as the first: the order is kept in the end.
        batch = state.shape[0]
        for matrix in reversed(matrices):
            state = state.reshape(batch, -1, matrix.shape[0]) @ matrix
            state = state.transpose(1, 2)
        return state.reshape(batch, -1)

    def _multiply(self, x):
        columns = list(self.factors)[self.rows :]
        rows = [factor.t() for factor in list(self.factors)[: self.rows]]
        state = self._along(x, columns) if columns else x
        height = math.prod(self.core.shape[: self.rows])
        return self._along(state @ self.core.reshape(height, -1).t(), rows)


class CpLinear(_ModesLinear):
    """The weight is a sum of outer products of the factors' columns."""

    def _multiply(self, x):
        factors = list(self.factors)
        left = _khatri_rao(factors[: self.rows])
        columns = factors[self.rows :]
        right = _khatri_rao(columns) if columns else torch.ones_like(left[:1])
        m, n, rank = left.shape[0], right.shape[0], left.shape[1]
        if x.shape[0] * rank * (m + n) <= m * n * (rank + x.shape[0]):
            return x @ right @ left.t()
        return x @ (right @ left.t())


def _factored_module(spec, bias):
    if spec["kind"] == "low_rank":
        return LowRankLinear(spec["out"], spec["in"], spec["rank"], bias)
    if spec["kind"] == "tucker":
        return TuckerLinear(spec["core"], spec["factors"], spec["rows"], bias)
    if spec["kind"] == "cp":
        return CpLinear(spec["factors"], spec["rows"], bias)
    return MpoLinear(spec["cores"], bias)


def _narrow_mlp(mlp, width):
    hidden = mlp.gate_proj.in_features
    bias = mlp.gate_proj.bias is not None
    mlp.intermediate_size = width
    mlp.gate_proj = nn.Linear(hidden, width, bias=bias)
    mlp.up_proj = nn.Linear(hidden, width, bias=bias)
    mlp.down_proj = nn.Linear(width, hidden, bias=mlp.down_proj.bias is not None)


class RemovedAttention(nn.Module):
    """Stands where the attention of a block was removed: adds nothing."""

    def forward(self, hidden_states, *args, **kwargs):
        return torch.zeros_like(hidden_states), None


class LinearAttention(nn.Module):
    """One matrix on the normalized stream stands for the attention of a block."""

    def __init__(self, hidden, bias):
        super().__init__()
        self.o_proj = nn.Linear(hidden, hidden, bias=bias)

    def forward(self, hidden_states, *args, **kwargs):
        return self.o_proj(hidden_states), None


class RemovedMlp(nn.Module):
    """Stands where the MLP of a block was removed: adds nothing."""

    def forward(self, hidden_states):
        return torch.zeros_like(hidden_states)


def _fewer_heads(attention, heads, key_value_heads):
    size = attention.head_dim

    def linear(old, rows, columns):
        return nn.Linear(columns, rows, bias=old.bias is not None)

    hidden = attention.q_proj.in_features
    attention.q_proj = linear(attention.q_proj, heads * size, hidden)
    attention.k_proj = linear(attention.k_proj, key_value_heads * size, hidden)
    attention.v_proj = linear(attention.v_proj, key_value_heads * size, hidden)
    attention.o_proj = linear(attention.o_proj, hidden, heads * size)
    attention.num_key_value_groups = heads // key_value_heads


def _resize(layer, config, index):
    widths = config.block_intermediate_sizes
    heads, shared = config.block_attention_heads, config.block_key_value_heads
    if widths is not None and widths[index] == 0:
        layer.post_attention_layernorm = nn.Identity()
        layer.mlp = RemovedMlp()
    elif widths is not None and widths[index] != config.intermediate_size:
        _narrow_mlp(layer.mlp, widths[index])
    if heads is not None and heads[index] == 0:
        layer.input_layernorm = nn.Identity()
        layer.self_attn = RemovedAttention()
    elif heads is not None and shared[index] == 0:
        bias = layer.self_attn.o_proj.bias is not None
        layer.self_attn = LinearAttention(config.hidden_size, bias)
    elif heads is not None and (heads[index], shared[index]) != (
        config.num_attention_heads,
        config.num_key_value_heads,
    ):
        _fewer_heads(layer.self_attn, heads[index], shared[index])


def _renumber_caches(layers, config):
    # The length of what was seen is asked of the first cache: it must belong to an attention.
    kinds = set(getattr(config, "layer_types", None) or [])
    if len(kinds) > 1:
        return  # caches differ by kind of block
    count = 0
    for layer in layers:
        if not isinstance(layer.self_attn, (RemovedAttention, LinearAttention)):
            layer.self_attn.layer_idx = count
            count += 1


class Lapidary@STEM@ForCausalLM(@STEM@ForCausalLM):
    config_class = Lapidary@STEM@Config

    def __init__(self, config):
        super().__init__(config)
        for index, layer in enumerate(self.model.layers):
            _resize(layer, config, index)
        _renumber_caches(self.model.layers, config)
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

/// Tucker and CP: the modes of the rows, and the shapes.
nlohmann::json foldedEntry(const LayerForm &form)
{
    nlohmann::json entry = {{"kind", formName(form.kind)}};
    const size_t first = form.kind == FormKind::Tucker ? 1 : 0;
    if (first == 1)
        entry["core"] = form.factors.front().shape;
    std::vector<int64_t> sizes;
    for (size_t k = first; k < form.factors.size(); ++k) {
        sizes.push_back(form.factors[k].shape.at(0));
        entry["factors"].push_back(form.factors[k].shape);
    }
    entry["rows"] = rowModes(sizes, form.out, form.in).value_or(sizes.size());
    return entry;
}

nlohmann::json factoredEntry(const LayerForm &form)
{
    if (form.kind == FormKind::Tucker || form.kind == FormKind::Cp)
        return foldedEntry(form);
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
    config["block_attention_heads"] = model.config.blockHeads;
    config["block_key_value_heads"] = model.config.blockKvHeads;
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
