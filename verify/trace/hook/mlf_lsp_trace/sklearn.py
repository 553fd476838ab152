"""scikit-learn: what goes into fit and predict, and what comes out."""
import threading

from . import digest

METHODS = ("fit", "fit_transform", "fit_predict", "partial_fit", "predict", "predict_proba", "transform", "score")
FUNCTIONS = {
    "sklearn.model_selection._split": ("train_test_split",),
    "sklearn.model_selection._validation": ("cross_val_score", "cross_validate", "cross_val_predict"),
    "sklearn.utils": ("shuffle", "resample"), "sklearn.utils._indexing": ("shuffle", "resample"),
    "sklearn.datasets._samples_generator": ("make_classification", "make_regression", "make_blobs", "make_moons", "make_circles"),
}


def install(rec):
    def came(module):
        name = module.__name__
        for function in FUNCTIONS.get(name, ()):
            before, after = told(rec, "call", name.split("._")[0] + "." + function)
            rec.wrap(module, function, before, after)
        for kind in list(vars(module).values()):
            if isinstance(kind, type) and kind.__module__ == name and hasattr(kind, "get_params"):
                estimator(rec, kind)

    rec.when("sklearn", came, below=True)


def estimator(rec, kind):
    for method in METHODS:
        if callable(kind.__dict__.get(method)):
            before, after = told(rec, "fit" if "fit" in method else "predict", kind.__name__ + "." + method)
            rec.wrap(kind, method, before, after)


def told(rec, event, name):
    """What records a call before and after, in the program's main thread: the
    order of others is not the program's."""
    def before(frame, args, kwargs):
        if threading.get_ident() != rec.main:
            return None
        given = {}
        for n, value in list(enumerate(args)) + list(kwargs.items()):
            mark = digest.of(value)
            if mark is not None:
                given["in.%s" % n] = mark
        changed = rec.rng_changes()
        if changed:
            rec.add("rng", frame, r=changed)
        return given

    def after(frame, args, kwargs, result, given):
        if given is None:
            return
        out = dict(given)
        if args and result is args[0]:
            fitted(result, out)
        elif isinstance(result, (tuple, list)):
            for n, value in enumerate(result[:16]):
                out["out.%d" % n] = digest.of(value) or "?"
        else:
            out["out"] = digest.of(result) or "?"
        rec.add(event, frame, op=name, d=out, r=rec.rng_changes())

    return before, after


def fitted(estimator, out):
    """Digests of what fitting left in an estimator."""
    for name, value in sorted(vars(estimator).items()):
        if not name.endswith("_") or name.startswith("_"):
            continue
        mark = digest.of(value)
        if mark is None:
            mark = trees(value)
        if mark is not None:
            out["out." + name] = mark


def trees(value):
    """Digest of decision trees, by the arrays that define them."""
    parts = []
    for item in value if isinstance(value, list) else [value]:
        tree = getattr(item, "tree_", item)
        if not hasattr(tree, "threshold"):
            return None
        parts += [digest.of_array(getattr(tree, n)) for n in ("feature", "threshold", "value", "children_left")]
    return "m:" + digest.of_bytes("|".join(parts).encode())
