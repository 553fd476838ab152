# only: MLF201
# device: cpu
import torch

model = torch.nn.Linear(2, 1).cuda()
model(torch.ones(1, 2).cuda()).sum().backward()
