#!/usr/bin/env python3
"""Logits of lapidary-cli against transformers on 2 x 64 ids, in f32.

Usage: compare_logits.py CLI MODEL [REFERENCE]   MODEL as the tool takes it, REFERENCE a Hugging
Face folder (default: MODEL). Prints the largest difference over the largest logit.
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM


def main():
    cli, model = sys.argv[1:3]
    reference = sys.argv[3] if len(sys.argv) > 3 else model
    hf = AutoModelForCausalLM.from_pretrained(reference, dtype=torch.float32).eval()
    generator = torch.Generator().manual_seed(1)
    ids = torch.randint(0, hf.config.vocab_size, (2, 64), generator=generator)
    with torch.no_grad():
        expected = hf(ids).logits
    with tempfile.TemporaryDirectory() as folder:
        ids_file, out = Path(folder) / "ids.json", Path(folder) / "out.safetensors"
        ids_file.write_text(json.dumps(ids.tolist()))
        subprocess.run([cli, "capture", model, "--ids-file", str(ids_file), "-o", str(out),
                        "--dtype", "f32", "--device", "cpu", "--quiet"], check=True,
                       stdout=subprocess.DEVNULL)
        found = load_file(out)["logits"]
    error = ((found - expected).abs().max() / expected.abs().max()).item()
    print(f"largest difference / largest logit: {error:.2e} (limit 2e-4)")
    return 0 if error <= 2e-4 else 1


if __name__ == "__main__":
    sys.exit(main())
