# A model file opened alone is judged as part of a training program on a GPU.
import jax
import jax.numpy as jnp


def pool(x, receivers, n):
    return jax.ops.segment_sum(x, receivers, n)  # want MLF304:warning


def spread(x, receivers):
    return jnp.zeros(10).at[receivers].add(x)  # want MLF304
