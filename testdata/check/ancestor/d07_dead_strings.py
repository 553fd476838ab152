# D7: the five that missing commas killed.
# only: MLF301, MLF302
# pin: torch==1.7.1
# device: cuda
import torch
import torch.nn as nn


def operations(x, index):
    x.requires_grad_()
    torch.histc(x.detach(), bins=10)  # want MLF301
    nn.AvgPool3d(2)(x)  # want MLF301
    nn.ReplicationPad2d(1)(x)  # want MLF301
    nn.ReplicationPad3d(1)(x)  # want MLF301
    nn.EmbeddingBag(10, 3, mode="max")(index)  # want MLF301
