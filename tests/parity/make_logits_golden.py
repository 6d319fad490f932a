#!/usr/bin/env python3
"""Tiny random models of every family with what transformers computes for them.

Writes tests/data/families/NAME/: model/ (config.json, model.safetensors in bf16), expected.json
(ids, perplexities) and expected.safetensors (logits and module outputs in f32).
Usage: make_logits_golden.py [OUT]   (default: ../data/families). Made with transformers 5.23.
"""
import json
import math
import sys
import tempfile
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import (GraniteConfig, GraniteForCausalLM, GraniteMoeConfig,
                          GraniteMoeForCausalLM, LlamaConfig, LlamaForCausalLM, MistralConfig,
                          MistralForCausalLM, MixtralConfig, MixtralForCausalLM, Qwen2Config,
                          Qwen2ForCausalLM, Qwen3Config, Qwen3ForCausalLM, Qwen3MoeConfig,
                          Qwen3MoeForCausalLM)

COMMON = dict(vocab_size=64, hidden_size=16, intermediate_size=32, num_hidden_layers=2,
              num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=256,
              bos_token_id=1, eos_token_id=2, pad_token_id=None)
LLAMA3 = dict(rope_type="llama3", rope_theta=100.0, factor=8.0, low_freq_factor=1.0,
              high_freq_factor=4.0, original_max_position_embeddings=32)
DEFAULT = dict(rope_type="default", rope_theta=10000.0)

MODELS = {
    # head size 8 with theta 100: one short, one medium and two long waves under llama3 scaling
    "llama": (LlamaForCausalLM, LlamaConfig(
        **COMMON, head_dim=8, rope_parameters=LLAMA3, rms_norm_eps=1e-5,
        tie_word_embeddings=False)),
    "llama_bias_tied": (LlamaForCausalLM, LlamaConfig(
        **COMMON, attention_bias=True, mlp_bias=True, tie_word_embeddings=True,
        rope_parameters=dict(rope_type="linear", rope_theta=10000.0, factor=4.0))),
    "mistral": (MistralForCausalLM, MistralConfig(
        **COMMON, head_dim=4, sliding_window=9, rope_parameters=DEFAULT,
        tie_word_embeddings=False)),
    "qwen2": (Qwen2ForCausalLM, Qwen2Config(
        **COMMON, rope_parameters=DEFAULT, rms_norm_eps=1e-6, tie_word_embeddings=True)),
    "qwen2_sliding": (Qwen2ForCausalLM, Qwen2Config(
        **COMMON, rope_parameters=DEFAULT, rms_norm_eps=1e-6, tie_word_embeddings=True,
        use_sliding_window=True, sliding_window=7, max_window_layers=1)),
    "qwen3": (Qwen3ForCausalLM, Qwen3Config(
        **COMMON, head_dim=10, rope_parameters=DEFAULT, rms_norm_eps=1e-6,
        tie_word_embeddings=False)),
    "granite": (GraniteForCausalLM, GraniteConfig(
        **COMMON, rope_parameters=DEFAULT, embedding_multiplier=12.0, attention_multiplier=0.15,
        residual_multiplier=0.22, logits_scaling=6.0, tie_word_embeddings=True)),
    "mixtral": (MixtralForCausalLM, MixtralConfig(
        **COMMON, num_local_experts=6, num_experts_per_tok=2, tie_word_embeddings=False)),
    "qwen3_moe": (Qwen3MoeForCausalLM, Qwen3MoeConfig(
        **COMMON, head_dim=10, rope_parameters=DEFAULT, num_experts=5, num_experts_per_tok=3,
        moe_intermediate_size=8, norm_topk_prob=True, tie_word_embeddings=False)),
    # a single MLP in the first block, weights that do not add up to 1
    "qwen3_moe_mixed": (Qwen3MoeForCausalLM, Qwen3MoeConfig(
        **COMMON, head_dim=4, rope_parameters=DEFAULT, num_experts=4, num_experts_per_tok=2,
        moe_intermediate_size=8, norm_topk_prob=False, decoder_sparse_step=2,
        tie_word_embeddings=True)),
    "granitemoe": (GraniteMoeForCausalLM, GraniteMoeConfig(
        **COMMON, rope_parameters=DEFAULT, num_local_experts=4, num_experts_per_tok=2,
        embedding_multiplier=12.0, attention_multiplier=0.15, residual_multiplier=0.22,
        logits_scaling=6.0, tie_word_embeddings=True)),
}
# Saved with the names that transformers 5 has in memory: all experts of a block in one tensor.
IN_MEMORY = ["qwen3_moe_mixed"]
WITH_PERPLEXITY = ["llama", "mixtral", "qwen3_moe", "qwen3_moe_mixed", "granitemoe"]
MODULES = ["model.layers.0.self_attn", "model.layers.0.mlp",
           "model.layers.0", "model.layers.1", "model.norm"]


def randomize(model):
    """Weights that make every part matter, exact in bf16."""
    generator = torch.Generator().manual_seed(7)
    for name, p in model.named_parameters():
        values = torch.randn(p.shape, generator=generator)
        if "norm" in name:
            values = 1 + 0.2 * values
        elif name.endswith("bias"):
            values = 0.3 * values
        else:
            values = values * 1.5 / math.sqrt(p.shape[-1])
        p.data = values.bfloat16().float()


def nll(model, ids):
    logits = model(torch.tensor([ids])).logits[0, :-1].double()
    return torch.nn.functional.cross_entropy(logits, torch.tensor(ids[1:]), reduction="none")


def figures(losses):
    losses = torch.cat(losses)
    n, mean = len(losses), losses.mean()
    spread = math.sqrt(((losses ** 2).mean() - mean ** 2) / (n - 1))
    return {"value": math.exp(mean), "stderr": math.exp(mean) * spread, "scored": n}


def perplexities(model, ids, window, stride, bos):
    """The protocols of docs/evaluation.md, written down a second time."""
    full = range(0, len(ids) - window + 1, window)
    strided = [nll(model, ids[b:b + window]) for b in full]
    overlap = [nll(model, ids[b:b + window])[0 if b == 0 else window - stride - 1:]
               for b in range(0, len(ids) - window + 1, stride)]
    plain = [nll(model, ids[b:b + window])[window // 2:] for b in full]
    with_bos = [nll(model, [bos] + ids[b + 1:b + window])[window // 2:] for b in full]
    return {"window": window, "stride": stride, "bos": bos, "strided": figures(strided),
            "overlapping": figures(overlap), "llama_cpp": figures(plain),
            "llama_cpp_bos": figures(with_bos)}


def capture(model, ids):
    outputs, handles = {}, []
    for name, module in model.named_modules():
        if name in MODULES:
            def keep(_, __, out, name=name):
                outputs[name] = (out[0] if isinstance(out, tuple) else out).clone()
            handles.append(module.register_forward_hook(keep))
    outputs["logits"] = model(ids).logits
    for handle in handles:
        handle.remove()
    return {name: out.contiguous() for name, out in outputs.items()}


def hub_tensors(model):
    """As published: transformers 5 stacks experts in memory and splits them when it saves."""
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        return load_file(Path(folder) / "model.safetensors")


@torch.no_grad()
def write(name, out):
    cls, config = MODELS[name]
    config.architectures = [cls.__name__]
    torch.manual_seed(0)
    model = cls(config).eval().float()
    randomize(model)
    folder = out / name
    (folder / "model").mkdir(parents=True, exist_ok=True)
    moe = hasattr(config, "num_experts_per_tok")
    tensors = hub_tensors(model) if moe and name not in IN_MEMORY else model.state_dict()
    stored = {k: v.bfloat16().contiguous() for k, v in tensors.items()
              if not (config.tie_word_embeddings and k == "lm_head.weight")}
    save_file(stored, folder / "model" / "model.safetensors", metadata={"format": "pt"})
    text = json.loads(config.to_json_string(use_diff=True))
    text["dtype"] = "bfloat16"
    (folder / "model" / "config.json").write_text(json.dumps(text, indent=1, sort_keys=True) + "\n")
    generator = torch.Generator().manual_seed(11)
    ids = torch.randint(0, 64, (2, 32), generator=generator)
    save_file(capture(model, ids) if name == "llama" else {"logits": model(ids).logits},
              folder / "expected.safetensors")
    expected = {"ids": ids.tolist()}
    if name in WITH_PERPLEXITY:
        stream = torch.randint(0, 64, (150,), generator=generator).tolist()
        expected["stream"] = stream
        expected["perplexity"] = perplexities(model, stream, 32, 12, 1)
    (folder / "expected.json").write_text(json.dumps(expected) + "\n")
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())


if __name__ == "__main__":
    target = Path(__file__).parent.parent / "data/families"
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else target
    for model_name in MODELS:
        print(model_name, write(model_name, target), "bytes")
