"""Writes what happens, one line of JSON each, in one file for each process."""
import contextlib
import itertools
import json
import os
import sys
import sysconfig
import threading
import time
from functools import wraps

import mlf_lsp_imports

FIRST = 4  # steps that are always recorded whole


class Recorder:
    """Everything that one process records.

    Every line is written at once: a process that is killed loses nothing, and a
    forked one inherits nothing to be written twice.
    """

    def __init__(self, folder, config):
        self.folder = folder
        self.config = config
        self.every = max(1, int(config.get("every", 1)))
        self.root = os.environ.get("MLF_LSP_ROOT") or os.getcwd()
        self.step = 1
        self.local = threading.local()
        self.main = threading.main_thread().ident
        self.user = UserCode(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        self.on_step = []
        self.on_fork = []
        self.on_close = []
        self.rng = {}
        self.modules = None
        self.pid = self.parent = None
        self.cost = 0.0
        self.limit = int(config.get("limit", 256 << 20))
        self._open()

    def _open(self):
        self.parent, self.pid = self.pid, os.getpid()
        self.sites = {}
        self.count = itertools.count()
        self.started = time.monotonic()
        self.cost = 0.0
        self.written = 0
        self.main = threading.get_ident()
        path = os.path.join(self.folder, "trace-%d.jsonl" % self.pid)
        for n in itertools.count(1):  # a process identifier may come back
            try:
                self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_CLOEXEC", 0), 0o600)
                break
            except FileExistsError:
                path = os.path.join(self.folder, "trace-%d-%d.jsonl" % (self.pid, n))
            except OSError:
                self.file = -1
                break
        self._write({
            "k": "start", "version": 1, "pid": self.pid, "ppid": self.parent or os.getppid(), "at": self.started,
            "argv": getattr(sys, "orig_argv", None) or getattr(sys, "argv", None) or [],
            "python": sys.version.split()[0], "root": self.root,
        })

    def _write(self, record):
        if self.file < 0 or self.written > self.limit:
            return
        line = json.dumps(record, separators=(",", ":")).encode("ascii") + b"\n"
        self.written += len(line)
        try:
            os.write(self.file, line)
        except OSError:  # a full disk ends the trace, not the program
            self.file = -1

    def add(self, kind, frame=None, **fields):
        """Records that something happened, called from a frame of user code."""
        if os.getpid() != self.pid:
            self._open()
            for do in self.on_fork:
                do()
        number = self.site(frame)
        record = {"q": next(self.count), "t": round(time.monotonic() - self.started, 6), "s": self.step, "k": kind, "a": number}
        if threading.get_ident() != self.main:
            record["th"] = threading.current_thread().name
        for key, value in fields.items():
            if value is not None and value != "" and value != {} and value != []:
                record[key] = value
        self._write(record)
        return record["q"]

    def when(self, name, do, below=False):
        """Calls do(module) when it has been imported; errors end here."""
        def guarded(module):
            with self.recording():
                do(module)
        (mlf_lsp_imports.when_below if below else mlf_lsp_imports.when_imported)(name, guarded)

    def site(self, frame):
        """The number of a place in user code, told once."""
        if frame is None:
            return 0
        if isinstance(frame, Place):
            key = frame
        else:
            key = Place(frame.f_code.co_filename, frame.f_lineno, qualified(frame))
        number = self.sites.get(key)
        if number is None:
            number = self.sites[key] = len(self.sites) + 1
            self._write({"k": "site", "i": number, "f": os.path.abspath(key[0]), "l": key[1], "fn": key[2]})
        return number

    def caller(self):
        """The nearest frame of user code, None when there is none."""
        frame = sys._getframe(1)
        while frame is not None and not self.user(frame.f_code):
            frame = frame.f_back
        return frame

    def full(self):
        """Whether this step is recorded whole."""
        return self.step <= FIRST or self.step % self.every == 0

    def next_step(self):
        self.step += 1
        for do in self.on_step:
            do(self.step)

    @contextlib.contextmanager
    def recording(self):
        """Marks code of our own, in which nothing is recorded, and counts its
        time. Errors end here."""
        if getattr(self.local, "busy", False):
            yield False
            return
        self.local.busy = True
        begin = time.perf_counter()
        try:
            yield True
        except Exception as e:
            self._write({"k": "fault", "m": "%s: %s" % (type(e).__name__, e)})
        finally:
            self.cost += time.perf_counter() - begin
            self.local.busy = False

    def quiet(self):
        return getattr(self.local, "busy", False)

    def wrap(self, owner, name, before=None, after=None, only=None):
        """Puts a function in the place of owner.name that tells before(frame,
        args, kwargs) and after(frame, args, kwargs, result, what before gave).
        only(frame) decides by the caller whether that is done."""
        original = owner.__dict__.get(name) if isinstance(owner, type) else getattr(owner, name, None)
        if original is None or isinstance(original, (staticmethod, classmethod, property)) or hasattr(original, "_mlf_lsp"):
            return False
        rec = self

        @wraps(original)
        def traced(*args, **kwargs):
            if rec.quiet() or only is not None and not only(sys._getframe(1)):
                return original(*args, **kwargs)
            memo = frame = None
            with rec.recording():
                frame = rec.caller()
                if before is not None:
                    memo = before(frame, args, kwargs)
            result = original(*args, **kwargs)
            if after is not None:
                with rec.recording():
                    after(frame, args, kwargs, result, memo)
            return result

        traced._mlf_lsp = original
        try:
            setattr(owner, name, traced)
        except (AttributeError, TypeError):
            return False
        return True

    def close(self):
        """Tells that the process ended, and what recording cost."""
        for do in self.on_close:
            do()
        if os.getpid() != self.pid:
            return
        self._write({"k": "end", "wall": round(time.monotonic() - self.started, 6), "cost": round(self.cost, 6), "steps": self.step - 1})


class Place(tuple):
    """A place in user code: file, line, function."""

    def __new__(cls, file, line, function):
        return tuple.__new__(cls, (file, line, function))


def place(frame):
    """The place where a frame is, which outlives it."""
    return None if frame is None else Place(frame.f_code.co_filename, frame.f_lineno, qualified(frame))


def qualified(frame):
    """The name of a frame's function, with that of its class."""
    code = frame.f_code
    name = getattr(code, "co_qualname", None)
    if name is not None:
        return name.replace(".<locals>", "")
    if code.co_argcount and code.co_varnames[0] == "self":
        owner = frame.f_locals.get("self")
        if owner is not None:
            return type(owner).__name__ + "." + code.co_name
    return code.co_name


class UserCode:
    """Tells user code from that of Python and of installed packages."""

    def __init__(self, own):
        self.known = {}
        self.own = own + os.sep
        self.library = tuple({os.path.realpath(sysconfig.get_path(n)) + os.sep for n in ("stdlib", "platstdlib")} |
                             {sysconfig.get_path(n) + os.sep for n in ("stdlib", "platstdlib")})

    def __call__(self, code):
        name = code.co_filename
        known = self.known.get(name)
        if known is None:
            known = self.known[name] = self._decide(name)
        return known

    def _decide(self, name):
        if name.startswith("<"):
            return False
        path = os.path.abspath(name)
        parts = path.replace("\\", "/").split("/")
        if "site-packages" in parts or "dist-packages" in parts or parts[-1] in ("sitecustomize.py", "usercustomize.py"):
            return False
        return not path.startswith(self.own) and not path.startswith(self.library)
