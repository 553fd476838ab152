# uses: torch
# wants: MLF108
import time

import torch
from torch import nn

started = time.time()


def seed_everything(seed=None):
    if seed is None:
        seed = int(time.time() * 1000) % 2**32
    torch.manual_seed(seed)  # here


seed_everything()
model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(3):
    optimizer.zero_grad()
    loss = model(torch.ones(2, 4)).sum()
    loss.backward()
    optimizer.step()
print(loss.item(), time.time() - started)
