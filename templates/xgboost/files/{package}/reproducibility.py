"""The one place that decides whether two runs are equal."""

import random
import secrets

import numpy as np

MODES = ("deterministic", "seeds", "random")


def make_repeatable(determinism: str, seed: int) -> None:
    """Seeds the generators of Python and NumPy; call it before anything is drawn."""
    if determinism != "random":
        random.seed(seed)
        np.random.seed(seed)


def booster_settings(determinism: str, seed: int) -> dict:
    """What XGBoost must be told.

    deterministic: a seed, and the histogram method, whose sums are exact in any order on a CPU and on one GPU.
    seeds: a seed, and the method that XGBoost chooses.
    random: a seed that differs in every run, to see how much runs differ; XGBoost's own default is always 0.
    """
    if determinism == "random":
        return {"seed": secrets.randbelow(2**31)}
    if determinism == "seeds":
        return {"seed": seed}
    return {"seed": seed, "tree_method": "hist"}
