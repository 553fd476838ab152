"""Looks the names of the knowledge base up in the frameworks of this Python.

    go run ./tools/knowledge | PYTHON tools/knowledge/names.py ENVIRONMENT > testdata/knowledge/names-ENVIRONMENT.json

For each library that is installed here: its version, of each name the signature (null where Python cannot tell it), which
names do not exist, and which aliases are another object than what they stand for. Each library is read in a process of its own.
"""

import importlib
import inspect
import json
import os
import platform
import re
import subprocess
import sys
import warnings

PLAIN = (bool, int, float, str, bytes, type(None))


def main():
    if sys.argv[1] == "--one":
        json.dump(observe(json.load(sys.stdin)), sys.stdout)
        return
    libraries = json.load(sys.stdin)
    only = sys.argv[2:]
    out = {"environment": sys.argv[1], "python": platform.python_version(), "libraries": {}}
    for library in libraries:
        if only and library["library"] not in only or version(library) is None:
            continue
        env = dict(os.environ, TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="", MPLBACKEND="agg")
        done = subprocess.run([sys.executable, __file__, "--one"], input=json.dumps(library), stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, env=env)
        if done.returncode:
            print(f"{library['library']} could not be read: status {done.returncode}", file=sys.stderr)
            continue
        out["libraries"][library["library"]] = json.loads(done.stdout[done.stdout.index('{"version"'):])
    text = json.dumps(out, indent=1, sort_keys=True)
    print(re.sub(r"\n    +", " ", text))


def version(library):
    if library["library"] == "python":
        return platform.python_version()
    for name in library["distributions"]:
        text = distribution(name)
        if text is None:
            continue
        # Debian calls PyTorch 1.13.1 "1.13.0a0": its own package knows better.
        return text if "a0" not in text else packaged("python3-" + name)
    return None


def distribution(name):
    try:
        from importlib.metadata import PackageNotFoundError, version as of
    except ImportError:  # Python 3.7 and older
        from pkg_resources import DistributionNotFound as PackageNotFoundError, get_distribution
        of = lambda n: get_distribution(n).version  # noqa: E731
    try:
        return of(name)
    except PackageNotFoundError:
        return None


def packaged(name):
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    return re.split("[+-]", done.stdout)[0] or None


def observe(library):
    warnings.simplefilter("ignore")
    sys.stderr = open(os.devnull, "w")
    if library["library"] == "scikit-learn":
        for name in ("enable_iterative_imputer", "enable_hist_gradient_boosting", "enable_halving_search_cv"):
            resolve("sklearn.experimental." + name)  # importing it makes classes public
    signatures, missing, broken = {}, [], []
    for name in library["names"]:
        found, obj, owner = resolve(name)
        if not found:
            missing.append(name)
        else:
            signatures[name] = signature(obj, owner)
    other = []
    for alias, name in sorted((library["aliases"] or {}).items()):
        a, b = resolve(alias), resolve(name)
        if a[0] and b[0] and not same(a[1], b[1]):
            other.append(alias)
        elif b[0] and not a[0]:
            broken.append(alias)
    return {"version": re.sub(r"\+.*", "", version(library)), "signatures": signatures, "missing": missing,
            "aliases missing": broken, "aliases of something else": other}


def same(a, b):
    # Modules re-export: what counts is that the names in them agree, which those names themselves show.
    return a is b or a == b or inspect.ismodule(a) or getattr(a, "__func__", a) is getattr(b, "__func__", b)


def resolve(name):
    """(found, object, the class that it was found in or None): as "from module import name" finds it, else as a path of modules."""
    parts = name.split(".")
    tries = [1] + list(range(len(parts), 1, -1)) if len(parts) > 1 else [1]
    for n in tries:
        try:
            obj, owner = importlib.import_module(".".join(parts[:n])), None
            for i, part in enumerate(parts[n:], n):
                owner = obj if inspect.isclass(obj) else None
                obj = member(obj, part, ".".join(parts[:i + 1]))
        except BaseException:
            continue
        return True, obj, owner
    return False, None, None


def member(obj, name, path):
    try:
        return getattr(obj, name)
    except AttributeError:
        if inspect.ismodule(obj):
            return importlib.import_module(path)
        raise


def signature(obj, owner):
    try:
        parameters = list(inspect.signature(obj).parameters.values())
    except (TypeError, ValueError):
        return None
    if owner is not None and not inspect.isclass(obj) and parameters and parameters[0].name in ("self", "cls"):
        parameters = parameters[1:]
    return text(parameters)


def text(parameters):
    out, kinds = [], [p.kind for p in parameters]
    for i, p in enumerate(parameters):
        if p.kind is p.KEYWORD_ONLY and p.VAR_POSITIONAL not in kinds and (i == 0 or kinds[i - 1] is not p.KEYWORD_ONLY):
            out.append("*")
        star = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")
        out.append(star + p.name + ("" if p.default is p.empty else "=" + literal(p.default)))
        if p.kind is p.POSITIONAL_ONLY and (i + 1 == len(parameters) or kinds[i + 1] is not p.POSITIONAL_ONLY):
            out.append("/")
    return "(" + ", ".join(out) + ")"


def literal(value):
    plain = type(value) in PLAIN or type(value) in (tuple, list) and all(type(v) in PLAIN for v in value)
    if plain and len(repr(value)) < 60 and not re.search(r"\b(inf|nan)\b", repr(value)):
        return repr(value)
    return "..."


if __name__ == "__main__":
    main()
