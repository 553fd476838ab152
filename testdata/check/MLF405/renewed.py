# only: MLF405
import random

import numpy as np
from torch.utils.data import DataLoader, Dataset, IterableDataset


class Shards(IterableDataset):
    def __init__(self, urls):
        self.rng = random.Random()
        self.epoch = -1

    def __iter__(self):
        self.epoch += 1
        self.rng = random.Random(self.epoch)
        while True:
            yield self.rng.randint(0, 3)


class Wound(Dataset):
    def __init__(self):
        self.rng = np.random.RandomState(0)

    def __getitem__(self, i):
        self.rng.seed(i)
        return self.rng.rand()


class Copied(Dataset):
    def __init__(self):
        self.rng = np.random.RandomState(0)  # want MLF405

    def __getitem__(self, i):
        return self.rng.rand()


for data in (Shards([]), Wound(), Copied()):
    loader = DataLoader(data, num_workers=4)
