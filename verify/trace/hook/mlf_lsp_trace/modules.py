"""PyTorch modules: what goes in, what comes out, and gradients of what comes out.

Gradients are taken by hooks of tensors. Backward hooks of modules would put
nodes of their own into the graph, and programs that change tensors in place
after a module would stop.
"""
import sys
import threading
import weakref

from . import digest
from .recorder import place

RANDOM = ("Dropout", "RReLU", "FractionalMaxPool")


class Modules:
    """What is known of the modules and tensors of a process."""

    def __init__(self, rec, torch):
        self.rec = rec
        self.torch = torch
        self.names = {}  # id of a module: (reference, path)
        self.parameters = {}  # id of a parameter: path
        self.created = {}  # id of a module: (reference, place)
        self.labels = {}  # id of a tensor: (reference, version, [event, index], digest)
        self.local = threading.local()
        self.place = None  # where the last forward was called
        rec.on_step.append(self.forget)

    def forget(self, step):
        self.labels.clear()
        self.local = threading.local()

    def stack(self):
        try:
            return self.local.stack
        except AttributeError:
            self.local.stack = []
            return self.local.stack

    def path(self, module):
        """The path of a module below the one that was called first."""
        known = self.names.get(id(module))
        if known is not None and known[0]() is module:
            return known[1]
        stack = self.stack()
        name = type(module).__name__
        if stack:
            name = self.path(stack[-1]) + "/" + name
        self.adopt(module, name)
        return self.names[id(module)][1]

    def adopt(self, module, name):
        for below, inner in module.named_modules():
            path = name + "." + below if below else name
            known = self.names.get(id(inner))
            if known is None or known[0]() is not inner:
                self.names[id(inner)] = (weakref.ref(inner), path)
        for below, parameter in module.named_parameters():
            self.parameters[id(parameter)] = name + "." + below
        self.rec.add("initial", self.rec.caller(), m=name, d=self.held(module, name))

    def held(self, module, name):
        out = {}
        for below, value in list(module.named_parameters()) + list(module.named_buffers()):
            if not uninitialised(value):
                out[name + "." + below] = digest.of(value) or "?"
        return out

    def tensors(self, value, prefix, out, depth=0):
        """Adds name: tensor for the tensors in what was given or returned."""
        if isinstance(value, self.torch.Tensor):
            out.append((prefix, value))
        elif depth < 3 and isinstance(value, (tuple, list)):
            for n, item in enumerate(value[:16]):
                self.tensors(item, prefix + "." + str(n) if depth or len(value) > 1 else prefix, out, depth + 1)
        elif depth < 3 and isinstance(value, dict):
            for key in list(value)[:16]:
                self.tensors(value[key], prefix + "." + str(key), out, depth + 1)
        return out

    def digest(self, tensor):
        known = self.labels.get(id(tensor))
        if known is not None and known[0]() is tensor and known[1] == version(tensor):
            return known[3]
        return digest.of(tensor) or "?" + type(tensor).__name__

    def sources(self, pairs):
        """The events whose outputs come in."""
        out = []
        for _, tensor in pairs:
            known = self.labels.get(id(tensor))
            if known is not None and known[0]() is tensor:
                out.append(known[2])
        return out

    def produced(self, event, pairs, marks, where, fields):
        """Labels outputs, and has their gradients recorded."""
        for n, (name, tensor) in enumerate(pairs):
            known = self.labels.get(id(tensor))
            if known is not None and known[0]() is tensor and known[1] == version(tensor):
                continue  # from a module within this one
            self.labels[id(tensor)] = (weakref.ref(tensor), version(tensor), [event, n], marks[name])
            if tensor.requires_grad and self.torch.is_grad_enabled() and type(tensor) is self.torch.Tensor:
                tensor.register_hook(self.gradient(event, n, where, fields))

    def gradient(self, event, n, where, fields):
        rec = self.rec

        def hook(grad):
            if not rec.quiet() and not self.away():
                with rec.recording():
                    rec.add("gradient", where, of=event, i=n, d={"gradient": digest.of(grad) or "?"}, **fields)
        return hook

    def away(self):
        """Whether code is being compiled or captured rather than run."""
        torch = self.torch
        return torch.jit.is_tracing() or torch.cuda.is_initialized() and torch.cuda.is_current_stream_capturing()


def uninitialised(value):
    return type(value).__name__.startswith("Uninitialized")


def version(tensor):
    try:
        return tensor._version
    except RuntimeError:  # tensors of inference mode have none
        return -1


def never():
    return False


def install(rec):
    def torch_came(torch):
        module = sys.modules["torch.nn.modules.module"]
        m = rec.modules = Modules(rec, torch)
        compiler = getattr(torch, "compiler", None)
        compiling = getattr(compiler, "is_compiling", never)
        creation(rec, m, module.Module)

        def before(mod, inputs):
            # First and alone, so that nothing of this gets into compiled code.
            if compiling():
                return None
            if not rec.full() or rec.quiet() or m.away():
                return None
            with rec.recording():
                outermost = not m.stack()
                path = m.path(mod)
                m.stack().append(mod)
                if outermost:
                    m.place = rec.caller()
                    pairs = m.tensors(inputs, "in", [])
                    rec.add("input", m.place, m=path, op=type(mod).__name__, d={name: m.digest(t) for name, t in pairs}, r=rec.rng_changes())
                elif type(mod).__name__.startswith(RANDOM):
                    changed = rec.rng_changes()
                    if changed:
                        rec.add("rng", rec.caller(), r=changed)
            return None

        def after(mod, inputs, output):
            if compiling():
                return None
            if rec.quiet() or not m.stack() or m.away():
                return None
            with rec.recording():
                stack = m.stack()
                while stack and stack.pop() is not mod:
                    pass
                given, made = m.tensors(inputs, "in", []), m.tensors(output, "out", [])
                marks = {name: m.digest(t) for name, t in given}
                marks.update((name, m.digest(t)) for name, t in made)
                where = place(rec.caller())
                fields = {"m": m.path(mod), "op": type(mod).__name__}
                made_at = m.created.get(id(mod))
                if made_at is not None and made_at[0]() is mod:
                    fields["cr"] = rec.site(made_at[1])
                r = rec.rng_changes() if type(mod).__name__.startswith(RANDOM) else None
                event = rec.add("forward", where, d=marks, r=r, of=m.sources(given), **fields)
                if not same(given, made):
                    m.produced(event, made, marks, where, fields)
            return None

        module.register_module_forward_pre_hook(before)
        module.register_module_forward_hook(after)

    rec.when("torch", torch_came)


def same(given, made):
    """A module that hands on what it got has no gradient of its own."""
    ids = {id(t) for _, t in given}
    return all(id(t) in ids for _, t in made)


def creation(rec, m, kind):
    """Remembers where user code makes each module."""
    original = kind.__init__

    def __init__(self, *args, **kwargs):
        original(self, *args, **kwargs)
        if not rec.quiet():
            with rec.recording():
                frame = rec.caller()
                while frame is not None and frame.f_code.co_name == "__init__" and frame.f_locals.get("self") is self:
                    frame = frame.f_back  # the module's own constructor
                    while frame is not None and not rec.user(frame.f_code):
                        frame = frame.f_back
                if frame is not None:
                    m.created[id(self)] = (weakref.ref(self), place(frame))

    __init__.__wrapped__ = original
    __init__.__doc__ = original.__doc__
    kind.__init__ = __init__
