# D8: ctc_loss and the functions behind the modules.
# only: MLF301, MLF302
# pin: torch==1.13.1
# device: cuda
import torch
import torch.nn.functional as F


def operations(x, labels, v, index):
    x.requires_grad_()
    F.ctc_loss(x, labels, v, index)  # want MLF301
    F.max_pool3d(x, 2)  # want MLF301
    F.avg_pool3d(x, 2)  # want MLF301
    F.adaptive_avg_pool2d(x, 3)  # want MLF301
    F.adaptive_avg_pool3d(x, 3)  # want MLF301
    F.adaptive_max_pool2d(x, 3)  # want MLF301
    F.fractional_max_pool2d(x, 2, output_size=3)  # want MLF301
    F.pad(x, (1, 1, 1, 1), mode="reflect")  # want MLF301
    F.pad(x, (1, 1, 1, 1), mode="replicate")  # want MLF301
    F.pad(x, (1, 1, 1, 1))
    F.grid_sample(x, v)  # want MLF301
