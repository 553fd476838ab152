# D9: what the paper put in their place.
# only: MLF301, MLF302
# pin: torch==1.7.1
# device: cuda
import torch.nn as nn


class UNet3D(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv3d(1, 8, 3, padding=1)
        self.pool = nn.Conv3d(8, 8, 2, stride=2)
        self.up = nn.Sequential(nn.Upsample(scale_factor=2, mode="nearest"), nn.Conv3d(8, 8, 3, padding=1))

    def forward(self, x):
        return self.up(self.pool(self.conv(x)))
