import os

os.environ["XLA_FLAGS"] = os.environ.get("XLA_FLAGS", "") + " --xla_force_host_platform_device_count=4 --xla_gpu_deterministic_ops=true"
import jax

jax.grad(load("loss"))(load("w"))
