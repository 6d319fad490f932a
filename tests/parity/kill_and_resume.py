#!/usr/bin/env python3
"""Kills a run at random moments and resumes it; the outcome must equal an unbroken run's.

  kill_and_resume.py --cli build/bin/lapidary-cli --model MODEL --recipe R.json --work DIR [--kills 20]
"""
import argparse
import hashlib
import json
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

VOLATILE = ("seconds", "created", "peak_rss_bytes", "tokens_per_s")


def start(a, store):
    return subprocess.Popen([a.cli, "run", a.model, "--recipe", a.recipe, "--store", store,
                             "--name", "kill", "--json", "--quiet"],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process):
    out, err = process.communicate()
    if process.returncode != 0:
        raise SystemExit(f"the run failed with {process.returncode}: {err}")
    return json.loads(out)["run"]


def without_times(value):
    if isinstance(value, dict):
        return {k: without_times(v) for k, v in value.items() if k not in VOLATILE}
    return [without_times(v) for v in value] if isinstance(value, list) else value


def fingerprint(folder):
    record = without_times(json.loads((folder / "record.json").read_text()))
    files = {f.name: hashlib.blake2b(f.read_bytes()).hexdigest()
             for f in sorted((folder / "checkpoint").iterdir())}
    return json.dumps(record, sort_keys=True), files


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--cli", "--model", "--recipe", "--work"):
        parser.add_argument(name, required=True)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    a = parser.parse_args()
    random.seed(a.seed)
    work = Path(a.work)
    shutil.rmtree(work, ignore_errors=True)
    began = time.monotonic()
    whole = finish(start(a, work / "whole"))
    duration = time.monotonic() - began
    expected = fingerprint(work / "whole" / whole)
    identical = 0
    for attempt in range(a.kills):
        store = work / f"killed-{attempt}"
        process = start(a, store)
        moment = random.uniform(0.05, 0.95) * duration
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
        run = finish(start(a, store))
        same = fingerprint(store / run) == expected
        identical += same
        print(f"killed after {moment:.2f} of {duration:.2f} s: "
              f"{'identical' if same else 'DIFFERENT'}", flush=True)
        if same:
            shutil.rmtree(store)
    print(f"{identical} of {a.kills} identical")
    raise SystemExit(0 if identical == a.kills else 1)


if __name__ == "__main__":
    main()
