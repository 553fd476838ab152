import argparse
import os

parser = argparse.ArgumentParser()
parser.add_argument("--flags", default="")
os.environ["XLA_FLAGS"] = parser.parse_args().flags
import jax

jax.grad(load("loss"))(load("w"))
