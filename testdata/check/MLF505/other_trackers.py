# only: MLF505
import mlflow
import torch
import wandb

wandb.init(project="p")  # records the GPU, the CPU and the system itself
model = torch.nn.Linear(2, 1)
with mlflow.start_run():
    model(torch.ones(1, 2)).sum().backward()
