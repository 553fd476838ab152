# only: MLF114
import argparse
import random

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, IterableDataset

SEED = 4
CONFIG = {"seed": 7}


class Noise(Dataset):
    def __init__(self, seed=3):
        self.seed = seed

    def __getitem__(self, i):
        torch.manual_seed(0)  # want MLF114:warning "__getitem__"
        return torch.randn(3)


class OwnSeed(Noise):
    def __getitem__(self, i):
        random.seed(self.seed)  # want MLF114:warning
        np.random.seed(self.seed)
        return random.random() + np.random.rand()


class OwnGenerator(Dataset):
    def __getitem__(self, i):
        rng = np.random.default_rng(42)  # want MLF114:warning "this generator"
        return rng.normal()


class Net(torch.nn.Module):
    def forward(self, x):
        torch.manual_seed(SEED)  # want MLF114:warning "forward"
        return x * torch.rand(3)


class Projected(torch.nn.Module):
    def forward(self, x):
        generator = torch.Generator().manual_seed(0)  # want MLF114:info
        return x @ torch.randn(3, 3, generator=generator)


def collate(batch):
    random.seed(1)  # want MLF114:warning "collate"
    random.shuffle(batch)
    return torch.stack(batch)


def set_seed(seed=42):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    if torch.cuda.is_available():
        torch.cuda.manual_seed_all(seed)


def train(model, optimizer, args):
    for step in range(10):
        torch.manual_seed(SEED)  # want MLF114:warning "every round of the training loop"
        loss = model(torch.randn(2, 3)).sum()
        loss.backward()
        optimizer.step()
    for step in range(10):
        set_seed()  # want MLF114:warning
        model(torch.randn(2, 3)).sum().backward()
    for step in range(10):
        set_seed(args.seed)  # want MLF114:warning
        model(torch.randn(2, 3)).sum().backward()
    for step in range(10):
        torch.manual_seed(CONFIG["seed"])  # want MLF114:warning
        model(torch.randn(2, 3)).sum().backward()
    step = 0
    while step < 3:
        random.seed(0)  # want MLF114:warning
        np.random.seed(0)
        model(torch.randn(2, 3)).sum().backward()
        step += 1
    for step in range(10):
        if args.seed is not None:
            torch.manual_seed(args.seed)  # want MLF114:warning
        model(torch.randn(2, 3)).sum().backward()
    for step in range(10):
        generator = torch.Generator().manual_seed(1)  # want MLF114:warning "this generator"
        loss = model(torch.randn(2, 3, generator=generator)).sum()
        loss.backward()


def train_step(model, batch):
    loss = model(batch).sum()
    loss.backward()


def train_epoch(model, loader):
    for batch in loader:
        train_step(model, batch)


def epochs(model, loader, args):
    for epoch in range(args.epochs):
        torch.manual_seed(args.seed)  # want MLF114:warning "epochs"
        train_epoch(model, loader)
    for batch in loader:
        torch.manual_seed(0)  # want MLF114:warning "batches"
        train_step(model, batch)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=2)
    args = parser.parse_args()
    set_seed(args.seed)
    model = torch.nn.Sequential(Net(), Projected())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for dataset in (Noise(), OwnSeed(), OwnGenerator()):
        loader = DataLoader(dataset, collate_fn=collate)
        epochs(model, loader, args)
    model(torch.randn(3))
    train(model, optimizer, args)


main()
