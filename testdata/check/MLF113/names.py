# only: MLF112, MLF113
import numpy as np
import torch

torch.manual_seed  # want MLF113
np.random.seed  # want MLF113
torch.use_deterministic_algorithms  # want MLF113
torch.manual_seed(0)
seeder = torch.manual_seed
print(np.random.seed)
