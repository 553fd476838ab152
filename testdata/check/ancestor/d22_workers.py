# D22: loaders that shuffle, and generators that workers copy.
# only: MLF103, MLF404, MLF405
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset


class Noisy(Dataset):
    def __init__(self):
        self.rng = np.random.default_rng(0)  # want MLF405

    def __len__(self):
        return 8

    def __getitem__(self, i):
        return self.rng.normal()


loader = DataLoader(Noisy(), shuffle=True, num_workers=2)  # want MLF404
model = torch.load("model.pt")
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for batch in loader:
    loss = model(batch).sum()
    loss.backward()
    optimizer.step()
