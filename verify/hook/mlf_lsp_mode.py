"""Puts a program into a mode without editing it: random, seeds or deterministic (MLF_LSP_MODE, MLF_LSP_SEED).

random         seeds that the program sets are replaced by fresh entropy; deterministic algorithms stay off
seeds          every generator is seeded before the program begins; deterministic algorithms stay off
deterministic  as seeds, with deterministic algorithms on
"""
import os
import random
import sys

from mlf_lsp_imports import when_imported

MODE = os.environ["MLF_LSP_MODE"]
SEED = int(os.environ["MLF_LSP_SEED"])


def guarded(name, function):
    """Change a module once it is imported; a version that cannot be changed is said and left alone."""

    def change(module):
        try:
            function(module)
        except Exception as error:
            sys.stderr.write("mlf-lsp: mode %s could not change %s: %s: %s\n" % (MODE, name, type(error).__name__, error))

    when_imported(name, change)


def fresh():
    return int.from_bytes(os.urandom(4), "little")


def replaced(owner, name, function):
    """Replace an attribute by function(the original, *args, **kwargs)."""
    original = getattr(owner, name, None)
    if original is None:
        return

    def call(*args, **kwargs):
        return function(original, *args, **kwargs)

    for attribute in ("__name__", "__qualname__", "__doc__", "__module__", "__wrapped__"):
        try:
            setattr(call, attribute, original if attribute == "__wrapped__" else getattr(original, attribute))
        except AttributeError:
            pass
    setattr(owner, name, call)


def keep_class(module, name, make):
    """Replace a class by a subclass of which instances of the original are instances."""
    original = getattr(module, name)
    meta = type("Meta", (type(original),), {"__instancecheck__": lambda cls, one: isinstance(one, original)})
    changed = meta(name, (original,), {"__init__": make(original), "__module__": original.__module__})
    changed.__reduce__ = getattr(original, "__reduce__")
    setattr(module, name, changed)


# random: whatever seed is given, another one is used.


def random_python():
    replaced(random, "seed", lambda original, *a, **k: original())
    keep_class(random, "Random", lambda original: lambda self, *a: original.__init__(self))


def random_numpy(numpy):
    replaced(numpy.random, "seed", lambda original, *a, **k: original())
    replaced(numpy.random, "default_rng", lambda original, seed=None: original(seed if hasattr(seed, "bit_generator") else None))
    keep_class(numpy.random, "RandomState", lambda original: lambda self, *a, **k: original.__init__(self))


def random_torch(torch):
    replaced(torch, "manual_seed", lambda original, *a, **k: original(fresh()))
    for name in ("manual_seed", "manual_seed_all"):
        if hasattr(torch, "cuda"):
            replaced(torch.cuda, name, lambda original, *a, **k: original(fresh()))
    if hasattr(torch, "Generator"):

        class Generator(torch.Generator):
            def manual_seed(self, seed):
                return super(Generator, self).manual_seed(fresh())

        torch.Generator = Generator


def random_tensorflow(tensorflow):
    replaced(tensorflow.random, "set_seed", lambda original, *a, **k: original(fresh()))


def random_keras(module):
    replaced(module.utils, "set_random_seed", lambda original, *a, **k: original(fresh()))


def random_sklearn(module):
    replaced(module, "check_random_state", lambda original, seed: original(None if isinstance(seed, int) else seed))


def unseeded(params):
    """Parameters of a booster with fresh seeds, whether they had one or the default."""
    params = dict(params)
    for name in ("random_state", "seed", "random_seed", "bagging_seed", "feature_fraction_seed", "data_random_seed"):
        params.pop(name, None)
    params["seed"] = fresh() >> 2
    return params


def random_booster(module):
    replaced(module, "train", lambda original, params, *a, **k: original(unseeded(params), *a, **k))
    replaced(module, "cv", lambda original, params, *a, **k: original(unseeded(params), *a, **dict(k, seed=fresh() >> 2)))


def random_xgboost_sklearn(module):
    replaced(module.XGBModel, "get_xgb_params", lambda original, self: unseeded(original(self)))
    replaced(module, "train", lambda original, params, *a, **k: original(unseeded(params), *a, **k))


def random_jax(jax):
    for name in ("PRNGKey", "key"):
        replaced(jax.random, name, lambda original, seed, *a, **k: original(fresh(), *a, **k))


# seeds: every generator begins with the same seed; those that the program sets itself stay.


def seed_python():
    random.seed(SEED)
    keep_class(random, "Random", lambda original: lambda self, *a: original.__init__(self, *(a or (SEED,))))


def seed_numpy(numpy):
    numpy.random.seed(SEED)
    replaced(numpy.random, "default_rng", lambda original, seed=None: original(SEED if seed is None else seed))
    keep_class(numpy.random, "RandomState", lambda original: lambda self, *a, **k: original.__init__(
        self, *((SEED,) if a in ((), (None,)) and k.get("seed") is None else a), **({} if k.get("seed") is None else k)))


def seed_torch(torch):
    torch.manual_seed(SEED)


def seed_tensorflow(tensorflow):
    tensorflow.random.set_seed(SEED)


# Deterministic algorithms, off and on.


def nothing(original, *a, **k):
    return None


def off_torch(torch):
    replaced(torch, "use_deterministic_algorithms", nothing)
    replaced(torch, "set_deterministic", nothing)
    if hasattr(torch, "_C"):
        replaced(torch._C, "_set_cudnn_deterministic", lambda original, value: original(False))


def off_tensorflow(tensorflow):
    replaced(tensorflow.config.experimental, "enable_op_determinism", nothing)


def on_torch(torch):
    if hasattr(torch, "use_deterministic_algorithms"):
        try:
            torch.use_deterministic_algorithms(True, warn_only=True)
        except TypeError:  # before 1.11 there is no way to only warn
            torch.use_deterministic_algorithms(True)
    elif hasattr(torch, "set_deterministic"):
        torch.set_deterministic(True)
    if hasattr(torch.backends, "cudnn"):
        torch.backends.cudnn.deterministic = True
        torch.backends.cudnn.benchmark = False


def on_tensorflow(tensorflow):
    enable = getattr(tensorflow.config.experimental, "enable_op_determinism", None)
    if enable is not None:  # before 2.8 the variable TF_DETERMINISTIC_OPS does it
        enable()


def setup():
    if MODE == "random":
        random_python()
        guarded("numpy", random_numpy)
        guarded("torch", random_torch)
        guarded("tensorflow", random_tensorflow)
        guarded("keras", random_keras)
        guarded("sklearn.utils.validation", random_sklearn)
        guarded("xgboost.training", random_booster)
        guarded("xgboost.sklearn", random_xgboost_sklearn)
        guarded("lightgbm.engine", random_booster)
        guarded("jax", random_jax)
    else:
        seed_python()
        guarded("numpy", seed_numpy)
        guarded("torch", seed_torch)
        guarded("tensorflow", seed_tensorflow)
    if MODE == "deterministic":
        guarded("torch", on_torch)
        guarded("tensorflow", on_tensorflow)
    else:
        guarded("torch", off_torch)
        guarded("tensorflow", off_tensorflow)


setup()
