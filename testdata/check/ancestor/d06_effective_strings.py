# D6: the 18 names that the ancestor's linter really looked for, in the release that it was written for.
# only: MLF301, MLF302
# pin: torch==1.7.1
# device: cuda
import torch
import torch.nn as nn
import torch.nn.functional as F


def operations(x, v, index, labels):
    x.requires_grad_()
    v.index_add_(0, index, labels)  # want MLF301:error
    torch.index_select(x, 0, index)  # want MLF301:hint
    v.scatter_add_(0, index, labels)  # want MLF301:error
    torch.bincount(index)  # want MLF301:info
    torch.bincount(index, weights=v)  # want MLF301:error
    F.embedding_bag(index, x, mode="max")  # want MLF301:error
    F.interpolate(x, scale_factor=2, mode="bilinear")  # want MLF301:error
    torch.repeat_interleave(x, index)  # want MLF301:hint
    nn.AdaptiveAvgPool2d(3)(x)  # want MLF301:error
    nn.AdaptiveAvgPool3d(3)(x)  # want MLF301:error
    nn.MaxPool3d(2)(x)  # want MLF301:error
    nn.AdaptiveMaxPool2d(3)(x)  # want MLF301:error
    nn.FractionalMaxPool2d(2, output_size=3)(x)  # want MLF301:error
    nn.FractionalMaxPool3d(2, output_size=3)(x)  # want MLF301:error
    nn.ReflectionPad1d(1)(x)  # want MLF301:error
    nn.ReflectionPad2d(1)(x)  # want MLF301:error
    nn.ReplicationPad1d(1)(x)  # want MLF301:error
    nn.NLLLoss()(x, labels)  # want MLF301:hint
    nn.CTCLoss()(x, labels, v, index)  # want MLF301:warning
