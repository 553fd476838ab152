"""Trains the model and keeps everything that is needed to do it again."""

import argparse
import contextlib
from pathlib import Path

import keras
import mlflow
import tensorflow as tf
from mlflow.models import infer_signature

from . import records
from .data import Images, batches, load
from .model import classifier
from .reproducibility import MODES, make_repeatable


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--max-epochs", type=int, default=10, help="passes over the training data")
    parser.add_argument("--batch-size", type=int, default=64, help="images in a step, over all GPUs")
    parser.add_argument("--buffer-size", type=int, default=10000, help="images among which the next one is drawn")
    parser.add_argument("--lr", type=float, default=0.001, help="learning rate")
    parser.add_argument("--accelerator", choices=("auto", "cpu"), default="auto", help="auto uses every GPU")
    parser.add_argument("--data", choices=("mnist", "generated"), default="mnist", help="generated: no download")
    parser.add_argument("--output", default="runs", help="where checkpoints and TensorBoard's files are kept")
    parser.add_argument("--seed", type=int, default=0, help="of all generators")
    parser.add_argument("--determinism", choices=MODES, default="deterministic", help="others are for experiments")
    parser.add_argument("--result", default="", help="a file for the result as JSON")
    return parser.parse_args()


def train(options: argparse.Namespace) -> dict:
    """One run: trains, tests, logs to MLflow, and returns what it gave."""
    if options.accelerator == "cpu":
        tf.config.set_visible_devices([], "GPU")
    make_repeatable(options.determinism, options.seed)
    data = load(options.data)
    mlflow.tensorflow.autolog(log_models=False, checkpoint=False)
    with mlflow.start_run() as run:
        mlflow.log_params({"determinism": options.determinism, "seed": options.seed, "data_sha256": data.sha256()})
        records.log_reports()
        output = Path(options.output).absolute() / run.info.run_id
        (output / "checkpoints").mkdir(parents=True, exist_ok=True)
        several = len(tf.config.list_logical_devices("GPU")) > 1
        with tf.distribute.MirroredStrategy().scope() if several else contextlib.nullcontext():
            model = classifier(options.lr)
        seed = None if options.determinism == "random" else options.seed
        history = model.fit(
            batches(data.train, data.train_labels, options.batch_size, options.buffer_size, seed),
            epochs=options.max_epochs,
            verbose=2,
            callbacks=[
                keras.callbacks.TensorBoard(str(output / "tensorboard")),
                keras.callbacks.ModelCheckpoint(str(output / "checkpoints" / "{epoch:03d}.keras"), monitor="loss"),
            ],
        )
        return finish(model, history.history, data, options.batch_size)


def finish(model: keras.Model, history: dict, data: Images, batch_size: int) -> dict:
    """Logs the trained model and what it was measured by."""
    unseen = batches(data.test, data.test_labels, batch_size, buffer_size=0, seed=None)
    loss, accuracy = model.evaluate(unseen, verbose=0)
    metrics = {
        "train_loss": history["loss"][-1],
        "train_acc": history["accuracy"][-1],
        "test_loss": loss,
        "test_acc": accuracy,
    }
    weights = records.hash_arrays((f"{i:03d} {w.path}", w.numpy()) for i, w in enumerate(model.weights))
    mlflow.log_metrics(metrics)
    mlflow.set_tag("weights_sha256", weights)
    few = data.test[:2]
    info = mlflow.tensorflow.log_model(
        model,
        name="model",
        signature=infer_signature(few, model.predict(few, verbose=0)),
        pip_requirements=str(records.REQUIREMENTS),
    )
    records.say_next(info.model_uri)
    return {"metrics": metrics, "weights_sha256": weights, "data_sha256": data.sha256()}


def main() -> None:
    options = parse_options()
    records.write_result(options.result, train(options))


if __name__ == "__main__":
    main()
