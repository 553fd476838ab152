import jax
import jax.numpy as jnp

key = jax.random.key(0)
x = jax.random.normal(key, (3, 3))
print(jax.jit(jnp.linalg.inv)(x))
