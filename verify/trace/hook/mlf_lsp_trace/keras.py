"""TensorFlow and Keras: data of fit, weights and losses of each batch, predictions."""
import sys

from . import digest
from .recorder import place

MODELS = (
    ("keras.src.backend.tensorflow.trainer", "TensorFlowTrainer"),  # Keras 3
    ("keras.src.backend.jax.trainer", "JAXTrainer"),
    ("keras.src.backend.torch.trainer", "TorchTrainer"),
    ("keras.src.engine.training", "Model"),  # Keras 2.13 to 2.15
    ("keras.engine.training", "Model"),
    ("tensorflow.python.keras.engine.training", "Model"),
)
OPTIMIZERS = (
    ("keras.src.optimizers.base_optimizer", "BaseOptimizer"),
    ("keras.src.optimizers.optimizer", "Optimizer"),
    ("keras.optimizers.optimizer_experimental.optimizer", "Optimizer"),
    ("keras.optimizers.optimizer_v2.optimizer_v2", "OptimizerV2"),
)


def install(rec):
    for name, kind in MODELS:
        rec.when(name, lambda module, kind=kind: trainer(rec, getattr(module, kind)))
    for name, kind in OPTIMIZERS:
        rec.when(name, lambda module, kind=kind: optimizer(rec, getattr(module, kind)))


def weights(model):
    return {name(w, n): digest.of_array(w.numpy()) for n, w in enumerate(model.weights)}


def name(weight, n):
    return "%d %s" % (n, getattr(weight, "path", None) or weight.name)


def arrays(args, kwargs):
    out = {}
    for n, value in list(enumerate(args)) + [(k, v) for k, v in kwargs.items() if k in ("x", "y", "sample_weight", "validation_data")]:
        value = value.numpy() if hasattr(value, "numpy") and hasattr(value, "shape") else value
        mark = digest.of(value)
        if mark is not None:
            out["in.%s" % n] = mark
    return out


def trainer(rec, kind):
    def fitting(frame, args, kwargs):
        model = args[0]
        rec.add("input", frame, op=type(model).__name__ + ".fit", d=arrays(args[1:3], kwargs), r=rec.rng_changes())
        if model.built:
            rec.add("initial", frame, op=type(model).__name__, d=weights(model))
        given = kwargs.get("callbacks")
        if len(args) <= 6 and (given is None or isinstance(given, (list, tuple))):
            kwargs["callbacks"] = list(given or ()) + [observer(rec, model, place(frame))]

    def fitted(frame, args, kwargs, result, memo):
        rec.add("fit", frame, op=type(args[0]).__name__ + ".fit", d=weights(args[0]), r=rec.rng_changes())

    def predicted(frame, args, kwargs, result, memo):
        out = arrays(args[1:3], kwargs)
        out["out"] = digest.of(result) or "?"
        rec.add("predict", frame, op=type(args[0]).__name__ + ".predict", d=out)

    rec.wrap(kind, "fit", fitting, fitted)
    rec.wrap(kind, "predict", None, predicted)
    rec.wrap(kind, "evaluate", None, predicted)


def observer(rec, model, where):
    """A callback that records after each batch."""
    keras = sys.modules.get("keras") if "keras" in sys.modules and hasattr(sys.modules["keras"], "callbacks") else sys.modules["tensorflow"].keras

    class Observer(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if rec.quiet():
                return
            with rec.recording():
                numbers = {k: digest.of(float(v)) for k, v in (logs or {}).items()}
                rec.add("loss", where, op=type(model).__name__ + ".fit", d=numbers)
                if rec.full():
                    rec.add("parameters", where, op=type(model).__name__, d=weights(model))
                rec.next_step()

    return Observer()


def optimizer(rec, kind):
    """Loops of one's own: gradients that user code applies outside of graphs."""
    def applying(frame, args, kwargs):
        pairs = args[1] if len(args) > 1 else kwargs.get("grads_and_vars", ())
        if not isinstance(pairs, (list, tuple)):
            return None  # an iterator is the program's to use up
        if not pairs or not all(hasattr(g, "numpy") for g, _ in pairs if g is not None):
            return None
        if rec.full():
            rec.add("gradients", frame, op=type(args[0]).__name__, d={name(v, n): digest.of_array(g.numpy()) for n, (g, v) in enumerate(pairs) if g is not None})
        return [v for _, v in pairs]

    def applied(frame, args, kwargs, result, variables):
        if not variables:
            return
        if rec.full():
            rec.add("parameters", frame, op=type(args[0]).__name__, d={name(v, n): digest.of_array(v.numpy()) for n, v in enumerate(variables)})
        rec.next_step()

    rec.wrap(kind, "apply_gradients", applying, applied)
