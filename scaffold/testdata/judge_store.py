"""Judges what two equal runs left in a store of MLflow, by MLflow's own client and the framework's own reader of models.

judge_store.py STORE FRAMEWORK prints the URI of the last model; what is wrong ends it with an error.
"""

import json
import sys

import mlflow
import numpy as np


def weights(framework: str, uri: str) -> list[np.ndarray]:
    if framework == "pytorch":
        state = mlflow.pytorch.load_model(uri).state_dict()
        return [state[name].detach().cpu().numpy() for name in sorted(state)]
    if framework == "tensorflow":
        return mlflow.tensorflow.load_model(uri).get_weights()
    return [np.frombuffer(mlflow.xgboost.load_model(uri).save_raw("ubj"), dtype=np.uint8)]


def metrics(client: mlflow.MlflowClient, run: mlflow.entities.Run) -> dict[str, list]:
    history = {name: client.get_metric_history(run.info.run_id, name) for name in run.data.metrics}
    return {name: [(m.step, m.value) for m in points] for name, points in sorted(history.items())}


def judge(store: str, framework: str) -> str:
    mlflow.set_tracking_uri(store)
    client = mlflow.MlflowClient()
    experiments = [e.experiment_id for e in client.search_experiments()]
    first, second = client.search_runs(experiments, order_by=["attributes.start_time"])
    for run in (first, second):
        assert run.info.status == "FINISHED", run.info
        assert {"determinism", "data_sha256"} <= run.data.params.keys() and len(run.data.params) > 5, run.data.params
        reports = {a.path for a in client.list_artifacts(run.info.run_id, "reports")}
        assert {"reports/hardware.json", "reports/environment.json"} <= reports, reports
        hardware = json.loads(mlflow.artifacts.load_text(f"{run.info.artifact_uri}/reports/hardware.json"))
        assert hardware["logical_cores"] > 0 and hardware["memory_bytes"] > 0 and hardware["cpu"], hardware
        environment = json.loads(mlflow.artifacts.load_text(f"{run.info.artifact_uri}/reports/environment.json"))
        assert environment["packages"]["mlflow"] and environment["variables"]["PYTHONHASHSEED"] == "0", environment
    curves = metrics(client, first)
    assert len(curves) >= 2 and any(len(points) > 1 for points in curves.values()), curves
    assert curves == metrics(client, second), (curves, metrics(client, second))
    models = mlflow.search_logged_models(experiments, output_format="list")
    uris = {m.source_run_id: m.model_uri for m in models}
    a, b = (weights(framework, uris[run.info.run_id]) for run in (first, second))
    assert a and len(a) == len(b)
    for x, y in zip(a, b, strict=True):
        assert x.dtype == y.dtype and x.tobytes() == y.tobytes(), "the weights differ"
    return uris[second.info.run_id]


if __name__ == "__main__":
    print(judge(*sys.argv[1:]))
