"""Random number generators: their states, and how they are seeded."""
import importlib
import os
import random
import sys
import time

from . import digest

_inst = random._inst
_getstate = _inst.getstate


_ready = {}  # modules that have been imported to their end


def states():
    """Digests of the states of the generators that every program shares."""
    version, inner, gauss = _getstate()
    out = {"python": "%x%s" % (hash(inner) & (1 << 64) - 1, "" if gauss is None else repr(gauss))}
    legacy = sys.modules.get("numpy.random.mtrand") if "numpy" in _ready else None
    if legacy is not None:
        out["numpy"] = digest.of_state(legacy._rand.get_state(legacy=False))
    torch = _ready.get("torch")
    if torch is not None:
        t = torch.default_generator.get_state()
        out["torch"] = digest.of_memory(t.data_ptr(), t.numel())
        cuda = getattr(torch, "cuda", None)
        if cuda is not None and cuda.is_initialized():
            for n in range(cuda.device_count()):
                out["cuda:%d" % n] = digest.of_tensor(cuda.get_rng_state(n))
    return out


def install(rec):
    def numpy_came(module):
        importlib.import_module("numpy.random")  # some versions wait until it is used: too late to see its first state
        _ready["numpy"] = module

    rec.when("numpy", numpy_came)
    rec.when("torch", lambda module: _ready.update(torch=module))
    rec.on_fork.append(lambda: rec.rng.clear())  # Python seeds its generator anew in a child

    def changes():
        """What changed since the last time, as name: [before, after]."""
        now = states()
        out = {}
        for name, state in now.items():
            before = rec.rng.get(name)
            if before != state:
                out[name] = [before or "", state]
        rec.rng = now
        return out

    def told(frame, kind, **fields):
        rec.add(kind, frame, r=changes(), **fields)

    rec.rng_changes = changes

    def seeds(name, at=0, key=None):
        def before(frame, args, kwargs):
            changed = changes()
            if changed:
                rec.add("rng", frame, r=changed)
        def after(frame, args, kwargs, result, memo):
            value = args[at] if len(args) > at else kwargs.get(key) if key else None
            told(frame, "seed", op=name, d={"seed": digest.of(value) or "?"}, x=origin(value))
        return before, after

    before, after = seeds("random.seed", 0, "a")
    rec.wrap(random, "seed", before, after)

    def numpy_random(module):
        rec.wrap(module, "seed", *seeds("numpy.random.seed", 0, "seed"))
        if hasattr(module, "default_rng"):
            def made(frame, args, kwargs, result, memo):
                value = args[0] if args else kwargs.get("seed")
                told(frame, "seed", op="numpy.random.default_rng", d={"state": digest.of(result) or "?"}, x=origin(value))
            rec.wrap(module, "default_rng", None, made)

    rec.when("numpy.random", numpy_random)

    def torch_random(module):
        rec.wrap(module, "manual_seed", *seeds("torch.manual_seed", 0, "seed"))

        def fresh(frame, args, kwargs, result, memo):
            told(frame, "seed", op="torch.seed", d={"seed": digest.of(result)}, x="entropy")
        rec.wrap(module, "seed", None, fresh)

    rec.when("torch.random", torch_random)

    def tensorflow_seed(module):
        rec.wrap(module, "set_seed", *seeds("tensorflow.random.set_seed", 0, "seed"))

    rec.when("tensorflow.python.framework.random_seed", tensorflow_seed)

    def keras_seed(module):
        rec.wrap(module, "set_random_seed", *seeds("keras.utils.set_random_seed", 0, "seed"))

    rec.when("keras.src.utils.rng_utils", keras_seed)
    rec.when("keras.utils.tf_utils", keras_seed)


def origin(value):
    """Where a seed seems to come from: "none", "clock", "pid" or ""."""
    if value is None:
        return "none"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    if value == os.getpid():
        return "pid"
    return "clock" if clocklike(value) else ""


def clocklike(value):
    """Tells whether a number is about the present time, in some unit, perhaps
    cut to 32 bits."""
    if not value > 10 ** 4:
        return False
    now = time.time()
    for unit in (1, 10 ** 3, 10 ** 6, 10 ** 9):
        if abs(now * unit - value) < 30 * unit:
            return True
    if isinstance(value, int) and value < 1 << 32:
        for unit, seconds in ((10 ** 3, 30), (10 ** 6, 1), (10 ** 9, 0.004)):
            for cut in (1 << 32, (1 << 32) - 1, 1 << 31, (1 << 31) - 1):
                if (int(now * unit) - value) % cut < seconds * unit:
                    return True
    if isinstance(value, float):
        return any(abs(clock - value) < 30 for clock in (time.perf_counter(), time.monotonic()))
    return False
