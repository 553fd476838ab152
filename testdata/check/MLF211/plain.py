import jax  # want MLF211:warning "deterministic_ops"
import jax.numpy as jnp


def loss(w, x):
    return jnp.mean((x @ w) ** 2)


w = jnp.zeros(3)
step = jax.jit(jax.grad(loss))
for batch in load("x"):
    w = w - 0.1 * step(w, batch)
