"""The environment: variables, the hash seed, listings and opened files."""
import os
import platform
import sys

from . import digest

IGNORED = ("MLF_LSP_", "PYTHONPATH", "PWD", "OLDPWD", "SHLVL", "_", "TMPDIR", "SSH_", "WINDOWID", "INVOCATION_ID", "JOURNAL_STREAM")
LISTINGS = frozenset("os.listdir os.scandir glob.glob os.walk pathlib.Path.glob pathlib.Path.rglob".split())


def install(rec):
    digest.strip(rec.root, "ROOT")
    digest.strip(os.path.realpath(rec.root), "ROOT")
    digest.strip(rec.folder, "TRACE")
    environment(rec)
    reads(rec)
    audit(rec)


def environment(rec):
    """Tells what the process started with."""
    variables = {}
    for name in sorted(os.environ):
        if not name.startswith(IGNORED):
            variables[name] = digest.of(os.environ[name])
    about = {
        "hash": digest.of(hash("mlf-lsp")), "python": digest.of(sys.version), "platform": digest.of(platform.platform()),
        "processors": digest.of(os.cpu_count()), "hash-seed": digest.of(os.environ.get("PYTHONHASHSEED", "")),
    }
    if hasattr(os, "sched_getaffinity"):
        about["affinity"] = digest.of(len(os.sched_getaffinity(0)))
    rec.add("environment", None, d=about, v=variables)


def reads(rec):
    """Tells which variables user code reads."""
    kind = type(os.environ)
    seen = set()

    def direct(frame):
        """Read by user code itself, at most through os.getenv and get."""
        for _ in range(4):
            if frame is None:
                return False
            if rec.user(frame.f_code):
                return True
            if os.path.basename(frame.f_code.co_filename) not in ("os.py", "_collections_abc.py") and not frame.f_code.co_filename.startswith("<frozen"):
                return False
            frame = frame.f_back
        return False

    original = kind.__getitem__

    def __getitem__(self, key):
        if rec.quiet() or self is not os.environ or not direct(sys._getframe(1)):
            return original(self, key)
        value, missing = None, False
        try:
            value = original(self, key)
            return value
        finally:
            with rec.recording():
                frame = rec.caller()
                once = (key, frame.f_lineno if frame is not None else 0)
                if once not in seen and not str(key).startswith(IGNORED):
                    seen.add(once)
                    rec.add("variable", frame, op=str(key), d={"value": digest.of(value) or "?"})

    kind.__getitem__ = __getitem__


def audit(rec):
    """Tells of listings and opened files, where Python tells of them."""
    if not hasattr(sys, "addaudithook"):
        return

    def hook(event, args):
        if event not in LISTINGS and event != "open" or rec.quiet():
            return
        try:  # what goes wrong in here would stop what is being done
            frame = sys._getframe(1)
        except ValueError:
            return
        if not near(rec, frame):
            return
        with rec.recording():
            path = args[0] if args else "."
            if isinstance(path, bytes):
                path = os.fsdecode(path)
            if path is None:
                path = "."
            if not isinstance(path, str):
                return
            frame = rec.caller()
            if event != "open":
                rec.add("listing", frame, op=event, d={"path": digest.of(path)})
            elif args[1] is None or isinstance(args[1], str) and args[1].startswith("r"):
                rec.add("open", frame, d={"path": digest.of(path)}, p=os.path.basename(path)[:80])

    sys.addaudithook(hook)


def near(rec, frame):
    """Tells whether user code is among the next callers: imports and other
    work inside libraries list and open many files."""
    for _ in range(6):
        if frame is None or "importlib" in frame.f_code.co_filename:
            return False
        if rec.user(frame.f_code):
            return True
        frame = frame.f_back
    return False
