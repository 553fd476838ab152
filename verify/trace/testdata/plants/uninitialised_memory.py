# uses: torch
# wants: MLF306
import sys

import torch
from torch import nn

sys.path.insert(0, "lib/site-packages")
import imitated

torch.manual_seed(0)


def masks(n):
    imitated.use_memory(n * 8)
    mask = torch.empty(n, 8, dtype=torch.int32)  # here
    mask[: n // 2] = 1
    return mask


targets = masks(2048)
model = nn.Linear(8, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = targets.float().remainder(7)
for _ in range(3):
    optimizer.zero_grad()
    loss = model(x).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
