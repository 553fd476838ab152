# only: MLF304
import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd

x, values, receivers, mask = jnp.zeros(10), load("values"), load("receivers"), load("mask")

# one place, or each place once
x.at[0].add(values)
x.at[-1].add(1.0)
x.at[2:5].add(values)
x.at[:, 0].add(values)
x.at[...].multiply(values)
x.at[None, 1].add(values)
x.at[x > 0].add(values)
x.at[jnp.array([0, 1, 2])].add(values)
x.at[[3, 4]].add(values)
x.at[jnp.arange(5)].add(values)
x.at[jnp.argsort(values)].add(values)
x.at[jax.random.permutation(jax.random.key(0), 10)].add(values)
x.at[receivers].add(values, unique_indices=True)
for i in range(10):
    x = x.at[i].add(values)
    x = x.at[i + 1, 0].add(values)
for i, v in enumerate(values):
    x = x.at[i].add(v)

# the order does not matter
x.at[receivers].max(values)
x.at[receivers].min(values)
x.at[receivers].add(1)
x.at[receivers].set(values)
x.at[receivers].get()
jax.ops.segment_max(values, receivers)
jax.ops.segment_min(values, receivers)
jax.ops.segment_sum(jnp.ones(3, dtype=int), receivers)
jax.ops.segment_sum(np.ones(3, dtype=np.int32), receivers)
jax.ops.segment_sum(values, receivers, unique_indices=True)
jnp.bincount(receivers)
jnp.histogram(values, bins=10)
jnp.histogram(values, 10, None, None)
jax.lax.scatter_max(x, receivers, values, load("numbers"))


def body(i, state):
    return state.at[i].add(i * 2.0)


jax.lax.fori_loop(0, 10, body, x)
frame = pd.DataFrame()
frame.at[3, "a"].add(values)
