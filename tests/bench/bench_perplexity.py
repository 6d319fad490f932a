#!/usr/bin/env python3
"""Time of a perplexity over windows of 2048 in bf16: lapidary-cli beside transformers.

Usage: bench_perplexity.py CLI MODEL TEXT [--reference FOLDER] [--windows N] [--threads N] [--speed]
Both sides alternate, with the same threads and OMP_WAIT_POLICY=passive; loading and tokenizing are
outside of both times (the tool's `perplexity.seconds` includes its tokenizing). Prints raw numbers.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

os.environ["OMP_WAIT_POLICY"] = "passive"

import torch  # noqa: E402
import transformers  # noqa: E402
from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: E402


@torch.no_grad()
def peer(model, ids, windows):
    begin, total = time.perf_counter(), 0.0
    for w in range(windows):
        x = torch.tensor([ids[w * 2048:(w + 1) * 2048]])
        logits = model(x).logits
        total += torch.nn.functional.cross_entropy(logits[0, :-1].float(), x[0, 1:]).item()
    return time.perf_counter() - begin, total / windows


def ours(args):
    command = [args.cli, "evaluate", args.model, "--text-file", args.text, "--protocol", "strided",
               "--window", "2048", "--max-windows", str(args.windows), "--dtype", "bf16",
               "--device", "cpu", "--threads", str(args.threads), "--json", "--quiet"]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    p = json.loads(out)["perplexity"]
    return p["seconds"], p["mean_nll"]


@torch.no_grad()
def peer_decode(model, ids, tokens=32):
    out = model(torch.tensor([ids[:512]]), use_cache=True)
    begin = time.perf_counter()
    for _ in range(tokens):
        out = model(out.logits[:, -1:].argmax(-1), past_key_values=out.past_key_values,
                    use_cache=True)
    return tokens / (time.perf_counter() - begin)


def decode(args, model, ids):
    theirs = statistics.median(peer_decode(model, ids) for _ in range(4))
    command = [args.cli, "evaluate", args.model, "--speed", "--dtype", "bf16", "--device", "cpu",
               "--threads", str(args.threads), "--json", "--quiet"]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    mine = json.loads(out)["speed"]
    rate = mine["decode_tokens_per_s"]
    print(f"decode tokens/s: transformers {theirs:.1f}, lapidary {rate:.1f}; "
          f"time ratio {theirs / rate:.2f}")
    print("lapidary speed:", json.dumps(mine))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cli")
    parser.add_argument("model")
    parser.add_argument("text")
    parser.add_argument("--reference")
    parser.add_argument("--windows", type=int, default=10)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--speed", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    folder = args.reference or args.model
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    ids = tokenizer(open(args.text, encoding="utf-8").read())["input_ids"]
    peer(model, ids, 1)
    print(f"transformers {transformers.__version__}, torch {torch.__version__}, "
          f"{args.threads} threads, {args.windows} windows of 2048, bf16")
    rows = []
    for i in range(args.repeat):
        rows.append((*peer(model, ids, args.windows), *ours(args)))
        print(f"run {i + 1}: transformers {rows[-1][0]:.2f} s (nll {rows[-1][1]:.5f}), "
              f"lapidary {rows[-1][2]:.2f} s (nll {rows[-1][3]:.5f})")
    ratio = statistics.median(r[2] for r in rows) / statistics.median(r[0] for r in rows)
    print(f"time ratio {ratio:.3f}")
    if args.speed:
        decode(args, model, ids)
    return 0


if __name__ == "__main__":
    sys.exit(main())
