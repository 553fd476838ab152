"""Follows user code line by line, the first times that each line runs.

After a line has run, what it changed is recorded: digests of the variables of
its function and of the attributes of its object, and the states of generators.
That is what names the line of a divergence that no library sees.
"""
import sys
import threading

from . import digest
from .recorder import Place, qualified
from .rng import clocklike

STEPS = 4  # steps of training after which lines are left alone
FAST = 20000  # events after which states are no longer compared line by line


class Lines:
    def __init__(self, rec, times):
        self.rec = rec
        self.times = times
        self.hits = {}
        self.frames = {}
        self.events = 0
        self.done = False

    def saturated(self, code, line):
        """Counts a visit of a line; true once it has been seen enough."""
        key = (code, line)
        n = self.hits[key] = self.hits.get(key, 0) + 1
        return n > self.times

    def again(self):
        """A forked process has seen no line yet."""
        self.hits.clear()
        self.frames.clear()
        if hasattr(sys, "monitoring") and not self.done:
            sys.monitoring.restart_events()

    def visit(self, frame, line):
        """A frame is about to run a line: tells what the one before changed."""
        with self.rec.recording() as ours:
            if not ours:
                return
            key = id(frame)
            state = self.frames.get(key)
            if state is None or state.code is not frame.f_code:
                if len(self.frames) > 1000:
                    self.frames.clear()
                state = self.frames[key] = State(frame.f_code)
                state.values = self.values(frame)
                self.states(frame, frame.f_code.co_firstlineno)
            elif state.line is not None:
                self.tell(frame, state)
            state.line = line

    def leave(self, frame):
        with self.rec.recording() as ours:
            state = self.frames.pop(id(frame), None) if ours else None
            if state is not None and state.code is frame.f_code and state.line is not None:
                self.tell(frame, state)

    def states(self, frame, line):
        """Accounts for draws between the last event and this one: they belong
        to the line of the caller that is still running."""
        if self.events > FAST:
            return
        changed = self.rec.rng_changes()
        if changed:
            caller = frame.f_back
            while caller is not None and not self.rec.user(caller.f_code):
                caller = caller.f_back
            self.rec.add("rng", caller or frame, r=changed)

    def tell(self, frame, state):
        now = self.values(frame)
        changed, clocks = {}, []
        for name, (mark, value) in now.items():
            before = state.values.get(name)
            if before is None or before[0] != mark:
                changed[name] = mark
                if type(value) in (int, float) and clocklike(value):
                    clocks.append(name)
        state.values = now
        self.events += 1
        rng = self.rec.rng_changes() if self.events <= FAST else None
        if changed or rng:
            threads = threading.active_count()
            self.rec.add("line", Place(frame.f_code.co_filename, state.line, qualified(frame)), d=changed, r=rng, ck=clocks,
                         n=threads if threads > 1 else None)

    def values(self, frame):
        """name: (digest, value of a number) of a frame's variables. Without a
        digest, the object's identity tells whether it was replaced."""
        out = {}
        variables = frame.f_locals
        for name in list(variables):
            if name.startswith("__"):
                continue
            value = variables[name]
            if name == "self" and frame.f_code.co_argcount:
                self.attributes(value, out)
                continue
            self.put(out, name, value)
        return out

    def attributes(self, value, out):
        try:
            held = object.__getattribute__(value, "__dict__")
        except AttributeError:
            return
        if type(held) is dict:
            module = "_parameters" in held  # PyTorch's, with much of its own
            for name in list(held):
                if type(name) is str and not (module and name.startswith("_")):
                    self.put(out, "self." + name, held[name])

    def put(self, out, name, value):
        kind = type(value)
        if kind in UNTOLD:
            return
        try:
            mark = self.digest(value, kind)
        except Exception:
            return
        out[name] = (mark, value if kind is int or kind is float else None)

    def digest(self, value, kind):
        if kind.__name__ in ("Tensor", "Parameter") and kind.__module__.startswith("torch"):
            if value.numel() * value.element_size() > 1 << 20:
                return "?" + str(id(value))
        elif kind.__name__ == "ndarray" and value.nbytes > 1 << 22:
            return "?" + str(id(value))
        return digest.of(value) or Opaque(id(value))


class Opaque(str):
    """Marks a value without a digest: recorded as "?", compared by identity."""

    def __new__(cls, identity):
        self = str.__new__(cls, "?")
        self.identity = identity
        return self

    def __eq__(self, other):
        return isinstance(other, Opaque) and other.identity == self.identity

    def __ne__(self, other):
        return not self == other

    __hash__ = str.__hash__


UNTOLD = frozenset([type(sys), type(lambda: 0), type(len), type, property])


class State:
    """What is known of a frame: the line it runs and its variables."""
    __slots__ = "code", "line", "values"

    def __init__(self, code):
        self.code = code
        self.line = None
        self.values = {}


def install(rec):
    times = int(rec.config.get("lines", 3))
    if times <= 0:
        return
    lines = Lines(rec, times)
    if hasattr(sys, "monitoring"):
        stop = monitor(rec, lines)
    else:
        stop = settrace(rec, lines)
    rec.on_fork.append(lines.again)
    if stop:
        rec.on_close.append(stop)
        rec.on_step.append(lambda step: stop() if step == STEPS + 1 else None)


def monitor(rec, lines):
    """Python 3.12 and later: lines that were seen enough cost nothing."""
    mon = sys.monitoring
    tool = next((t for t in (4, 3, mon.PROFILER_ID) if mon.get_tool(t) is None), None)
    if tool is None:
        return None
    mon.use_tool_id(tool, "mlf-lsp")
    events = mon.events
    local = events.LINE | events.PY_RETURN | events.PY_YIELD

    def enter(code, offset):
        if rec.user(code):
            mon.set_local_events(tool, code, local)
        return mon.DISABLE

    def line(code, number):
        if lines.saturated(code, number):
            state = lines.frames.get(id(sys._getframe(1)))
            if state is not None:
                state.line = number
            return mon.DISABLE
        frame = sys._getframe(1)
        if frame.f_code is code:
            lines.visit(frame, number)

    def leave(code, offset, value):
        frame = sys._getframe(1)
        if id(frame) in lines.frames:
            lines.leave(frame)

    for event, do in ((events.PY_START, enter), (events.LINE, line), (events.PY_RETURN, leave), (events.PY_YIELD, leave)):
        mon.register_callback(tool, event, do)
    mon.set_events(tool, events.PY_START)

    def stop():
        if lines.done:
            return
        lines.done = True
        mon.set_events(tool, 0)
        for code in {c for c, _ in lines.hits}:
            mon.set_local_events(tool, code, 0)
        mon.free_tool_id(tool)

    return stop


def settrace(rec, lines):
    """Before Python 3.12: the way of debuggers, unless one is at work."""
    if sys.gettrace() is not None:
        return None

    def local(frame, event, arg):
        if lines.done:
            return None
        if event == "line":
            if lines.saturated(frame.f_code, frame.f_lineno):
                state = lines.frames.get(id(frame))
                if state is not None:
                    state.line = frame.f_lineno
            else:
                lines.visit(frame, frame.f_lineno)
        elif event == "return" and id(frame) in lines.frames:
            lines.leave(frame)
        return local

    def enter(frame, event, arg):
        return local if not lines.done and rec.user(frame.f_code) else None

    def stop():
        lines.done = True
        if sys.gettrace() is enter:
            sys.settrace(None)

    sys.settrace(enter)
    return stop
