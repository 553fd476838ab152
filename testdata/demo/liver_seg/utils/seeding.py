"""One place for everything about randomness."""

import os
import random

import numpy as np
import torch


def seed_everything(seed: int) -> None:
    os.environ["PYTHONHASHSEED"] = str(seed)
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def set_determinism(enabled: bool) -> None:
    torch.use_deterministic_algorithms(enabled)
    torch.backends.cudnn.benchmark = True
