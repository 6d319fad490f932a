#!/usr/bin/env python3
"""Time of factorizations: bench_factorizations (C++) beside torch.svd_lowrank and TensorLy.

Usage: bench_factorizations.py PROGRAM [--weights model.safetensors] [--threads N] [--repeats N]
                               [--only svd,mpo,tucker,cp] [--small]
PROGRAM is built with -DLAPIDARY_BENCH=ON. Matrices are random with a spectrum falling like i^-0.5, and
those of a checkpoint where one is given. Both sides run one after the other with the same threads
and OMP_WAIT_POLICY=passive; the least of the repeats counts. The tensor methods run a fixed number of
sweeps on both sides, the time is that of one. Prints raw numbers, versions and ratios.
"""
import argparse
import json
import os
import subprocess
import tempfile
import time

os.environ["OMP_WAIT_POLICY"] = "passive"

import torch  # noqa: E402

SWEEPS = 5


def decaying(m, n, power=0.5):
    torch.manual_seed(m + n)
    k = min(m, n)
    u, v = torch.linalg.qr(torch.randn(m, k))[0], torch.linalg.qr(torch.randn(n, k))[0]
    return ((u * torch.arange(1, k + 1).float().pow(-power)) @ v.t()).contiguous()


def relative(w, found):
    return ((w - found.reshape(w.shape)).norm() / w.norm()).item()


def ours(args, w, **job):
    with tempfile.NamedTemporaryFile(suffix=".f32") as file:
        file.write(w.contiguous().numpy().tobytes())
        file.flush()
        job.update(file=file.name, rows=w.shape[0], columns=w.shape[1], threads=args.threads,
                   repeats=args.repeats)
        out = subprocess.run([args.program, json.dumps(job)], check=True, capture_output=True,
                             text=True).stdout
    answer = json.loads(out)
    return min(answer["seconds"]) / max(1, answer["sweeps"]), answer["error"]


def best(args, body):
    times = []
    for _ in range(args.repeats):
        begin = time.perf_counter()
        answer = body()
        times.append(time.perf_counter() - begin)
    return min(times), answer


def line(what, mine, peer, limit):
    (a, ea), (b, eb) = mine, peer
    print(f"{what:44s} ours {a:8.4f} s, error {ea:.5f}   peer {b:8.4f} s, error {eb:.5f}   "
          f"ratio {a / b:6.3f} (at most {limit})", flush=True)


def svd(args, name, w, rank):
    seconds, (u, s, v) = best(args, lambda: torch.svd_lowrank(w, q=rank))
    peer = seconds, relative(w, (u * s) @ v.t())
    line(f"svd {name} {tuple(w.shape)} k={rank}", ours(args, w, method="svd", rank=rank), peer, 0.8)


def mpo(args, tl, name, w, out, inn, chi):
    from tensorly.decomposition import tensor_train
    n = len(out)
    order = [x for k in range(n) for x in (k, n + k)]
    folded = w.reshape(*out, *inn).permute(order).reshape([a * b for a, b in zip(out, inn)])
    folded = folded.contiguous()
    bonds, left, size = [1], 1, folded.numel()
    for k in range(n - 1):
        left *= folded.shape[k]
        bonds.append(min(chi, left, size // left))
    seconds, cores = best(args, lambda: tensor_train(folded, bonds + [1]))
    peer = seconds, relative(w, tl.tt_to_tensor(cores).reshape(folded.shape)
                             .reshape([x for p in zip(out, inn) for x in p])
                             .permute([2 * k for k in range(n)] + [2 * k + 1 for k in range(n)]))
    line(f"tt-svd {name} {out}x{inn} chi={chi}",
         ours(args, w, method="mpo", out=out, **{"in": inn}, chi=chi), peer, 0.2)


def tucker(args, tl, name, w, out, inn, ranks):
    from tensorly.decomposition import tucker as decompose
    folded = w.reshape(*out, *inn)
    # tol=0 runs all sweeps; the start is timed with them on both sides.
    seconds, found = best(args, lambda: decompose(folded, ranks, n_iter_max=SWEEPS, tol=0,
                                                  init="svd"))
    peer = seconds / SWEEPS, relative(w, tl.tucker_to_tensor(found))
    line(f"hooi {name} {out}x{inn} ranks={ranks}",
         ours(args, w, method="tucker", out=out, **{"in": inn}, ranks=ranks, sweeps=SWEEPS), peer,
         0.2)


def cp(args, tl, name, w, out, inn, rank):
    from tensorly.decomposition import parafac
    folded = w.reshape(*out, *inn)
    seconds, found = best(args, lambda: parafac(folded, rank, n_iter_max=SWEEPS, tol=0,
                                                init="random", random_state=1))
    peer = seconds / SWEEPS, relative(w, tl.cp_to_tensor(found))
    line(f"cp-als {name} {out}x{inn} rank={rank}",
         ours(args, w, method="cp", out=out, **{"in": inn}, rank=rank, sweeps=SWEEPS), peer, 0.2)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--weights")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", default="svd,mpo,tucker,cp")
    parser.add_argument("--small", action="store_true", help="leave out sizes above 2048")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    wanted = args.only.split(",")
    import tensorly as tl
    tl.set_backend("pytorch")
    print(f"torch {torch.__version__}, tensorly {tl.__version__}, {args.threads} threads, least of "
          f"{args.repeats}")
    layers = []
    if args.weights:
        from safetensors.torch import load_file
        held = load_file(args.weights)
        layers = [(n.replace(".weight", "").split("layers.")[-1], held[n].float())
                  for n in ("model.layers.10.mlp.up_proj.weight",
                            "model.layers.10.self_attn.q_proj.weight") if n in held]
    if "svd" in wanted:
        sizes = [(1024, 1024, 128), (2048, 2048, 256)]
        sizes += [] if args.small else [(4096, 4096, 512), (4096, 12800, 512)]
        for m, n, k in sizes:
            svd(args, "decaying", decaying(m, n), k)
        for name, w in layers:
            svd(args, name, w, min(w.shape) // 8)
    w = decaying(1024, 1024)
    if "mpo" in wanted:
        mpo(args, tl, "decaying", w, [8, 8, 16], [8, 8, 16], 50)
        mpo(args, tl, "decaying", w, [32, 32], [32, 32], 200)
        for name, l in layers[:1]:
            mpo(args, tl, name, l, [8, 12, 16], [8, 8, 9], 50)
    if "tucker" in wanted:
        tucker(args, tl, "decaying", w, [32, 32], [32, 32], [24] * 4)
        for name, l in layers[:1]:
            tucker(args, tl, name, l, [32, 48], [24, 24], [24, 36, 18, 18])
    if "cp" in wanted:
        cp(args, tl, "decaying", w, [32, 32], [32, 32], 64)
        for name, l in layers[:1]:
            cp(args, tl, name, l, [32, 48], [24, 24], 64)


if __name__ == "__main__":
    main()
