# python: both
# uses: torch
# wants: MLF108
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(8, 32)
        self.drop = nn.Dropout(0.5)
        self.head = nn.Linear(32, 1)
        self.calls = 0

    def forward(self, x):
        x = self.body(x)
        self.calls += 1
        if self.calls > 2:
            torch.seed()  # here
        x = self.drop(x)
        return self.head(x)


torch.manual_seed(0)
net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
x = torch.randn(16, 8)
for _ in range(4):
    optimizer.zero_grad()
    loss = net(x).pow(2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
