# only: MLF505
import torch
from mlflow import start_run as begin

model = torch.nn.Linear(2, 1)
with begin(run_name="x"):  # want MLF505
    model(torch.ones(1, 2)).sum().backward()
