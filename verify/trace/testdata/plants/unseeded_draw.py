# uses: torch
# wants: MLF103
import random
import uuid

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

random.seed(1)
run = uuid.uuid4().hex  # names the run only


def augment(x):
    return x + 0.1 * torch.randn_like(x)  # here


def data():
    x = torch.linspace(-1, 1, 64).reshape(32, 2)
    x = augment(x)
    return TensorDataset(x, x.sum(1, keepdim=True))


dataset = data()
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in DataLoader(dataset, batch_size=8):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print(run, loss.item())
