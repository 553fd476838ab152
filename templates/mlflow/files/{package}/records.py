"""What a run records, so that it can be repeated and compared."""

import hashlib
import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import mlflow
import numpy as np

# Variables that decide whether two runs can be equal.
VARIABLES = (
    "PYTHONHASHSEED",
    "CUBLAS_WORKSPACE_CONFIG",
    "CUDA_VISIBLE_DEVICES",
    "NVIDIA_TF32_OVERRIDE",
    "OMP_NUM_THREADS",
    "TF_DETERMINISTIC_OPS",
    "TF_CUDNN_DETERMINISTIC",
    "TF_ENABLE_ONEDNN_OPTS",
    "XLA_FLAGS",
)

# What the model is served with: all packages that it was trained with.
REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements-lock.txt"


def environment() -> dict[str, Any]:
    """Python, its packages, and the variables that matter."""
    packages = {d.metadata["Name"]: d.version for d in importlib.metadata.distributions()}
    return {
        "python": sys.version,
        "platform": platform.platform(),
        "packages": dict(sorted(packages.items(), key=lambda p: p[0].lower())),
        "variables": {name: os.environ.get(name) for name in VARIABLES},
        "command": sys.argv,
    }


def hardware() -> dict[str, Any]:
    """Processor, memory and GPUs, as far as the system tells."""
    cpu = platform.processor()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")
        ]
        cpu = names[0] if names else cpu
    memory = None
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cpu": cpu,
        "machine": platform.machine(),
        "logical_cores": os.cpu_count(),
        "memory_bytes": memory,
        "gpus": gpus(),
    }


def gpus() -> list[dict[str, str]]:
    """NVIDIA's GPUs, by nvidia-smi; none where there is no such program."""
    fields = ("name", "uuid", "driver_version", "memory.total", "compute_cap")
    program = shutil.which("nvidia-smi")
    if program is None:
        return []
    query = [program, f"--query-gpu={','.join(fields)}", "--format=csv,noheader"]
    answer = subprocess.run(query, capture_output=True, text=True, timeout=30, check=False)
    rows = [line.split(", ") for line in answer.stdout.splitlines() if line.strip()]
    return [dict(zip(fields, row, strict=False)) for row in rows] if answer.returncode == 0 else []


def hash_files(folder: str | Path) -> str:
    """SHA-256 of a file, or of all files below a folder with their names."""
    root = Path(folder)
    files = [root] if root.is_file() else sorted(p for p in root.rglob("*") if p.is_file())
    whole = hashlib.sha256()
    for path in files:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        whole.update(f"{path.relative_to(root).as_posix()}\0{digest}\n".encode())
    return whole.hexdigest()


def hash_arrays(arrays: Iterable[tuple[str, np.ndarray]]) -> str:
    """SHA-256 of arrays with their names, types and shapes; equal hashes are equal arrays."""
    whole = hashlib.sha256()
    for name, array in arrays:
        whole.update(f"{name}\0{array.dtype}\0{array.shape}\n".encode())
        whole.update(np.ascontiguousarray(array).tobytes())
    return whole.hexdigest()


def log_reports() -> None:
    """Keeps the environment and the hardware with the active run of MLflow."""
    mlflow.log_dict(environment(), "reports/environment.json")
    mlflow.log_dict(hardware(), "reports/hardware.json")
    program = shutil.which("mlf-lsp")
    if program is None:
        return
    query = [program, "hardware", "report", "--format", "json"]
    answer = subprocess.run(query, capture_output=True, text=True, timeout=60, check=False)
    if answer.returncode == 0:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "mlf-lsp-hardware.json"
            path.write_text(answer.stdout)
            mlflow.log_artifact(str(path), "reports")


def say_next(model_uri: str) -> None:
    """Tells what can be done with a run."""
    print("Look at the run:  mlflow ui")
    print(f"Serve the model:  mlflow models serve --model-uri {model_uri} --env-manager local")


def write_result(path: str, result: dict[str, Any]) -> None:
    """Writes what a run gave as JSON, for tests and scripts."""
    if path:
        Path(path).write_text(json.dumps(result, indent=2, sort_keys=True) + "\n")
