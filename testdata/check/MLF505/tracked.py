# only: MLF505
import mlflow
import mlflow.pytorch
import torch


def train(model):
    model(torch.ones(1, 2)).sum().backward()


if __name__ == "__main__":
    mlflow.pytorch.autolog()  # want MLF505:info "do not record the hardware"
    with mlflow.start_run():
        train(torch.nn.Linear(2, 1))
