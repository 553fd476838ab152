# D25: sc-autoencoder turns determinism off again.
# only: MLF207
# pin: torch==1.13.1
import torch

torch.manual_seed(0)
torch.use_deterministic_algorithms(True)
model = torch.nn.Linear(2, 1).cuda()
torch.use_deterministic_algorithms(False)  # want MLF207
model(torch.ones(1, 2).cuda()).sum().backward()
