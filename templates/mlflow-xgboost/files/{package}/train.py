"""Trains the model and keeps everything that is needed to do it again."""

import argparse
from pathlib import Path

import mlflow
import numpy as np
import xgboost as xgb
from mlflow.models import infer_signature

from . import records
from .data import CLASSES, Table, load
from .reproducibility import MODES, booster_settings, make_repeatable


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--max-epochs", type=int, default=25, help="rounds of boosting")
    parser.add_argument("--max-depth", type=int, default=6, help="of each tree")
    parser.add_argument("--lr", type=float, default=0.3, help="learning rate")
    parser.add_argument("--subsample", type=float, default=0.5, help="share of the rows and columns that a tree sees")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu", help="cuda is one GPU")
    parser.add_argument(
        "--data", choices=("covertype", "generated"), default="covertype", help="generated: no download"
    )
    parser.add_argument("--data-folder", default="data", help="where data are kept")
    parser.add_argument("--output", default="runs", help="where checkpoints are kept")
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
        "device": options.device,
        **booster_settings(options.determinism, options.seed),
    }
    mlflow.xgboost.autolog(log_models=False)
    with mlflow.start_run() as run:
        mlflow.log_params({"data": options.data, "determinism": options.determinism, "data_sha256": table.sha256()})
        records.log_reports()
        rows = xgb.DMatrix(table.train, table.train_classes)
        unseen = xgb.DMatrix(table.test, table.test_classes)
        measured: dict = {}
        checkpoints = Path(options.output).absolute() / "checkpoints" / run.info.run_id
        checkpoints.mkdir(parents=True, exist_ok=True)
        booster = xgb.train(
            settings,
            rows,
            options.max_epochs,
            evals=[(rows, "train"), (unseen, "test")],
            evals_result=measured,
            verbose_eval=False,
            callbacks=[xgb.callback.TrainingCheckPoint(checkpoints, interval=10)],
        )
        return finish(booster, measured, unseen, table)


def finish(booster: xgb.Booster, measured: dict, unseen: xgb.DMatrix, table: Table) -> dict:
    """Logs the trained model and what it was measured by."""
    chances = booster.predict(unseen)
    metrics = {
        "test_acc": float(np.mean(chances.argmax(axis=1) == table.test_classes)),
        "test_mlogloss": measured["test"]["mlogloss"][-1],
        "train_mlogloss": measured["train"]["mlogloss"][-1],
    }
    weights = records.hash_arrays([("booster", np.frombuffer(booster.save_raw("ubj"), dtype=np.uint8))])
    mlflow.log_metrics(metrics)
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
