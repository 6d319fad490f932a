#!/usr/bin/env python3
"""Writes tests/data/golden.safetensors, golden.gguf and golden_container.json with the reference
Python packages (safetensors, gguf). The files hold the same small arrays; the JSON says what a
reader must find. Our writers must reproduce both files byte for byte.

    python tests/parity/make_container_golden.py

Needs: numpy, torch, safetensors, gguf."""

import json
import pathlib

import gguf
import numpy as np
import torch
from safetensors.torch import save_file

DATA = pathlib.Path(__file__).resolve().parent.parent / "data"


def safetensors_golden():
    torch.manual_seed(1)
    tensors = {
        "b.weight": torch.randn(3, 5),
        "a.weight": torch.randn(2, 3, dtype=torch.float64),
        "half": torch.randn(7).half(),
        "brain": torch.randn(2, 2).bfloat16(),
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 4),
        "flags": torch.tensor([True, False, True]),
        "ids": torch.tensor([[1, -2, 3]], dtype=torch.int64),
        "short": torch.tensor([-5, 6], dtype=torch.int16),
        "bytes": torch.tensor([0, 255, 7], dtype=torch.uint8),
        "int8": torch.tensor([-128, 127], dtype=torch.int8),
        "f8.e4m3": torch.randn(6).to(torch.float8_e4m3fn),
        "f8.e5m2": torch.randn(6).to(torch.float8_e5m2),
        "grüße \"quoted\"": torch.tensor([1.0]),
    }
    save_file(tensors, DATA / "golden.safetensors", metadata={"format": "pt"})
    return {name: {"shape": list(t.shape), "values": t.double().flatten().tolist()}
            for name, t in tensors.items()}


def gguf_golden():
    rng = np.random.default_rng(2)
    writer = gguf.GGUFWriter(DATA / "golden.gguf", "llama")
    writer.add_uint8("t.u8", 200)
    writer.add_int8("t.i8", -100)
    writer.add_uint16("t.u16", 60000)
    writer.add_int16("t.i16", -30000)
    writer.add_uint32("t.u32", 4000000000)
    writer.add_int32("t.i32", -2000000000)
    writer.add_uint64("t.u64", 2**63 + 5)
    writer.add_int64("t.i64", -2**60)
    writer.add_float32("t.f32", 0.1)
    writer.add_float64("t.f64", 0.1)
    writer.add_bool("t.bool", True)
    writer.add_string("t.str", "naïve\ntext")
    writer.add_array("t.ints", [1, -2, 3])
    writer.add_array("t.reals", [0.5, -1.25])
    writer.add_array("t.bools", [True, False])
    writer.add_array("tokenizer.ggml.tokens", ["a", "Ġthe", ""])
    values = {}
    for name, shape, kind in [("f32", (3, 5), gguf.GGMLQuantizationType.F32),
                              ("f16", (7,), gguf.GGMLQuantizationType.F16),
                              ("bf16", (2, 3), gguf.GGMLQuantizationType.BF16),
                              ("q8_0", (2, 64), gguf.GGMLQuantizationType.Q8_0),
                              ("q4_0", (3, 2, 32), gguf.GGMLQuantizationType.Q4_0)]:
        array = rng.standard_normal(shape).astype(np.float32)
        data = gguf.quants.quantize(array, kind)
        writer.add_tensor(name, data, raw_dtype=kind)
        decoded = gguf.quants.dequantize(data, kind).astype(np.float64)
        values[name] = {"shape": list(shape), "values": decoded.flatten().tolist()}
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return values


if __name__ == "__main__":
    expected = {"golden.safetensors": safetensors_golden(), "golden.gguf": gguf_golden()}
    (DATA / "golden_container.json").write_text(
        json.dumps(expected, ensure_ascii=False) + "\n")
