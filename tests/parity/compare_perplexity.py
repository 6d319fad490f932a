#!/usr/bin/env python3
"""Perplexity of lapidary-cli by both protocols against transformers on the same windows, in f32.

Usage: compare_perplexity.py CLI MODEL TEXT [--reference FOLDER] [--windows N]
"""
import argparse
import json
import math
import subprocess
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


@torch.no_grad()
def reference(model, ids, window, count, first):
    losses = []
    for w in range(count):
        x = torch.tensor([ids[w * window:(w + 1) * window]])
        logits = model(x).logits[0, first:-1]
        targets = x[0, first + 1:]
        losses.append(torch.nn.functional.cross_entropy(logits, targets, reduction="none"))
    nll = torch.cat(losses).double()
    value = math.exp(nll.mean())
    variance = (nll ** 2).mean() - nll.mean() ** 2
    return value, value * math.sqrt(variance / (len(nll) - 1)), len(nll)


def ours(args, protocol, window, dtype):
    out = subprocess.run([args.cli, "evaluate", args.model, "--text-file", args.text, "--protocol",
                          protocol, "--window", str(window), "--max-windows", str(args.windows),
                          "--dtype", dtype, "--device", "cpu", "--json", "--quiet"], check=True,
                         capture_output=True, text=True).stdout
    return json.loads(out)["perplexity"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cli")
    parser.add_argument("model")
    parser.add_argument("text")
    parser.add_argument("--reference")
    parser.add_argument("--windows", type=int, default=3)
    parser.add_argument("--dtype", default="f32")
    args = parser.parse_args()
    folder = args.reference or args.model
    hf = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    ids = tokenizer(open(args.text, encoding="utf-8").read())["input_ids"]
    worst = 0.0
    for protocol, window, first in (("strided", 2048, 0), ("llama.cpp", 512, 256)):
        value, error, scored = reference(hf, ids, window, args.windows, first)
        p = ours(args, protocol, window, args.dtype)
        off = abs(p["value"] / value - 1)
        worst = max(worst, off)
        print(f"{protocol} {window}: transformers {value:.6f} +- {error:.6f} ({scored}), "
              f"lapidary {p['value']:.6f} +- {p['stderr']:.6f} ({p['scored']}), off by {off:.2e}")
    return 0 if worst <= 5e-4 or args.dtype != "f32" else 1


if __name__ == "__main__":
    sys.exit(main())
