"""A program that does the same each time, in many ways."""
import os
import random
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

random.seed(0)
np.random.seed(0)
torch.manual_seed(0)
started = time.time()


class Images(Dataset):
    def __init__(self, n):
        self.items = sorted({"item%d" % i for i in range(n)})
        random.shuffle(self.items)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return torch.randn(1, 8, 8) + random.random(), int(self.items[i][4:]) % 3


class Block(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.conv = nn.Conv2d(a, b, 3, padding=1)
        self.norm = nn.BatchNorm2d(b)
        self.act = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.act(self.norm(self.conv(x)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = Block(1, 4)
        self.up = Block(4, 4)
        self.drop = nn.Dropout(0.3)
        self.head = nn.Linear(4 * 64, 3)

    def forward(self, x):
        a = self.down(x)
        b = self.up(F.interpolate(F.max_pool2d(a, 2), scale_factor=2))
        c = self.drop((a + b).flatten(1))
        c += 1
        return self.head(c)


def main():
    loader = DataLoader(Images(48), batch_size=8, shuffle=True, num_workers=2)
    net = Net()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1)
    for epoch in range(3):
        net.train()
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(net(x), y)
            loss.backward()
            optimizer.step()
        schedule.step()
        net.eval()
        with torch.no_grad():
            print(epoch, loss.item(), net(torch.ones(1, 1, 8, 8)).sum().item(), torch.rand(1).item(), random.random(), np.random.rand())
    script = torch.jit.script(nn.Sequential(nn.Linear(2, 2), nn.ReLU()))
    print(script(torch.ones(1, 2)).sum().item())
    elapsed = time.time() - started
    torch.save({k: v for k, v in net.state_dict().items()}, "model.pt")
    np.save("draws.npy", np.random.rand(4))
    return elapsed


if __name__ == "__main__":
    main()
