"""Reading what is to be predicted, and writing what was."""

import csv
from pathlib import Path

import numpy as np


class InputError(Exception):
    """What is read is not what a model can take; the message says what to do."""


def read(path: str) -> np.ndarray:
    """Rows of numbers: an array of NumPy (.npy), or a table with a header, separated by commas or tabs (.tsv)."""
    try:
        if Path(path).suffix == ".npy":
            return np.load(path, allow_pickle=False).astype(np.float32)
        with open(path, newline="", encoding="utf-8") as stream:
            lines = list(csv.reader(stream, delimiter="\t" if Path(path).suffix == ".tsv" else ","))
        rows = np.array([[float(value) for value in line] for line in lines[1:] if line], dtype=np.float32)
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read as an array or a table of numbers: {error}") from error
    if rows.size == 0:
        raise InputError(f"{path} holds no rows")
    return rows


def write(path: str, predictions: np.ndarray) -> None:
    """One row for each prediction: its number, the likeliest class where there are several, and all values."""
    values = predictions.reshape(len(predictions), -1)
    header = ["row", *(["class"] if values.shape[1] > 1 else []), *(f"value_{i}" for i in range(values.shape[1]))]
    with open(path, "w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(header)
        for number, row in enumerate(values):
            best = [int(row.argmax())] if len(row) > 1 else []
            table.writerow([number, *best, *(repr(float(v)) for v in row)])
