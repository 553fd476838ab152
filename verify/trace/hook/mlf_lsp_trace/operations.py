"""Functions of PyTorch that user code calls, such as interpolate and scatter_add."""
import sys
from functools import wraps

from .recorder import place


def install(rec):
    def torch_came(torch):
        m = rec.modules
        compiler = getattr(torch, "compiler", None)
        compiling = getattr(compiler, "is_compiling", lambda: False)
        wrapped = []
        for name in rec.config.get("functions", ()):
            owner, last = find(torch, name)
            if owner is not None:
                original = getattr(owner, last)
                if callable(original) and not isinstance(original, type) and not hasattr(original, "_mlf_lsp"):
                    traced = wrapper(rec, m, original, name, compiling)
                    wrapped.append((owner, last, original, traced))
                    setattr(owner, last, traced)
        jit(torch, wrapped)
        backward(rec, torch)

    rec.when("torch", torch_came)


def find(torch, name):
    """The holder of a qualified name, and its last part."""
    parts = name.split(".")
    owner = torch
    for part in parts[1:-1]:
        owner = getattr(owner, part, None)
    if owner is None or not hasattr(owner, parts[-1]):
        return None, None
    return owner, parts[-1]


def wrapper(rec, m, original, name, compiling):
    @wraps(original)
    def traced(*args, **kwargs):
        if compiling() or rec.quiet() or not rec.full() or not rec.user(sys._getframe(1).f_code) or m.away():
            return original(*args, **kwargs)
        given, marks = [], {}
        with rec.recording():
            given = m.tensors(list(args) + list(kwargs.values()), "in", [])
            marks = {n: m.digest(t) for n, t in given}
        result = original(*args, **kwargs)
        with rec.recording():
            made = m.tensors(result, "out", [])
            marks.update((n, m.digest(t)) for n, t in made)
            stack = m.stack()
            fields = {"m": m.path(stack[-1]) if stack else "", "op": name}
            where = place(rec.caller())
            event = rec.add("operation", where, d=marks, r=rec.rng_changes(), of=m.sources(given), **fields)
            m.produced(event, made, marks, where, fields)
        return result

    traced._mlf_lsp = original
    return traced


def jit(torch, wrapped):
    """torch.jit.script reads the code of functions: it gets the true ones."""
    original = torch.jit.script

    @wraps(original)
    def script(*args, **kwargs):
        for owner, name, true, _ in wrapped:
            setattr(owner, name, true)
        try:
            return original(*args, **kwargs)
        finally:
            for owner, name, _, traced in wrapped:
                setattr(owner, name, traced)

    torch.jit.script = script


def backward(rec, torch):
    """Losses, at the line that calls backward."""
    from . import digest

    def before(frame, args, kwargs):
        rec.add("loss", frame, d={"loss": digest.of(args[0].detach()) or "?"})

    rec.wrap(torch.Tensor, "backward", before)
