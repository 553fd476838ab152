# A model file opened alone is judged as part of a training program on a GPU.
import cupy
import cupy as cp
import cupyx
import torch
import torch_scatter
from torch_scatter import scatter, scatter_add, scatter_max, scatter_mul, segment_csr


def sums(x, index, how):
    a = scatter(x, index)  # want MLF305:warning "unless deterministic mode is on"
    b = scatter(x, index, dim=0, reduce="mean")  # want MLF305
    c = torch_scatter.scatter_mean(x, index)  # want MLF305
    d = scatter_add(x, index, dim=0)  # want MLF305
    e = scatter(x, index, reduce="mul")  # want MLF305:warning "differ silently"
    f = scatter_mul(x, index)  # want MLF305
    g = scatter(x, index, reduce=how)  # want MLF305:info
    return a, b, c, d, e, f, g


def innocent(x, index, pointers):
    a = scatter(x, index, reduce="max")
    b = scatter(x, index, dim=0, reduce="min")
    c = scatter_max(x, index)
    d = segment_csr(x, pointers)
    e = scatter_add(torch.ones_like(index), index)
    return a, b, c, d, e


def on_cupy(total, ids, values, w):
    cupyx.scatter_add(total, ids, values)  # want MLF305:warning "on the GPU"
    cupyx.scatter_add(total, ids, 1)
    a = cp.bincount(ids)
    b = cupy.bincount(ids, weights=None)
    c = cp.histogram(values, bins=3)
    return a, b, c
