"""Runs what the knowledge base says draws or seeds, and writes down what it does.

    PYTHON tools/knowledge/behaviour.py ENVIRONMENT > testdata/knowledge/behaviour-ENVIRONMENT.json

A draw is run with all global generators set to something else each time ("varies": do results differ?), then with one
of them seeded ("repeats with"), then with its own seed parameter ("seeded"). "advances" are the generators that moved on.
A seeder is run on generators that were set to something else: those whose next numbers are the same each time are seeded.
"""

import ast
import hashlib
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import warnings

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from names import literal, resolve, signature, version  # noqa: E402,F401

SEEDS = ("random_state", "seed", "random_seed", "rng")


def main():
    if sys.argv[1] == "--one":
        json.dump(observe(json.load(sys.stdin)), sys.stdout)
        return
    from cases import cases
    out = {"environment": sys.argv[1], "python": platform.python_version(), "draws": [], "seeders": []}
    env = dict(os.environ, TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="", MPLBACKEND="agg", PYTHONWARNINGS="ignore", OMP_NUM_THREADS="2")
    for group in cases(sys.argv[2:]):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([sys.executable, os.path.abspath(__file__), "--one"], input=json.dumps(group), stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, env=env, cwd=folder)
        if done.returncode:
            print(f"{group['library']}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            continue
        found = json.loads(done.stdout[done.stdout.rindex('{"draws"'):])
        out["draws"] += found["draws"]
        out["seeders"] += found["seeders"]
        for line in found["failed"]:
            print(line, file=sys.stderr)
    print("{" + ",\n".join(f' "{k}": {json.dumps(out[k])}' for k in ("environment", "python")) + ",")
    for k, end in (("draws", ","), ("seeders", "")):
        print(f' "{k}": [\n' + ",\n".join("  " + json.dumps(x) for x in out[k]) + f"\n ]{end}")
    print("}")


def observe(group):
    warnings.simplefilter("ignore")
    # What is imported before the first call is there for all of them, so that the generators are known.
    for module in group["imports"]:
        __import__(module)
    out = {"draws": [], "seeders": [], "failed": []}
    installed = version(group)
    if group.get("scikit-learn"):
        from cases import sklearn_cases
        group["draws"] = sklearn_cases() + group["draws"]
    for symbol, arguments, after in group["draws"]:
        run(out, "draws", draw, symbol, arguments, after, installed)
    for symbol, arguments in group["seeders"]:
        run(out, "seeders", seeder, symbol, arguments, "", installed)
    return out


def run(out, kind, what, symbol, arguments, after, installed):
    found, obj, _ = resolve(symbol)
    if not found:
        return
    try:
        seen = {"symbol": symbol, "version": installed, "arguments": arguments, "after": after, **given(arguments)}
        seen.update(what(obj, arguments, after))
        out[kind].append(seen)
    except BaseException as e:  # told, never hidden: a case that cannot run proves nothing
        out["failed"].append(f"{symbol}({arguments}){after}: {type(e).__name__}: {str(e)[:120]}")


def given(arguments):
    """The arguments as data: literals, and {"object": true} for everything else."""
    call = ast.parse(f"f({arguments})", mode="eval").body

    def value(node):
        try:
            v = ast.literal_eval(node)
            return list(v) if isinstance(v, tuple) else v
        except ValueError:
            return {"object": True}
    return {"positional": [value(a) for a in call.args], "keywords": {k.arg: value(k.value) for k in call.keywords}}


def call(obj, arguments, after):
    from cases import data
    names = data()
    names["SYMBOL"] = obj
    result = eval(f"SYMBOL({arguments}){after}", names)
    return digest(result)


def draw(obj, arguments, after):
    do = lambda extra="": call(obj, ", ".join(filter(None, [arguments, extra])), after)  # noqa: E731
    perturb()
    before = states()
    first = do()
    moved = [g for g, s in states().items() if before.get(g) != s]
    out = {"varies": False, "advances": moved, "repeats with": []}
    for _ in range(3):
        perturb()
        if do() != first:
            out["varies"] = True
            break
    if out["varies"]:
        for generator, seed in generators().items():
            results = set()
            for _ in range(3):
                perturb()
                seed(5)
                results.add(do())
            if len(results) == 1:
                out["repeats with"].append(generator)
    name = seed_parameter(obj, arguments)
    if name:
        results = set()
        try:
            for _ in range(3):
                perturb()
                results.add(do(f"{name}=3"))
            out["seeded"] = len(results) == 1
        except (TypeError, ValueError):
            pass  # given by place already, or refused where nothing is random
    return out


def seed_parameter(obj, arguments):
    text = signature(obj, None) or ""
    names = {k.arg for k in ast.parse(f"f({arguments})", mode="eval").body.keywords}
    if names & {"generator", *SEEDS}:
        return None
    return next((n for n in SEEDS if f" {n}=" in " " + text.replace("(", " ")), None)


def seeder(obj, arguments, _):
    from cases import data
    out = {"probed": list(probes()), "seeds": [], "none": None}
    for generator, probe in probes().items():
        results = set()
        for _ in range(3):
            perturb()
            eval(f"SYMBOL({arguments})", {**data(), "SYMBOL": obj})
            results.add(probe())
        if len(results) == 1:
            out["seeds"].append(generator)
    out["switches"] = switches()
    reset_switches()
    try:
        if set(out["seeds"]) & set(states()):
            out["none"] = without_seed(obj)
    except Exception:
        out["none"] = "error"
    reset_switches()
    return out


def without_seed(obj):
    """What a call without a seed does to the generators whose states can be read."""
    results, kept = set(), True
    for i in range(3):
        perturb()
        before = states()
        obj(None)
        after = states()
        kept = kept and before == after
        results.add(json.dumps(after, sort_keys=True))
    if kept:
        return "keeps"
    return "fixed" if len(results) == 1 else "entropy"


def generators():
    out = {"python": random.seed}
    if "numpy" in sys.modules:
        out["numpy"] = sys.modules["numpy"].random.seed
    if "torch" in sys.modules:
        out["torch"] = sys.modules["torch"].manual_seed
    if "tensorflow" in sys.modules:
        tf = sys.modules["tensorflow"]
        out["tensorflow"] = tf.random.set_seed if hasattr(tf.random, "set_seed") else tf.compat.v1.set_random_seed
    if "keras" in sys.modules and hasattr(sys.modules["keras"].utils, "set_random_seed"):
        out["keras"] = sys.modules["keras"].utils.set_random_seed
    if "polars" in sys.modules:
        out["polars"] = sys.modules["polars"].set_random_seed
    if "cv2" in sys.modules:
        out["opencv"] = sys.modules["cv2"].setRNGSeed
    return out


def perturb():
    for name, seed in generators().items():
        if name != "keras":
            seed(int.from_bytes(os.urandom(3), "big"))


def states():
    out = {"python": hashed(random.getstate())}
    if "numpy" in sys.modules:
        kind, keys, *rest = sys.modules["numpy"].random.get_state()
        out["numpy"] = hashed((keys.tolist(), rest))
    if "torch" in sys.modules:
        out["torch"] = hashed(sys.modules["torch"].get_rng_state().tolist())
    return out


def probes():
    out = {"python": random.random}
    if "numpy" in sys.modules:
        out["numpy"] = lambda: sys.modules["numpy"].random.rand()
    if "torch" in sys.modules:
        out["torch"] = lambda: sys.modules["torch"].rand(1).item()
    if "tensorflow" in sys.modules and hasattr(sys.modules["tensorflow"].random, "set_seed"):
        out["tensorflow"] = lambda: float(sys.modules["tensorflow"].random.uniform([]))
    if "keras" in sys.modules:
        keras = sys.modules["keras"]
        out["keras"] = lambda: digest(made(keras.layers.Dense(3)).get_weights())
    if "polars" in sys.modules:
        pl = sys.modules["polars"]
        out["polars"] = lambda: tuple(pl.Series(range(50)).shuffle())
    if "cv2" in sys.modules:
        cv2, np = sys.modules["cv2"], sys.modules["numpy"]
        out["opencv"] = lambda: digest(cv2.randu(np.zeros(4), 0, 1))
    return out


def made(layer):
    layer.build((None, 4))
    return layer


def switches():
    out = {}
    if "torch" in sys.modules:
        torch = sys.modules["torch"]
        on = getattr(torch, "are_deterministic_algorithms_enabled", lambda: False)()
        warn = on and getattr(torch, "is_deterministic_algorithms_warn_only_enabled", lambda: False)()
        out["torch.deterministic"] = "warn" if warn else "on" if on else "off"
        out["cudnn.deterministic"] = "on" if torch.backends.cudnn.deterministic else "off"
        out["cudnn.benchmark"] = "on" if torch.backends.cudnn.benchmark else "off"
    return out


def reset_switches():
    if "torch" in sys.modules:
        torch = sys.modules["torch"]
        getattr(torch, "use_deterministic_algorithms", lambda _: None)(False)
        torch.backends.cudnn.deterministic = torch.backends.cudnn.benchmark = False


def hashed(x):
    return hashlib.sha256(repr(x).encode()).hexdigest()[:16]


def digest(x, depth=0):
    """A text that is equal for equal results, whatever object holds them."""
    if depth > 6:
        return "deep"
    if hasattr(x, "state_dict") and callable(x.state_dict) and not isinstance(x, type):
        return digest(x.state_dict(), depth + 1)
    if hasattr(x, "detach"):
        x = x.detach().cpu().numpy()
    if hasattr(x, "toarray"):
        x = x.toarray()
    if hasattr(x, "numpy") and callable(x.numpy):
        x = x.numpy()
    if hasattr(x, "to_numpy"):
        x = x.to_numpy()
    if getattr(x, "dtype", None) == object:
        return digest(list(x.ravel()), depth + 1)
    if hasattr(x, "tobytes"):
        return hashed((getattr(x, "shape", ""), x.tolist() if hasattr(x, "tolist") else x.tobytes()))
    if isinstance(x, dict):
        return hashed([(str(k), digest(v, depth + 1)) for k, v in x.items()])
    if isinstance(x, (list, tuple)):
        return hashed([digest(v, depth + 1) for v in x])
    if isinstance(x, (set, frozenset)):
        return hashed(sorted(digest(v, depth + 1) for v in x))
    if isinstance(x, (str, int, float, complex, bytes, bool, type(None))):
        return repr(x)
    if hasattr(x, "__dict__"):
        fitted = {k: v for k, v in sorted(vars(x).items()) if k.endswith("_") and not k.startswith("_")}
        return digest(fitted or {k: v for k, v in sorted(vars(x).items()) if isinstance(v, (int, float, str, list, tuple, dict))}, depth + 1)
    return type(x).__name__


if __name__ == "__main__":
    main()
