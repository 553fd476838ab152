# D3: torch.set_deterministic is the switch of torch 1.7.
# only: MLF201, MLF206, MLF207, MLF212
# pin: torch==1.7.1
import torch

torch.manual_seed(0)
torch.set_deterministic(True)
model = torch.nn.Linear(2, 1).cuda()
model(torch.ones(1, 2).cuda()).sum().backward()
