# D10: interpolation by its mode.
# only: MLF301, MLF302
# pin: torch==1.13.1
# device: cuda
import torch.nn.functional as F


def up(x, mode):
    x.requires_grad_()
    F.interpolate(x, scale_factor=2)
    F.interpolate(x, scale_factor=2, mode="nearest")
    F.interpolate(x, scale_factor=2, mode="linear")  # want MLF301
    F.interpolate(x, scale_factor=2, mode='bilinear')  # want MLF301
    F.interpolate(x, scale_factor=2, mode="bicubic")  # want MLF301
    F.interpolate(x, scale_factor=2, mode="trilinear")  # want MLF301
    F.interpolate(x, scale_factor=2, mode=mode)  # want MLF301:info "cannot decide"
