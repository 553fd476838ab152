"""The one place that decides whether two runs are equal."""

import keras
import tensorflow as tf

MODES = ("deterministic", "seeds", "random")


def make_repeatable(determinism: str, seed: int) -> None:
    """Call it before anything is drawn.

    deterministic: seeds, and only operations that give the same bits every time; others raise an error.
    seeds: seeds, and whatever operation is fastest.
    random: nothing, to see how much runs differ.
    """
    if determinism == "random":
        return
    keras.utils.set_random_seed(seed)
    if determinism == "deterministic":
        tf.config.experimental.enable_op_determinism()
