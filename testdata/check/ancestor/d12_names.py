# D12: operations under other names.
# only: MLF301
# pin: torch==1.7.1
# device: cuda
import torch
import torch.nn.functional as functional
from torch import nn as layers
from torch.nn import MaxPool3d as Pool
from torch.nn.functional import avg_pool3d


def use(x):
    x.requires_grad_()
    Pool(2)(x)  # want MLF301
    layers.MaxPool3d(2)(x)  # want MLF301
    avg_pool3d(x, 2)  # want MLF301
    functional.max_pool3d(x, 2)  # want MLF301
    getattr(torch.nn, "AvgPool3d")(2)(x)  # want MLF301
    reduce = functional.avg_pool3d
    reduce(x, 2)  # want MLF301
