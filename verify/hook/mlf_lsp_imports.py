"""Calls functions when modules have been imported, and imports none itself."""
import sys

_waiting = {}
_packages = []


class _Finder(object):
    """Finds as the others do and runs what waits for a module after it."""

    def find_spec(self, name, path=None, target=None):
        if name not in _waiting and not _below(name):
            return None
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            spec = find(name, path, target) if finder is not self and find else None
            if spec is not None:
                break
        else:
            return None
        run = getattr(spec.loader, "exec_module", None)
        if run is None:
            return spec

        def exec_module(module):
            spec.loader.exec_module = run
            run(module)
            for function in _waiting.pop(name, []) + _below(name):
                function(module)

        try:
            spec.loader.exec_module = exec_module
        except AttributeError:
            pass
        return spec


def _below(name):
    return [function for package, function in _packages if name == package or name.startswith(package + ".")]


def _install():
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def when_imported(name, function):
    """Call function(module) once the module is imported; at once if it is already."""
    if name in sys.modules:
        function(sys.modules[name])
        return
    _waiting.setdefault(name, []).append(function)
    _install()


def when_below(package, function):
    """Call function(module) for the package and each module below it, once it is imported."""
    _packages.append((package, function))
    _install()
