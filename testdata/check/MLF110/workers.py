# only: MLF110, MLF102
import numpy as np
import torch
from torch.utils.data import DataLoader


def seed_everything(seed):
    np.random.seed(seed)


def init_worker(worker):
    seed_everything(torch.initial_seed() % 2**31 + worker)


order = np.random.permutation(10)  # want MLF102
loader = DataLoader(order, num_workers=2, worker_init_fn=init_worker)
for batch in loader:
    print(batch)
