#!/usr/bin/env python3
"""Checks the headless tool against transformers, tokenizers and llama.cpp on a real model.

Needs a virtual environment with torch, transformers, tokenizers, safetensors and gguf, and the
tools of llama.cpp (llama-tokenize, llama-perplexity). Prints one line per check with its figures.

  acceptance.py --cli build/bin/lapidary-cli --gguf SmolLM2.gguf --hf SMOLLM2_FOLDER \
                --llama LLAMA_BIN_FOLDER --text wikitext.txt --work DIR [--only NAME ...]
"""
import argparse
import json
import math
import os
import subprocess
import sys
import time
from pathlib import Path

CHECKS = {}


def check(function):
    CHECKS[function.__name__] = function
    return function


def cli(a, *words, ok=(0,)):
    done = subprocess.run([a.cli, *map(str, words), "--json", "--quiet"], capture_output=True,
                          text=True)
    if done.returncode not in ok:
        raise SystemExit(f"{words}: exit {done.returncode}: {done.stderr}")
    return json.loads(done.stdout) if done.stdout.strip() else {}


def say(name, passed, text):
    print(f"{'ok  ' if passed else 'FAIL'} {name}: {text}", flush=True)
    return passed


def load(folder, dtype=None, trust=False):
    import torch
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(folder, dtype=dtype or torch.float32,
                                                trust_remote_code=trust).eval()


def capture(a, model, ids, name="capture"):
    from safetensors.torch import load_file

    ids_file = Path(a.work) / "ids.json"
    ids_file.write_text(json.dumps(ids))
    out = Path(a.work) / f"{name}.safetensors"
    cli(a, "capture", model, "--ids-file", ids_file, "-o", out, "--dtype", "f32")
    return load_file(out)["logits"]


def logits_error(a, folder, ours, trust=False, rows=64):
    import torch

    torch.manual_seed(0)
    model = load(folder, trust=trust)
    ids = torch.randint(0, model.config.vocab_size, (2, rows))
    with torch.no_grad():
        theirs = model(ids).logits
    mine = capture(a, ours, ids.tolist())
    return ((mine - theirs).abs().max() / theirs.abs().max()).item()


@check
def inspect(a):
    for where in (a.gguf, a.hf):
        unique = cli(a, "inspect", where)["parameters_unique"]
        say("inspect", unique == 134515008, f"{Path(where).name}: {unique:,} unique parameters")


@check
def tokenize(a):
    from tokenizers import Tokenizer

    text = Path(a.text).read_text()
    tokenizer = Tokenizer.from_file(str(Path(a.hf) / "tokenizer.json"))
    tokenizer.no_truncation()
    theirs = tokenizer.encode(text).ids
    ours = cli(a, "tokenize", a.hf, "--text-file", a.text)["ids"]
    say("tokenize hf", ours == theirs, f"{len(ours)} ids against {len(theirs)} of tokenizers")
    done = subprocess.run([f"{a.llama}/llama-tokenize", "-m", a.gguf, "-f", a.text, "--ids",
                           "--log-disable"], capture_output=True, text=True)
    theirs = json.loads(done.stdout)
    ours = cli(a, "tokenize", a.gguf, "--text-file", a.text)["ids"]
    say("tokenize gguf", ours == theirs, f"{len(ours)} ids against {len(theirs)} of llama.cpp")


@check
def logits(a):
    error = logits_error(a, a.hf, a.hf)
    say("capture", error <= 2e-4, f"SmolLM2 f32: {error:.2e} of the largest logit")


def windows_nll(model, ids, window, first_scored):
    """Mean negative log-likelihood over consecutive windows, from position first_scored on."""
    import torch

    total, count = 0.0, 0
    for begin in range(0, len(ids) - window + 1, window):
        piece = torch.tensor([ids[begin:begin + window]])
        with torch.no_grad():
            out = model(piece).logits[0, first_scored:-1].float()
        total += torch.nn.functional.cross_entropy(out, piece[0, first_scored + 1:],
                                                   reduction="sum").item()
        count += out.shape[0]
    return total / count, count


@check
def perplexity(a):
    model = load(a.hf)
    ids = cli(a, "tokenize", a.hf, "--text-file", a.text)["ids"]
    for protocol, window, first, windows in (("strided", 2048, 0, 3), ("llama.cpp", 512, 256, 8)):
        nll, count = windows_nll(model, ids[:window * windows], window, first)
        ours = cli(a, "evaluate", a.hf, "--text-file", a.text, "--protocol", protocol, "--window",
                   window, "--max-windows", windows, "--dtype", "f32")["perplexity"]
        apart = abs(ours["value"] / math.exp(nll) - 1)
        say("perplexity " + protocol, apart <= 5e-4 and ours["scored"] == count,
            f"ours {ours['value']:.5f}, transformers {math.exp(nll):.5f}, {apart:.2e} apart, "
            f"{ours['scored']} scored")


@check
def speed(a):
    """Ten windows of 2048 in bf16, both sides with the same threads, model loading left out."""
    import torch

    os.environ["OMP_WAIT_POLICY"] = "passive"
    ids = cli(a, "tokenize", a.hf, "--text-file", a.text)["ids"][:20480]
    model = load(a.hf, torch.bfloat16)
    windows_nll(model, ids[:2048], 2048, 0)
    theirs, ours = [], []
    for _ in range(3):
        begin = time.monotonic()
        windows_nll(model, ids, 2048, 0)
        theirs.append(time.monotonic() - begin)
        ours.append(cli(a, "evaluate", a.hf, "--text-file", a.text, "--window", 2048,
                        "--max-windows", 10, "--dtype", "bf16")["perplexity"]["seconds"])
    ratio = sorted(ours)[1] / sorted(theirs)[1]
    say("speed", ratio <= 0.9, f"ours {sorted(ours)[1]:.2f} s, transformers "
        f"{sorted(theirs)[1]:.2f} s, ratio {ratio:.2f} (medians of 3)")


RECIPE = {"lapidary": "recipe", "version": 1, "name": "acceptance", "steps": [
    {"select": {"roles": ["gate", "up", "down"], "blocks": "2-27"}, "method": "prune_width",
     "params": {"score": "maw", "fraction": 0.1, "divisor": 32}},
    {"select": {"roles": ["q"], "blocks": "0-9"}, "method": "svd", "params": {"keep": 0.9}},
    {"select": {"roles": ["o"], "blocks": "0-4"}, "method": "mpo",
     "params": {"chi": 200, "sites": 2}},
    {"select": {"roles": ["*"], "except": ["model.embed_tokens"]}, "method": "quantize",
     "params": {"type": "q8_0"}}]}


def run_recipe(a, recipe, name):
    file = Path(a.work) / f"{name}.json"
    file.write_text(json.dumps(recipe))
    store = Path(a.work) / "store"
    record = cli(a, "run", a.hf, "--recipe", file, "--store", store, "--name", name)
    return record, f"{store}#{record['run']}"


def expected_counts(layer):
    """Parameters of a layer of SmolLM2 under RECIPE, worked out by hand."""
    block = int(layer.split(".")[2]) if layer.startswith("model.layers.") else -1
    leaf = layer.rsplit(".", 1)[-1]
    h, i = 576, 1536
    width = math.floor((i - int(0.1 * i)) / 32 + 0.5) * 32 if 2 <= block <= 27 else i
    if leaf in ("gate_proj", "up_proj", "down_proj"):
        return h * width
    if leaf == "q_proj" and block < 10:
        return int(0.9 * h * h / (2 * h)) * 2 * h
    if leaf == "o_proj" and block < 5:
        return 24 * 24 * 200 * 2
    return {"q_proj": h * h, "o_proj": h * h, "k_proj": h * 192, "v_proj": h * 192}.get(leaf)


@check
def run(a):
    record, where = run_recipe(a, RECIPE, "acceptance")
    wrong = [(l["name"], l["parameters"], expected_counts(l["name"])) for l in record["layers"]
             if expected_counts(l["name"]) not in (None, l["parameters"])]
    say("run", not wrong, f"{len(record['layers'])} layers, {record['parameters_before']:,} -> "
        f"{record['parameters_after']:,}, {record['bytes_before']:,} -> "
        f"{record['bytes_after']:,} bytes, {record['seconds']:.1f} s; wrong counts: {wrong[:3]}")


@check
def exports(a):
    recipe = {**RECIPE, "steps": RECIPE["steps"][:3]}
    _, factored = run_recipe(a, recipe, "factored")
    uniform = {**RECIPE, "steps": [{**RECIPE["steps"][0], "select": {"roles": ["gate"]}}]}
    _, pruned = run_recipe(a, uniform, "pruned")
    for name, where, extra, trust in (("stock pruned", pruned, [], False),
                                      ("remote code", factored, [], True),
                                      ("densified", factored, ["--densify"], False)):
        out = Path(a.work) / ("hf-" + name.replace(" ", "-"))
        cli(a, "export", where, "--format", "hf", *extra, "-o", out)
        error = logits_error(a, out, where, trust)
        say("export hf " + name, error <= 2e-4, f"{error:.2e} of the largest logit")


@check
def gguf_exports(a):
    uniform = {**RECIPE, "steps": [{**RECIPE["steps"][0], "select": {"roles": ["gate"]}}]}
    _, pruned = run_recipe(a, uniform, "pruned")
    for where, label in ((a.hf, "original"), (pruned, "pruned")):
        for dtype in ("f32", "f16", "bf16", "q8_0", "q4_0"):
            out = Path(a.work) / f"{label}-{dtype}.gguf"
            cli(a, "export", where, "--format", "gguf", "--type", dtype, "-o", out)
            done = subprocess.run([f"{a.llama}/llama-perplexity", "-m", out, "-f", a.text, "-c",
                                   "512", "--chunks", "8", "-t", "2", "-b", "512"],
                                  capture_output=True, text=True)
            lines = [l for l in (done.stdout + done.stderr).splitlines() if "Final estimate" in l]
            theirs = float(lines[0].split("PPL = ")[1].split()[0]) if lines else float("nan")
            ours = cli(a, "evaluate", out, "--text-file", a.text, "--protocol", "llama.cpp",
                       "--max-windows", 8, "--dtype", "f32")["perplexity"]["value"]
            say(f"export gguf {label} {dtype}", abs(theirs / ours - 1) <= 0.005,
                f"ours {ours:.4f}, llama.cpp {theirs:.4f}, {theirs / ours - 1:+.3%}")
            out.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--cli", "--gguf", "--hf", "--llama", "--text", "--work"):
        parser.add_argument(name, required=True)
    parser.add_argument("--only", nargs="*", choices=sorted(CHECKS))
    a = parser.parse_args()
    Path(a.work).mkdir(parents=True, exist_ok=True)
    for name, function in CHECKS.items():
        if not a.only or name in a.only:
            function(a)


if __name__ == "__main__":
    sys.exit(main())
