#!/usr/bin/env python3
"""Plans every width of OptIPFair's Llama 3.2 table through the headless tool, on sparse files of the
true shapes: counts need headers only.

  llama_widths.py --cli build/bin/lapidary-cli --work DIR
"""
import argparse
import json
import struct
import subprocess
from pathlib import Path

MODELS = {
    "1B": dict(hidden=2048, width=8192, blocks=16, heads=32, kv=8, head=64,
               expected=[1235.81, 1155.30, 1074.79, 994.28, 913.77, 833.16, 752.65]),
    "3B": dict(hidden=3072, width=8192, blocks=28, heads=24, kv=8, head=128,
               expected=[3212.75, 3001.41, 2790.07, 2578.73, 2367.38, 2155.79, 1944.44]),
}
VOCAB = 128256


def shapes(m):
    h, q, kv = m["hidden"], m["heads"] * m["head"], m["kv"] * m["head"]
    yield "model.embed_tokens.weight", [VOCAB, h]
    for b in range(m["blocks"]):
        p = f"model.layers.{b}."
        yield p + "input_layernorm.weight", [h]
        yield p + "post_attention_layernorm.weight", [h]
        yield p + "self_attn.q_proj.weight", [q, h]
        yield p + "self_attn.k_proj.weight", [kv, h]
        yield p + "self_attn.v_proj.weight", [kv, h]
        yield p + "self_attn.o_proj.weight", [h, q]
        yield p + "mlp.gate_proj.weight", [m["width"], h]
        yield p + "mlp.up_proj.weight", [m["width"], h]
        yield p + "mlp.down_proj.weight", [h, m["width"]]
    yield "model.norm.weight", [h]


def sparse_folder(folder, m):
    folder.mkdir(parents=True, exist_ok=True)
    header, at = {}, 0
    for name, shape in shapes(m):
        size = 2
        for n in shape:
            size *= n
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(folder / "model.safetensors", "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text)
        f.truncate(8 + len(text) + at)
    (folder / "config.json").write_text(json.dumps({
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": m["hidden"],
        "intermediate_size": m["width"], "num_hidden_layers": m["blocks"],
        "num_attention_heads": m["heads"], "num_key_value_heads": m["kv"], "head_dim": m["head"],
        "vocab_size": VOCAB, "tie_word_embeddings": True, "rms_norm_eps": 1e-5,
        "rope_theta": 500000.0, "max_position_embeddings": 131072, "hidden_act": "silu",
        "torch_dtype": "bfloat16"}))


def planned(cli, folder, work, percent):
    recipe = work / f"width-{percent}.json"
    recipe.write_text(json.dumps({
        "lapidary": "recipe", "version": 1, "name": f"width -{percent} %",
        "steps": [{"select": {"roles": ["gate", "up", "down"]}, "method": "prune_width",
                   "params": {"score": "maw", "fraction": percent / 100}}]}))
    done = subprocess.run([cli, "plan", str(folder), "--recipe", str(recipe), "--json", "--quiet"],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cli", required=True)
    parser.add_argument("--work", required=True)
    a = parser.parse_args()
    work = Path(a.work)
    wrong = 0
    for name, m in MODELS.items():
        sparse_folder(work / name, m)
        for i, expected in enumerate(m["expected"]):
            plan = planned(a.cli, work / name, work, 10 * i)
            millions = plan["parameters_unique_after"] / 1e6
            good = abs(millions - expected) < 0.006
            wrong += not good
            print(f"{'ok  ' if good else 'FAIL'} Llama 3.2 {name} -{10 * i} %: width "
                  f"{plan['block_intermediate'][0]}, {plan['parameters_unique_after']:,} parameters"
                  f" ({millions:.2f} M, table {expected:.2f} M)")
    raise SystemExit(wrong > 0)


if __name__ == "__main__":
    main()
