import numpy as np
import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv3d(1, 8, 3)
        self.pool = nn.MaxPool3d(2)

    def forward(self, x):
        return self.pool(self.conv(x))


def main():
    model = Net().cuda()
    x = torch.randn(4, 1, 16, 16, 16).cuda()
    noise = np.random.rand()
    model(x).sum().backward()


if __name__ == "__main__":
    main()
