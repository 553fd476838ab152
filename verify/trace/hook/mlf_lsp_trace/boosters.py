"""XGBoost and LightGBM: data, boosters after each round, predictions."""
from . import digest


def install(rec):
    rec.when("xgboost.core", lambda module: core(rec, module))
    rec.when("xgboost.training", lambda module: training(rec, module))
    rec.when("xgboost.sklearn", lambda module: wrapper(rec, module.XGBModel))
    rec.when("lightgbm.engine", lambda module: training(rec, module))


def core(rec, module):
    def made(frame, args, kwargs, result, memo):
        rec.add("data", frame, op="DMatrix", d=inputs(args[1:], kwargs))

    def updated(frame, args, kwargs, result, memo):
        if rec.full():
            rec.add("round", frame, op="Booster.update", d={"booster": model(args[0])})
        rec.next_step()

    def predicted(frame, args, kwargs, result, memo):
        rec.add("predict", frame, op="Booster.predict", d={"out": digest.of(result) or "?"})

    rec.wrap(module.DMatrix, "__init__", None, made)
    rec.wrap(module.Booster, "update", None, updated)
    rec.wrap(module.Booster, "predict", None, predicted)


def training(rec, module):
    def trained(frame, args, kwargs, result, memo):
        rec.add("fit", frame, op=module.__name__.split(".")[0] + ".train", d={"in.parameters": digest.of(args[0] if args else kwargs.get("params")) or "?", "out": model(result)})

    rec.wrap(module, "train", None, trained)


def wrapper(rec, kind):
    def fitted(frame, args, kwargs, result, memo):
        out = inputs(args[1:], kwargs)
        parameters = args[0].get_params()
        out["in.parameters"] = digest.of({k: v for k, v in parameters.items() if digest.of(v) is not None}) or "?"
        out["out"] = model(args[0].get_booster())
        rec.add("fit", frame, op=type(args[0]).__name__ + ".fit", d=out)

    def predicted(frame, args, kwargs, result, memo):
        out = inputs(args[1:], kwargs)
        out["out"] = digest.of(result) or "?"
        rec.add("predict", frame, op=type(args[0]).__name__ + ".predict", d=out)

    rec.wrap(kind, "fit", None, fitted)
    rec.wrap(kind, "predict", None, predicted)
    for below in kind.__subclasses__():
        if "fit" in below.__dict__:
            rec.wrap(below, "fit", None, fitted)
        if "predict" in below.__dict__:
            rec.wrap(below, "predict", None, predicted)


def inputs(args, kwargs):
    out = {}
    for n, value in list(enumerate(args)) + list(kwargs.items()):
        mark = digest.of(value)
        if mark is not None and not mark.startswith("v:"):
            out["in.%s" % n] = mark
    return out


def model(booster):
    """Digest of a booster, by the form in which it is saved."""
    if hasattr(booster, "model_to_string"):
        return "m:" + digest.of_bytes(booster.model_to_string().encode())
    try:
        raw = booster.save_raw("json")
    except TypeError:
        raw = booster.save_raw()
    return "m:" + digest.of_bytes(bytes(raw))
