"""Start-up hook of `mlf-lsp verify`: runs the hooks named in MLF_LSP_HOOKS, then the sitecustomize that stood here before."""
import os
import sys


def _run_hooks():
    for name in os.environ.get("MLF_LSP_HOOKS", "").split():
        try:
            __import__(name)
        except Exception as error:
            sys.stderr.write("mlf-lsp: the start-up hook %s failed: %s: %s\n" % (name, type(error).__name__, error))


def _run_next(here):
    """Run the sitecustomize that this one hides."""
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    spec = PathFinder.find_spec("sitecustomize", [p for p in sys.path if os.path.abspath(p) != here])
    if spec is not None and spec.loader is not None:
        module = module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


_here = os.path.dirname(os.path.abspath(__file__))
_run_hooks()
sys.path[:] = [p for p in sys.path if os.path.abspath(p) != _here]
_run_next(_here)
