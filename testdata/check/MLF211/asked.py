import jax  # want MLF211:warning

assert jax.devices("gpu")
jax.config.update("jax_platform_name", "gpu")
jax.vjp(load("loss"), load("w"))
