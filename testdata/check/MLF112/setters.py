# only: MLF112, MLF113
import random
from unittest import mock

import numpy as np
import torch

np.random.seed = 42  # want MLF112
torch.manual_seed = 0  # want MLF112
random.seed = None  # want MLF112
torch.use_deterministic_algorithms = True  # want MLF112
torch.manual_seed = mock.Mock()
torch.manual_seed = lambda seed: None


class Config:
    seed = 1


config = Config()
config.seed = 42
torch.backends.cudnn.benchmark = False
