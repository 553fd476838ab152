# python: both
# uses: torch numpy
# wants: MLF108
import os
import random

import numpy as np
import torch
from torch import nn

torch.manual_seed(0)
np.random.seed(0)


class Noisy(torch.utils.data.Dataset):
    def __len__(self):
        return 16

    def __getitem__(self, n):
        return torch.tensor([n + np.random.rand(), 1.0], dtype=torch.float32)


def start(worker):
    random.seed(worker)
    np.random.seed(os.getpid())  # here


loader = torch.utils.data.DataLoader(Noisy(), batch_size=4, num_workers=2, worker_init_fn=start)
model = nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-4)
for batch in loader:
    optimizer.zero_grad()
    loss = model(batch).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
