# only: MLF301, MLF302
# device: cuda
import torch
import torch.nn.functional as F


def found(x, n, device, path):
    a = F.interpolate(x, size=n, mode="bicubic")  # want MLF301
    b = F.interpolate(x.cpu().to(device), size=n, mode="bicubic")  # want MLF301
    c = torch.cumsum(x.cuda(), 0)  # want MLF302
    d = F.grid_sample(x.to("cuda"), x.cpu(), align_corners=False)  # want MLF301
    y = x.cpu() if path else x
    e = F.grid_sample(y, x, align_corners=False)  # want MLF301
    torch.histc(torch.rand(3, device=device))  # want MLF301
    return a, b, c, d, e


def innocent(x, n, array, path):
    a = F.interpolate(x.cpu(), size=n, mode="bicubic")
    b = F.interpolate(x.to("cpu").float().unsqueeze(0), size=n, mode="bicubic")
    y = x.detach().to(torch.device("cpu"))
    c = F.grid_sample(y, y, align_corners=False)
    z = torch.from_numpy(array) if path else x.cpu()
    d = torch.cumsum(z, dim=0)
    e = x.cpu().cumsum(0)
    f = torch.histc(torch.rand(3, device="cpu"))
    g = F.interpolate(input=x.cpu()[None], size=n, mode="bicubic")
    return a, b, c, d, e, f, g


def unpooled(x, indices):
    return F.max_unpool2d(x.cpu(), indices.cpu(), 2)  # want MLF301


out = found(torch.rand(3, requires_grad=True).cuda(), 3, "cuda", True)
out[0].sum().backward()
