"""The one place that decides whether two runs are equal."""

import lightning as L
import torch

MODES = ("deterministic", "seeds", "random")


def make_repeatable(determinism: str, seed: int) -> None:
    """Call it before anything is drawn.

    deterministic: seeds, and only algorithms that give the same bits every time; others raise an error.
    seeds: seeds, and whatever algorithm is fastest.
    random: nothing, to see how much runs differ.
    """
    if determinism == "random":
        return
    L.seed_everything(seed, workers=True)
    if determinism == "deterministic":
        torch.use_deterministic_algorithms(True)
        torch.backends.cudnn.benchmark = False
