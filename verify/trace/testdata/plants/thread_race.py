# uses: torch
# wants: MLF408
import os
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

import torch
from torch import nn

torch.manual_seed(0)


def load(n):
    time.sleep(int.from_bytes(os.urandom(1), "little") / 8000)
    return [float(n), float(n * n)]


def rows():
    out = []
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(load, n) for n in range(16)]
        for job in as_completed(jobs):
            out.append(job.result())  # here
    return out


data = torch.tensor(rows())
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-4)
for batch in torch.utils.data.DataLoader(data, batch_size=4):
    optimizer.zero_grad()
    loss = (model(batch[:, :1]) - batch[:, 1:]).abs().mean()
    loss.backward()
    optimizer.step()
print(loss.item())
