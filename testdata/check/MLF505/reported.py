# only: MLF505
import subprocess

import mlflow
import torch

model = torch.nn.Linear(2, 1)
with mlflow.start_run():
    subprocess.run(["mlf-lsp", "hardware", "report", "--output", "hardware.json"], check=True)
    mlflow.log_artifact("hardware.json")
    model(torch.ones(1, 2)).sum().backward()
