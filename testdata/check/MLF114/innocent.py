# only: MLF114
import random
import time

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, get_worker_info

SEED = 4
seed = 0


class Indexed(Dataset):
    def __init__(self, seed):
        self.seed = seed
        self.epoch_seed = seed

    def set_epoch(self, epoch):
        self.epoch_seed = self.seed + epoch

    def __getitem__(self, i):
        torch.manual_seed(i)
        random.seed(self.seed + i)
        rng = np.random.default_rng([self.seed, i])
        np.random.seed(self.epoch_seed)
        return torch.randn(3) + rng.normal() + random.random() + np.random.rand()


class PerWorker(Dataset):
    def __getitem__(self, i):
        torch.manual_seed(get_worker_info().id)
        return torch.randn(3)


class Isolated(torch.nn.Module):
    def forward(self, x):
        with torch.random.fork_rng():
            torch.manual_seed(0)
            return x + torch.randn(3)


class Restored(torch.nn.Module):
    def forward(self, x):
        state = torch.get_rng_state()
        torch.manual_seed(0)
        noise = torch.randn(3)
        torch.set_rng_state(state)
        return x + noise


class Once(torch.nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(SEED)
        self.weight = torch.nn.Parameter(torch.randn(3))

    def forward(self, x):
        return x * self.weight


def set_seed(seed):
    random.seed(seed)
    torch.manual_seed(seed)


def train(model, optimizer):
    for step in range(3):
        loss = model(torch.randn(2, 3)).sum()
        loss.backward()
        optimizer.step()


def experiment(seed):
    set_seed(seed)
    model = Once()
    train(model, torch.optim.SGD(model.parameters(), lr=0.1))


def evaluate(model):
    torch.manual_seed(0)
    return model(torch.randn(2, 3))


def seeds_and_folds():
    for seed in [1, 2, 3]:
        torch.manual_seed(seed)
        model = torch.nn.Linear(3, 1)
        train(model, torch.optim.SGD(model.parameters(), lr=0.1))
    for i, seed in enumerate([1, 2]):
        experiment(seed)
    for fold in range(5):
        torch.manual_seed(0)
        model = torch.nn.Linear(3, 1)
        train(model, torch.optim.SGD(model.parameters(), lr=0.1))
    for lr in (0.1, 0.01):
        set_seed(42)
        model = torch.nn.Linear(3, 1)
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        loss = model(torch.randn(2, 3)).sum()
        loss.backward()
        optimizer.step()
    for run in range(3):
        experiment(42)
    for epochs in (1, 10):
        experiment(7)


def steps(model, rank, args):
    for epoch in range(3):
        torch.manual_seed(epoch)
        model(torch.randn(2, 3)).sum().backward()
    for epoch in range(3):
        set_seed(SEED + epoch)
        model(torch.randn(2, 3)).sum().backward()
    for step in range(3):
        torch.manual_seed(SEED * 1000 + step)
        model(torch.randn(2, 3)).sum().backward()
    for step in range(3):
        torch.manual_seed(SEED + rank)
        model(torch.randn(2, 3)).sum().backward()
    current = SEED
    for step in range(3):
        current += 1
        torch.manual_seed(current)
        model(torch.randn(2, 3)).sum().backward()
    for step in range(3):
        if step == 0:
            torch.manual_seed(0)
        model(torch.randn(2, 3)).sum().backward()
    for epoch in range(3):
        model(torch.randn(2, 3)).sum().backward()
        if epoch % 2 == 0:
            evaluate(model)
    for epoch in range(3):
        model(torch.randn(2, 3)).sum().backward()
        evaluate(model)
    for batch in [1, 2]:
        torch.manual_seed(0)
        print(model(torch.randn(2, 3)))
    for step in range(3):
        torch.manual_seed(int(time.time()))
        model(torch.randn(2, 3)).sum().backward()
    for step in range(3):
        split = np.random.RandomState(args.seeds[step])
        model(torch.tensor(split.rand(2, 3))).sum().backward()


def next_seed():
    global seed
    seed += 1


def counted(model):
    for step in range(3):
        next_seed()
        torch.manual_seed(seed)
        model(torch.randn(2, 3)).sum().backward()


def init_worker(worker_id):
    np.random.seed(SEED)
    random.seed(torch.initial_seed() + worker_id)


def main(args=None):
    torch.manual_seed(0)
    random.seed(0)
    seeds_and_folds()
    for dataset in (Indexed(1), PerWorker()):
        for x in DataLoader(dataset, worker_init_fn=init_worker):
            print(x)
    model = torch.nn.Sequential(Isolated(), Restored())
    print(model(torch.randn(3)))
    steps(model, 0, args)
    counted(model)


main()
for unused in range(3):
    torch.manual_seed(0)
    print(torch.randn(1))
