# python: both
# uses: torch
# wants: MLF402
import time

import torch
from torch import nn

torch.manual_seed(0)
started = time.time()
rows = [("cat", 1.0), ("dog", 2.0), ("owl", 3.0), ("fox", 4.0), ("hen", 5.0), ("cow", 6.0)]


class Labels:
    def __init__(self, rows):
        names = {name for name, _ in rows}
        self.classes = list(names)  # here
        self.index = {name: n for n, name in enumerate(self.classes)}

    def encode(self, name):
        return self.index[name]


labels = Labels(rows)
x = torch.tensor([[v] for _, v in rows])
y = torch.tensor([labels.encode(n) for n, _ in rows])
model = nn.Linear(1, 6)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
print(loss.item(), time.time() - started)
