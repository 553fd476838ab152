"""The data that the model is trained on."""

import lightning as L
import torch
from torch.utils.data import DataLoader, Dataset, TensorDataset
from torchvision import datasets, transforms

from . import records


def generated(count: int, seed: int) -> TensorDataset:
    """Small images of ten patterns with noise; a seed always gives the same."""
    generator = torch.Generator().manual_seed(0)
    patterns = torch.rand(10, 1, 28, 28, generator=generator)
    generator.manual_seed(seed)
    labels = torch.randint(10, (count,), generator=generator)
    noise = torch.randn(count, 1, 28, 28, generator=generator)
    return TensorDataset(patterns[labels] + 0.3 * noise, labels)


class Images(L.LightningDataModule):
    """MNIST, or generated images that need no download."""

    def __init__(
        self, data: str, folder: str, batch_size: int, test_batch_size: int, num_workers: int, seed: int | None
    ):
        super().__init__()
        self.data = data
        self.folder = folder
        self.batch_size = batch_size
        self.test_batch_size = test_batch_size
        self.num_workers = num_workers
        self.seed = seed  # None: the order of the training data differs in every run
        self.train_set: Dataset
        self.test_set: Dataset

    def prepare_data(self) -> None:
        if self.data == "mnist":
            datasets.MNIST(self.folder, train=True, download=True)
            datasets.MNIST(self.folder, train=False, download=True)

    def setup(self, stage: str | None = None) -> None:
        if self.data == "generated":
            self.train_set, self.test_set = generated(512, seed=1), generated(256, seed=2)
            return
        prepare = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
        self.train_set = datasets.MNIST(self.folder, train=True, transform=prepare)
        self.test_set = datasets.MNIST(self.folder, train=False, transform=prepare)

    def sha256(self) -> str:
        """A hash of the data, after prepare_data."""
        if self.data == "mnist":
            return records.hash_files(f"{self.folder}/MNIST/raw")
        images, labels = generated(512, seed=1).tensors
        return records.hash_arrays([("images", images.numpy()), ("labels", labels.numpy())])

    def train_dataloader(self) -> DataLoader:
        generator = None if self.seed is None else torch.Generator().manual_seed(self.seed)
        return self.loader(self.train_set, self.batch_size, shuffle=True, generator=generator)

    def test_dataloader(self) -> DataLoader:
        return self.loader(self.test_set, self.test_batch_size, shuffle=False, generator=None)

    def loader(self, dataset: Dataset, batch_size: int, shuffle: bool, generator: torch.Generator | None) -> DataLoader:
        return DataLoader(
            dataset,
            batch_size=batch_size,
            shuffle=shuffle,
            generator=generator,
            num_workers=self.num_workers,
            persistent_workers=self.num_workers > 0,
        )
