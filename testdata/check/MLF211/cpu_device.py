# device: cpu
import jax

jax.grad(load("loss"))(load("w"))
