# only: MLF114
import torch
from torch.utils.data import Dataset

SEED = 4


class Noise(Dataset):
    def __getitem__(self, i):
        torch.manual_seed(0)  # want MLF114
        return torch.randn(3)


class Indexed(Dataset):
    def __getitem__(self, i):
        torch.manual_seed(i)
        return torch.randn(3)


def train(model, optimizer):
    for step in range(10):
        torch.manual_seed(SEED)  # want MLF114
        loss = model(torch.randn(2, 3)).sum()
        loss.backward()
        optimizer.step()


def main():
    for seed in [1, 2, 3]:
        torch.manual_seed(seed)
        model = torch.nn.Linear(3, 1)
        train(model, torch.optim.SGD(model.parameters(), lr=0.1))
    for fold in range(5):
        torch.manual_seed(0)
        model = torch.nn.Linear(3, 1)
        train(model, torch.optim.SGD(model.parameters(), lr=0.1))
    for epoch in range(3):
        torch.manual_seed(epoch)
        model(torch.randn(2, 3)).sum().backward()
    for dataset in (Noise(), Indexed()):
        for batch in torch.utils.data.DataLoader(dataset):
            print(batch)


main()
