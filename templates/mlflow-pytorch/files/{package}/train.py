"""Trains the model and keeps everything that is needed to do it again."""

import argparse
from pathlib import Path

import lightning as L
import mlflow
import torch
from lightning.pytorch.callbacks import ModelCheckpoint
from lightning.pytorch.loggers import TensorBoardLogger

from . import records
from .data import Images
from .model import Classifier
from .reproducibility import MODES, make_repeatable


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--max-epochs", type=int, default=5, help="passes over the training data")
    parser.add_argument("--batch-size", type=int, default=64, help="images in a step of training")
    parser.add_argument("--test-batch-size", type=int, default=1000, help="images in a step of testing")
    parser.add_argument("--lr", type=float, default=0.001, help="learning rate")
    parser.add_argument("--accelerator", default="auto", help="auto, cpu or gpu")
    parser.add_argument("--devices", default="auto", help="auto, or how many GPUs or processes")
    parser.add_argument("--num-workers", type=int, default=2, help="processes that load data")
    parser.add_argument("--data", choices=("mnist", "generated"), default="mnist", help="generated: no download")
    parser.add_argument("--data-folder", default="data", help="where data are kept")
    parser.add_argument("--output", default="runs", help="where checkpoints and TensorBoard's files are kept")
    parser.add_argument("--seed", type=int, default=0, help="of all generators")
    parser.add_argument("--determinism", choices=MODES, default="deterministic", help="others are for experiments")
    parser.add_argument("--resume", default=None, help="a checkpoint to go on from")
    parser.add_argument("--result", default="", help="a file for the result as JSON")
    return parser.parse_args()


def train(options: argparse.Namespace) -> dict:
    """One run: trains, tests, logs to MLflow, and returns what it gave."""
    make_repeatable(options.determinism, options.seed)
    output = Path(options.output).absolute()
    data = Images(
        options.data,
        options.data_folder,
        options.batch_size,
        options.test_batch_size,
        options.num_workers,
        None if options.determinism == "random" else options.seed,
    )
    data.prepare_data()
    model = Classifier(options.lr)
    mlflow.pytorch.autolog(log_models=False, checkpoint=False)
    with mlflow.start_run() as run:
        mlflow.log_params(vars(options) | {"data_sha256": data.sha256()})
        records.log_reports()
        trainer = L.Trainer(
            max_epochs=options.max_epochs,
            accelerator=options.accelerator,
            devices=options.devices,
            deterministic=options.determinism == "deterministic",
            benchmark=False,
            callbacks=[ModelCheckpoint(output / "checkpoints" / run.info.run_id, monitor="train_loss", save_last=True)],
            logger=TensorBoardLogger(output, name="tensorboard", version=run.info.run_id),
            enable_progress_bar=False,
        )
        trainer.fit(model, datamodule=data, ckpt_path=options.resume)
        measured = dict(trainer.callback_metrics)
        trainer.test(model, datamodule=data)
        return finish(measured | trainer.callback_metrics, model, data)


def finish(measured: dict[str, torch.Tensor], model: Classifier, data: Images) -> dict:
    """Logs the trained model and what it was measured by."""
    model = model.cpu().eval()
    metrics = {name: value.item() for name, value in sorted(measured.items())}
    weights = records.hash_arrays((name, w.detach().cpu().numpy()) for name, w in sorted(model.state_dict().items()))
    mlflow.log_metrics(metrics)
    mlflow.set_tag("weights_sha256", weights)
    info = mlflow.pytorch.log_model(
        model, name="model", input_example=torch.zeros(2, 1, 28, 28).numpy(), pip_requirements=str(records.REQUIREMENTS)
    )
    records.say_next(info.model_uri)
    return {"metrics": metrics, "weights_sha256": weights, "data_sha256": data.sha256()}


def main() -> None:
    options = parse_options()
    records.write_result(options.result, train(options))


if __name__ == "__main__":
    main()
