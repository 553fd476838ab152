import os

os.environ["XLA_FLAGS"] = "--xla_gpu_deterministic_ops=false"  # want MLF211 "off here"
import jax

jax.grad(load("loss"))(load("w"))
