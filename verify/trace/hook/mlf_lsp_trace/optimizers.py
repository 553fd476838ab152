"""PyTorch optimisers: gradients before a step, parameters after it."""
import sys

from . import digest


def install(rec):
    def torch_came(torch):
        kind = sys.modules["torch.optim.optimizer"].Optimizer
        original = kind.__init__

        def __init__(self, *args, **kwargs):
            original(self, *args, **kwargs)
            wrap(rec, type(self))

        __init__.__wrapped__ = original
        __init__.__doc__ = original.__doc__
        kind.__init__ = __init__

    rec.when("torch", torch_came)


def wrap(rec, kind):
    """Wraps the step of an optimiser's class once, where it is defined."""
    for owner in kind.__mro__:
        if "step" in owner.__dict__:
            break
    else:
        return

    def before(frame, args, kwargs):
        if rec.full():
            rec.add("gradients", frame, op=type(args[0]).__name__, d=each(rec, args[0], "grad"))

    def after(frame, args, kwargs, result, memo):
        if rec.full():
            rec.add("parameters", frame, op=type(args[0]).__name__, d=each(rec, args[0], None))
        rec.add("step", frame, op=type(args[0]).__name__, r=rec.rng_changes())
        rec.next_step()

    rec.wrap(owner, "step", before, after)


def each(rec, optimizer, attribute):
    out = {}
    n = 0
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            value = getattr(parameter, attribute) if attribute else parameter
            name = rec.modules.parameters.get(id(parameter)) or "parameter %d" % n
            n += 1
            if value is not None:
                out[name] = digest.of(value) or "?"
    return out
