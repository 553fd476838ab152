"""The 3D U-Net of Cicek et al. with deep supervision."""

import torch
import torch.nn as nn
import torch.nn.functional as F

from .blocks import DoubleConv, Down, Up


class UNet3D(nn.Module):
    def __init__(self, in_channels: int = 1, classes: int = 3, width: int = 16, dropout: float = 0.2):
        super().__init__()
        self.stem = DoubleConv(in_channels, width)
        self.down1 = Down(width, 2 * width)
        self.down2 = Down(2 * width, 4 * width)
        self.dropout = nn.Dropout3d(dropout)
        self.up1 = Up(4 * width, 2 * width)
        self.up2 = Up(2 * width, width)
        self.head = nn.Conv3d(width, classes, kernel_size=1)
        self.aux_head = nn.Conv3d(2 * width, classes, kernel_size=1)

    def forward(self, x: torch.Tensor):
        s1 = self.stem(x)
        s2 = self.down1(s1)
        deep = self.dropout(self.down2(s2))
        mid = self.up1(deep, s2)
        out = self.head(self.up2(mid, s1))
        aux = F.interpolate(self.aux_head(mid), size=out.shape[2:], mode="trilinear", align_corners=False)
        return out, aux
