"""The data that the model is trained on."""

from dataclasses import dataclass

import numpy as np
from sklearn.datasets import fetch_covtype, make_classification
from sklearn.model_selection import train_test_split

from . import records

CLASSES = 7


@dataclass
class Table:
    """Rows for training and for testing, with the class of each."""

    train: np.ndarray
    test: np.ndarray
    train_classes: np.ndarray
    test_classes: np.ndarray

    def sha256(self) -> str:
        """A hash of all rows and classes."""
        return records.hash_arrays(sorted(vars(self).items()))


def load(data: str, folder: str) -> Table:
    """Covertype, downloaded once into the folder, or a generated table that needs no download.

    The split never depends on the seed of a run, so that runs can be compared.
    """
    if data == "covertype":
        rows, classes = fetch_covtype(data_home=folder, return_X_y=True)
        classes = classes - 1
    else:
        rows, classes = make_classification(
            n_samples=2000, n_features=20, n_informative=10, n_classes=CLASSES, random_state=0
        )
    parts = train_test_split(rows.astype(np.float32), classes, test_size=0.25, random_state=0)
    return Table(*parts)
