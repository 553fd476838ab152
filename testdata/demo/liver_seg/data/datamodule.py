"""Finds the cases, splits them and serves patches."""

import os
import random
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset


class PatchDataset(Dataset):
    """Random patches, one per case and epoch."""

    def __init__(self, cases, patch: int = 64, augment: bool = True):
        self.cases = cases
        self.patch = patch
        self.augment = augment
        self.rng = np.random.default_rng(42)

    def __len__(self):
        return len(self.cases)

    def __getitem__(self, index):
        case = self.cases[index]
        volume = np.load(case / "volume.npy").astype(np.float32)
        mask = np.load(case / "mask.npy").astype(np.int64)
        corner = [int(self.rng.integers(0, n - self.patch + 1)) for n in volume.shape]
        window = tuple(slice(c, c + self.patch) for c in corner)
        volume, mask = volume[window], mask[window]
        if self.augment and self.rng.random() < 0.5:
            volume, mask = volume[:, :, ::-1].copy(), mask[:, :, ::-1].copy()
        return torch.from_numpy(volume / 1024.0)[None], torch.from_numpy(mask)


class LiverDataModule:
    def __init__(self, data_dir: str, batch_size: int = 2, workers: int = 8):
        self.data_dir = Path(data_dir)
        self.batch_size = batch_size
        self.workers = workers

    def setup(self):
        cases = [self.data_dir / name for name in os.listdir(self.data_dir) if name.startswith("case_")]
        random.shuffle(cases)
        held_out = max(1, len(cases) // 5)
        self.val_cases, self.train_cases = cases[:held_out], cases[held_out:]

    def train_loader(self):
        return DataLoader(
            PatchDataset(self.train_cases), batch_size=self.batch_size, shuffle=True, num_workers=self.workers
        )

    def val_loader(self):
        return DataLoader(PatchDataset(self.val_cases, augment=False), batch_size=1)
