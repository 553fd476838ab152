# only: MLF306
import numpy as np
import torch


def found(x):
    total = np.empty(3)  # want MLF306:hint "read without anything having been written"
    total += x
    a = torch.empty(4)  # want MLF306
    print(a)
    b = np.empty_like(x)  # want MLF306
    c = b + 1
    d = torch.empty(2, 3)  # want MLF306
    return c, d.sum(), total.mean()


def looped(items):
    total = torch.empty(3)  # want MLF306
    for item in items:
        total = total + item


def innocent(x, n):
    a = np.empty(n)
    a[:] = 1
    b = np.empty((n, 2))
    for i in range(n):
        b[i] = x
    c = torch.empty(n).uniform_()
    d = torch.empty(n)
    torch.nn.init.normal_(d)
    e = torch.nn.Parameter(torch.empty(n))
    f = np.empty((0, 3))
    f = np.append(f, x)
    g = np.empty(n) * np.nan
    h = torch.empty(n)
    torch.randn(n, out=h)
    i = torch.empty(n)
    print(i.shape, len(i), i.dtype)
    j = np.empty(n)
    j.fill(3)
    k = np.empty(n)
    fill(k)
    m = torch.empty(0)
    m = m + 1
    o = torch.empty(n)
    p = o.view(-1)
    p[0] = 2
    print(o.sum())
    q = [np.empty(n)]
    return a, b, c, d, e, f, g, h, q


def closed(n):
    r = np.empty(n)

    def inner():
        r[0] = 1

    inner()
    print(r + 1)


def returned(n):
    return np.empty(n)


class Layer(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.w = torch.empty(3)
