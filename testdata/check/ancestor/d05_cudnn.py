# D5: both of cuDNN's switches.
# only: MLF202, MLF203
# pin: torch==2.4.1
import torch

torch.manual_seed(0)
torch.backends.cudnn.deterministic = False  # want MLF203
torch.backends.cudnn.benchmark = True  # want MLF202
model = torch.nn.Conv2d(1, 1, 3).cuda()
model(torch.ones(1, 1, 8, 8).cuda()).sum().backward()
