# D23: seeds are asked for only where something draws.
# only: MLF1, MLF2
import random

import numpy as np
import torch

torch.manual_seed(0)
model = torch.nn.Linear(2, 1)
model(torch.from_numpy(np.ones((1, 2), dtype="f"))).sum().backward()
