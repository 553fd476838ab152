"""Overlap measures."""

import torch


def dice(logits: torch.Tensor, target: torch.Tensor, classes: int = 3) -> list[float]:
    predicted = logits.argmax(dim=1)
    scores = []
    for label in range(1, classes):
        p, t = predicted == label, target == label
        scores.append((2 * (p & t).sum() / (p.sum() + t.sum()).clamp(min=1)).item())
    return scores


def label_names(path: str) -> dict[str, int]:
    """Numbers the structures that a file names, one per line."""
    with open(path) as f:
        names = set(line.strip() for line in f)
    return {name: i for i, name in enumerate(names)}
