"""Trains the model over several workers and keeps everything that is needed to do it again."""

import argparse

import dask.array as da
import mlflow
import numpy as np
import xgboost as xgb
from dask.distributed import Client, LocalCluster
from mlflow.models import infer_signature
from xgboost import dask as dxgb

from . import records
from .data import CLASSES, Table, load
from .reproducibility import MODES, booster_settings, make_repeatable


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--max-epochs", type=int, default=25, help="rounds of boosting")
    parser.add_argument("--max-depth", type=int, default=6, help="of each tree")
    parser.add_argument("--lr", type=float, default=0.3, help="learning rate")
    parser.add_argument("--subsample", type=float, default=0.5, help="share of the rows and columns that a tree sees")
    parser.add_argument(
        "--data", choices=("covertype", "generated"), default="covertype", help="generated: no download"
    )
    parser.add_argument("--data-folder", default="data", help="where data are kept")
    parser.add_argument("--n-workers", type=int, default=2, help="processes; another number gives another model")
    parser.add_argument("--partitions", type=int, default=8, help="of the rows; another number gives another model")
    parser.add_argument("--seed", type=int, default=0, help="of all generators")
    parser.add_argument("--determinism", choices=MODES, default="deterministic", help="others are for experiments")
    parser.add_argument("--result", default="", help="a file for the result as JSON")
    return parser.parse_args()


def train(options: argparse.Namespace) -> dict:
    """One run: trains, tests, logs to MLflow, and returns what it gave."""
    make_repeatable(options.determinism, options.seed)
    table = load(options.data, options.data_folder)
    settings = {
        "objective": "multi:softprob",
        "num_class": CLASSES,
        "max_depth": options.max_depth,
        "learning_rate": options.lr,
        "subsample": options.subsample,
        "colsample_bytree": options.subsample,
        **booster_settings(options.determinism, options.seed),
    }
    with mlflow.start_run():
        mlflow.log_params(settings | vars(options) | {"seed": settings["seed"], "data_sha256": table.sha256()})
        records.log_reports()
        with (
            LocalCluster(n_workers=options.n_workers, threads_per_worker=1, dashboard_address=None) as cluster,
            Client(cluster) as client,
        ):
            booster, measured = boost(client, settings, table, options)
        return finish(booster, measured, table)


def boost(client: Client, settings: dict, table: Table, options: argparse.Namespace) -> tuple[xgb.Booster, dict]:
    """Trains over the workers; every partition is placed by its number, never by who is free."""
    client.wait_for_workers(options.n_workers)
    workers = sorted(client.scheduler_info(n_workers=-1)["workers"].items(), key=lambda w: w[1]["name"])
    size = -(-len(table.train) // options.partitions)
    rows, classes = [], []
    for number, start in enumerate(range(0, len(table.train), size)):
        home = workers[number % len(workers)][0]
        part = slice(start, start + size)
        for parts, array in ((rows, table.train[part]), (classes, table.train_classes[part])):
            future = client.scatter(array, workers=[home], hash=False)
            parts.append(da.from_delayed(future, shape=array.shape, dtype=array.dtype))
    data = dxgb.DaskDMatrix(client, da.concatenate(rows), da.concatenate(classes))
    watched = [(data, "train")]
    rounds = options.max_epochs
    output = dxgb.train(client, settings, data, rounds, evals=watched)  # mlf: ignore[MLF501] -- see docs/limits.md
    return output["booster"], output["history"]


def finish(booster: xgb.Booster, measured: dict, table: Table) -> dict:
    """Logs the trained model and what it was measured by."""
    chances = booster.predict(xgb.DMatrix(table.test))
    metrics = {
        "test_acc": float(np.mean(chances.argmax(axis=1) == table.test_classes)),
        "train_mlogloss": measured["train"]["mlogloss"][-1],
    }
    weights = records.hash_arrays([("booster", np.frombuffer(booster.save_raw("ubj"), dtype=np.uint8))])
    for step, loss in enumerate(measured["train"]["mlogloss"]):
        mlflow.log_metric("train_mlogloss", loss, step=step)
    mlflow.log_metric("test_acc", metrics["test_acc"])
    mlflow.set_tag("weights_sha256", weights)
    info = mlflow.xgboost.log_model(
        booster,
        name="model",
        signature=infer_signature(table.test[:5], chances[:5]),
        pip_requirements=str(records.REQUIREMENTS),
    )
    records.say_next(info.model_uri)
    return {"metrics": metrics, "weights_sha256": weights, "data_sha256": table.sha256()}


def main() -> None:
    options = parse_options()
    records.write_result(options.result, train(options))


if __name__ == "__main__":
    main()
