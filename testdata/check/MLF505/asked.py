# only: MLF505
import mlflow
import torch

model = torch.nn.Linear(2, 1)
with mlflow.start_run():
    mlflow.set_tag("gpu", torch.cuda.get_device_name(0))
    model(torch.ones(1, 2)).sum().backward()
