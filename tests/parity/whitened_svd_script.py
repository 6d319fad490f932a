#!/usr/bin/env python3
"""Whitened truncated SVD of every linear layer of SmolLM2-135M, as a straightforward PyTorch user writes it.
Calibrates on 64 x 512 tokens with forward hooks (one covariance per linear layer), then Cholesky + torch.linalg.svd.
usage: whitened_svd_script.py MODEL_DIR CALIBRATION_TEXT [KEEP]"""
import sys, time
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

def main():
    path, text = sys.argv[1], sys.argv[2]
    keep = float(sys.argv[3]) if len(sys.argv) > 3 else 0.8
    t0 = time.perf_counter()
    tokenizer = AutoTokenizer.from_pretrained(path)
    model = AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32).eval()
    ids = tokenizer(open(text).read(), return_tensors="pt", add_special_tokens=False).input_ids[0]
    samples = ids[: 64 * 512].view(64, 512)
    t1 = time.perf_counter()
    layers = {n: m for n, m in model.named_modules()
              if isinstance(m, torch.nn.Linear) and "lm_head" not in n}
    cov = {n: torch.zeros(m.in_features, m.in_features) for n, m in layers.items()}

    def hook(name):
        def collect(module, args):
            x = args[0].flatten(0, -2)
            cov[name].addmm_(x.T, x)
        return collect

    handles = [m.register_forward_pre_hook(hook(n)) for n, m in layers.items()]
    with torch.no_grad():
        for batch in samples.split(4):
            model.model(batch, use_cache=False)
    for handle in handles:
        handle.remove()
    t2 = time.perf_counter()
    before = after = 0
    with torch.no_grad():
        for name, layer in layers.items():
            w, c = layer.weight.double(), cov[name].double() / samples.numel()
            rows, cols = w.shape
            rank = int(keep * rows * cols / (rows + cols))
            c += 1e-2 * c.diagonal().mean() * torch.eye(cols, dtype=c.dtype)
            chol = torch.linalg.cholesky(c)
            u, s, vt = torch.linalg.svd(w @ chol, full_matrices=False)
            a = torch.linalg.solve_triangular(chol, vt[:rank], upper=False, left=False)
            layer.weight.copy_(((u[:, :rank] * s[:rank]) @ a).float())
            before += w.numel(); after += rank * (rows + cols)
    t3 = time.perf_counter()
    print(f"layers {len(layers)}  kept {after / before:.4f} of their parameters")
    print(f"load {t1 - t0:.1f} s  calibrate {t2 - t1:.1f} s  decompose {t3 - t2:.1f} s  total {t3 - t0:.1f} s")

if __name__ == "__main__":
    main()
