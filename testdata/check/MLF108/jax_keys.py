import time

import jax
from flax import nnx
from jax import random

key = jax.random.key(int(time.time()))  # want MLF108
old = random.PRNGKey(seed=time.time_ns())  # want MLF108
rngs = nnx.Rngs(int(time.time()))  # want MLF108
SEED = time.time_ns() % 1000
late = jax.random.PRNGKey(SEED)  # want MLF108

fixed = jax.random.key(0)
child = jax.random.fold_in(fixed, 3)
print(jax.random.normal(key), jax.random.normal(old), rngs, jax.random.normal(child), jax.random.normal(late))
