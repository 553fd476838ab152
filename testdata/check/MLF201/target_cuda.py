# only: MLF201
# device: cuda
import torch  # want MLF201

model = torch.nn.Linear(2, 1)
model(torch.ones(1, 2)).sum().backward()
