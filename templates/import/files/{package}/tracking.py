"""Keeps what a run was given, what it ran on and what came out."""

import contextlib
import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

try:
    import mlflow
except ImportError:
    mlflow = None

VARIABLES = ("PYTHONHASHSEED", "CUBLAS_WORKSPACE_CONFIG", "CUDA_VISIBLE_DEVICES", "OMP_NUM_THREADS", "TF_DETERMINISTIC_OPS")


@contextlib.contextmanager
def tracked() -> Iterator[None]:
    """A run of MLflow, where that is installed, around what is done inside."""
    if mlflow is None:
        print("MLflow is not installed: nothing of this run is kept.", file=sys.stderr)
        yield
        return
    mlflow.autolog(log_models=False)
    with mlflow.start_run():
        mlflow.log_param("arguments", " ".join(sys.argv[1:]))
        mlflow.log_dict(environment(), "reports/environment.json")
        mlflow.log_dict(hardware(), "reports/hardware.json")
        try:
            yield
        except SystemExit as end:  # a program that ends itself has not failed by that
            if end.code:
                raise


def environment() -> dict[str, Any]:
    packages = {d.metadata["Name"]: d.version for d in importlib.metadata.distributions()}
    return {
        "python": sys.version,
        "platform": platform.platform(),
        "packages": dict(sorted(packages.items())),
        "variables": {name: os.environ.get(name) for name in VARIABLES},
        "command": sys.argv,
    }


def hardware() -> dict[str, Any]:
    """Processor and GPUs; install mlf-lsp for its fuller report."""
    gpus: list[str] = []
    program = shutil.which("nvidia-smi")
    if program:
        query = [program, "--query-gpu=name,uuid,driver_version,memory.total", "--format=csv,noheader"]
        gpus = subprocess.run(query, capture_output=True, text=True, timeout=30, check=False).stdout.splitlines()
    return {"cpu": platform.processor(), "machine": platform.machine(), "logical_cores": os.cpu_count(), "gpus": gpus}
