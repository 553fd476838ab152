"""Writes down which Python and which packages a process of the run used: $MLF_LSP_RUN/process-PID.json."""
import atexit
import json
import os
import platform
import sys

_PACKAGES = (
    "torch torchvision torchaudio lightning pytorch_lightning tensorflow keras jax jaxlib flax numpy scipy pandas polars sklearn "
    "xgboost lightgbm catboost transformers datasets accelerate mlflow h5py numba dask ray"
).split()
_path = os.path.join(os.environ["MLF_LSP_RUN"], "process-%d.json" % os.getpid())


def _version(name):
    return str(getattr(sys.modules[name], "__version__", "") or "")


def _torch():
    torch = sys.modules.get("torch")
    if not hasattr(torch, "get_num_threads"):
        return {}
    facts = {"threads": torch.get_num_threads()}
    if hasattr(torch, "are_deterministic_algorithms_enabled"):
        facts["deterministic"] = torch.are_deterministic_algorithms_enabled()
    return facts


def _write():
    # A forked child has the parent's handlers: it must not write over the parent's file.
    if os.getpid() != _pid or not os.path.isdir(os.path.dirname(_path)):
        return
    packages = {name: _version(name) for name in _PACKAGES if name in sys.modules}
    facts = {
        "python": platform.python_version(),
        "executable": sys.executable,
        "packages": {name: version for name, version in packages.items() if version},
        "torch": _torch(),
    }
    with open(_path, "w") as file:
        json.dump(facts, file, sort_keys=True)


_pid = os.getpid()
_write()
atexit.register(_write)
