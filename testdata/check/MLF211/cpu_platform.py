import os

os.environ["JAX_PLATFORMS"] = "cpu"
import jax

jax.grad(load("loss"))(load("w"))
