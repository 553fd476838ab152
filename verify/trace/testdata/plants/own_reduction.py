# uses: torch
# wants: MLF390
import random

import torch
from torch import nn

torch.manual_seed(0)
order = random.SystemRandom()


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(8, 8)
        self.head = nn.Linear(8, 1)

    def forward(self, x):
        x = self.body(x)
        x = x[order.sample(range(x.shape[0]), x.shape[0])].cumsum(0)  # here
        return self.head(x)


net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
data = torch.randn(257, 8)
for _ in range(4):
    optimizer.zero_grad()
    loss = net(data).sum()
    loss.backward()
    optimizer.step()
print(loss.item())
