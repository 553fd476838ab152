"""Times `mlf-lsp check` beside other linters, interleaved, on generated trees and on packages from the package index.

mlf-lsp is run anew, again with nothing changed, and after one file changed; ruff as the fastest linter there is, pylint
and flake8-bugbear as linters written in Python.

Packages and ruff come through the user's own pip configuration and are kept in the user's cache folder. What cannot be
had is named and left out. Numbers are the best and the median of several rounds; ratios are of medians.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import venv
import zipfile
from pathlib import Path

PACKAGES = ["monai", "timm", "scvi-tools", "scikit-learn"]
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "mlf-lsp-bench"
MODULE = '''"""Module {i}."""
import os
import random

import numpy as np
import torch
from torch import nn


class Block{i}(nn.Module):
    def __init__(self, width: int = {w}):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1)
        self.norm = nn.BatchNorm2d(width)

    def forward(self, x):
        for _ in range(3):
            x = torch.relu(self.norm(self.conv(x))) + x
        return x


def load{i}(root):
    rows = []
    for name in sorted(os.listdir(root)):
        with open(os.path.join(root, name)) as f:
            rows.append([float(v) for v in f.read().split(",") if v])
    return np.asarray(rows)


def pick{i}(rows, seed={i}):
    rng = random.Random(seed)
    return [rows[rng.randrange(len(rows))] for _ in range(10)]
'''


def generated(count: int) -> Path:
    root = CACHE / f"generated-{count}"
    if not (root / "done").exists():
        for i in range(count):
            folder = root / f"pkg{i % 50}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"m{i}.py").write_text(MODULE.format(i=i, w=8 + i % 8))
        (root / "done").touch()
    return root


def package(name: str) -> Path | None:
    root = CACHE / name
    if (root / "done").exists():
        return root
    root.mkdir(parents=True, exist_ok=True)
    wheels = CACHE / "wheels" / name
    got = subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", str(wheels), name],
        capture_output=True, text=True,
    )
    if got.returncode:
        print(f"left out: {name} could not be downloaded")
        return None
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as z:
            z.extractall(root, [n for n in z.namelist() if n.endswith(".py")])
    (root / "done").touch()
    return root


def tool(name: str, *packages: str) -> str | None:
    env = CACHE / "venv"
    path = env / "bin" / name
    if not path.exists():
        if not env.exists():
            venv.create(env, with_pip=True)
        if subprocess.run([str(env / "bin" / "python"), "-m", "pip", "install", "-q", *packages]).returncode:
            print(f"left out: {name} could not be installed")
            return None
    return str(path)


def timed(command: list[str], cwd: Path) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--rounds", type=int, default=3)
    args.add_argument("--json", type=Path)
    args.add_argument("--slow", action="store_true", help="pylint too, which takes minutes a tree")
    args = args.parse_args()
    binary = str(Path("bin/mlf-lsp").resolve())
    os.environ["MLF_LSP_CACHE"] = str(CACHE / "reports")
    commands = {
        "mlf-lsp": [binary, "check", "--format", "jsonl", "--no-cache", "."],
        "again": [binary, "check", "--format", "jsonl", "."],
    }
    if path := tool("ruff", "ruff"):
        commands["ruff"] = [path, "check", "--select", "NPY,S,PTH", "--no-cache", "--exit-zero", "--isolated", "."]
        commands["ruff again"] = [path, "check", "--select", "NPY,S,PTH", "--cache-dir", str(CACHE / "ruff"), "--exit-zero", "--isolated", "."]
    if path := tool("flake8", "flake8", "flake8-bugbear"):
        commands["flake8"] = [path, "--isolated", "--select", "B", "."]
    if args.slow and (path := tool("pylint", "pylint")):
        commands["pylint"] = [path, "--rcfile", os.devnull, "--recursive", "y", "-j", "0", "."]
    trees = {"generated 2,000": generated(2000), "generated 10,000": generated(10000)} | {n: p for n in PACKAGES if (p := package(n))}
    print(f"{'tree':<18}{'files':>7}{'MB':>7}  {'tool':<11}{'best s':>8}{'median s':>10}{'MB/s':>8}{'files/s':>9}{'x ruff':>8}")
    rows = []
    for name, root in trees.items():
        files = list(root.rglob("*.py"))
        size = sum(f.stat().st_size for f in files) / 1e6
        times: dict[str, list[float]] = {name: [] for name in commands}
        for command in commands.values():
            if "again" in "".join(n for n, c in commands.items() if c is command):
                timed(command, root)  # what is kept from here on
        for _ in range(args.rounds):
            for label, command in commands.items():
                if label == "flake8" and len(times[label]) > 0:
                    continue  # minutes; once is enough for its order of magnitude
                times[label].append(timed(command, root))
        base = statistics.median(times["ruff"]) if "ruff" in times else None
        for label, ts in times.items():
            median = statistics.median(ts)
            ratio = median / base if base else float("nan")
            rows.append({"tree": name, "files": len(files), "mb": size, "tool": label, "best": min(ts), "median": median, "ratio": ratio})
            print(f"{name:<18}{len(files):>7}{size:>7.1f}  {label:<11}{min(ts):>8.2f}{median:>10.2f}{size / median:>8.1f}{len(files) / median:>9.0f}{ratio:>8.1f}")
    if args.json:
        args.json.write_text(json.dumps(rows, indent=1) + "\n")


main()
