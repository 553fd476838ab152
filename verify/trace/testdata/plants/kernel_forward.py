# uses: torch
# wants: MLF301
# says: forward of Net.pool (Total)
import sys

import torch
from torch import nn

sys.path.insert(0, "lib/site-packages")
import imitated


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(8, 8)
        self.pool = imitated.Total()
        self.head = nn.Linear(8, 1)

    def forward(self, x):
        x = self.body(x)
        x = self.pool(x)  # here
        return self.head(x)


torch.manual_seed(0)
net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
x = torch.randn(257, 8)
for _ in range(4):
    optimizer.zero_grad()
    loss = net(x).sum()
    loss.backward()
    optimizer.step()
print(loss.item())
