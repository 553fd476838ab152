import jax


def check(key):
    return jax.random.normal(key), jax.random.uniform(key)  # want MLF117:hint


check(jax.random.key(0))
