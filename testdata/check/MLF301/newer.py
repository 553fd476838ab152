# only: MLF301
# pin: torch==2.14.1
import torch.nn as nn
import torch.nn.functional as F


def build(x):
    nn.MaxPool3d(2)
    F.interpolate(x, scale_factor=2, mode="trilinear")
    nn.AvgPool3d(2)  # want MLF301
    nn.ReplicationPad2d(1)
    nn.ReflectionPad2d(1)  # want MLF301
