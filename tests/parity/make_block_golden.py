#!/usr/bin/env python3
"""Writes tests/data/block_golden.txt: random blocks of every GGUF type that we decode, with the
values that the Python package gguf (gguf.quants) makes of them, and encoded blocks of a fixed
input from llama.cpp's reference quantizers.

    python tests/parity/make_block_golden.py [QUANT_GOLDEN] [-o tests/data/block_golden.txt]

QUANT_GOLDEN is a text of llama.cpp's output for the input of lcg() below (two lines a type: a
header "type imatrix=0 bytes=N ...", and hex); without it the encoded blocks of the existing
file are kept. Needs: numpy, gguf."""

import argparse
import pathlib

import numpy as np
from gguf import quants
from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType as T

DECODED = [T.Q8_0, T.Q4_0, T.Q4_1, T.Q5_0, T.Q5_1, T.Q2_K, T.Q3_K, T.Q4_K, T.Q5_K, T.Q6_K]
ENCODED = ["q8_0", "q4_0"]


def random_blocks(kind, count, rng):
    """Random bytes, drawn again until every decoded value is finite."""
    size = GGML_QUANT_SIZES[kind][1]
    while True:
        raw = rng.integers(0, 256, (1, count * size), dtype=np.uint8)
        with np.errstate(all="ignore"):
            values = quants.dequantize(raw, kind).astype(np.float32)
        if np.isfinite(values).all():
            return raw.tobytes(), values.tobytes()


def encoded_lines(source, old):
    if source is None:
        return [line for line in old if line.startswith("encode ")]
    lines = source.read_text().splitlines()
    return [f"encode {kind} {lines[i + 1].strip()}"
            for kind in ENCODED
            for i, line in enumerate(lines) if line.startswith(f"{kind} imatrix=0 ")]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("golden", nargs="?", type=pathlib.Path)
    here = pathlib.Path(__file__).resolve().parent.parent / "data" / "block_golden.txt"
    parser.add_argument("-o", "--output", type=pathlib.Path, default=here)
    args = parser.parse_args()
    old = args.output.read_text().splitlines() if args.output.exists() else []
    rng = np.random.default_rng(20240607)
    out = ["# made by tests/parity/make_block_golden.py",
           "# decode TYPE BYTES(hex) F32 VALUES(hex, little endian) from gguf.quants",
           "# encode TYPE BYTES(hex) of 256 values of the LCG, from llama.cpp's reference"]
    for kind in DECODED:
        elements = GGML_QUANT_SIZES[kind][0]
        raw, values = random_blocks(kind, 2 if elements == 256 else 4, rng)
        out.append(f"decode {kind.name.lower()} {raw.hex()} {values.hex()}")
    out += encoded_lines(args.golden, old)
    args.output.write_text("\n".join(out) + "\n")
    print(f"{args.output}: {len(out) - 3} cases")


if __name__ == "__main__":
    main()
