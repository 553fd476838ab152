import os

os.environ["XLA_FLAGS"] = "--xla_gpu_autotune_level=0 --xla_force_host_platform_device_count=4"
import jax  # want MLF211

jax.grad(load("loss"))(load("w"))
