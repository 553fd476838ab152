# D9: the 3d U-Net of the paper: two true findings, none in what is commented out.
# only: MLF301, MLF302
# pin: torch==1.7.1
# device: cuda
import torch
import torch.nn as nn


class UNet3D(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv3d(1, 8, 3, padding=1)
        # self.pool = nn.MaxPool3d(2)
        # self.pool = nn.Conv3d(8, 8, 2, stride=2)
        self.pool = nn.MaxPool3d(2)  # want MLF301
        # self.up = nn.ConvTranspose3d(8, 8, 2, stride=2)
        self.up = nn.ConvTranspose3d(8, 8, 2, stride=2)  # want MLF302

    def forward(self, x):
        return self.up(self.pool(self.conv(x)))
