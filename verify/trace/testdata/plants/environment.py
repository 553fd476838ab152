# uses: torch
# wants: MLF390
# env: MODEL_WIDTH=8|16
import os

import torch
from torch import nn

torch.manual_seed(0)


def width():
    return int(os.environ.get("MODEL_WIDTH", "4"))  # here


model = nn.Sequential(nn.Linear(4, width()), nn.Linear(width(), 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(3):
    optimizer.zero_grad()
    loss = model(torch.ones(2, 4)).sum()
    loss.backward()
    optimizer.step()
print(loss.item())
