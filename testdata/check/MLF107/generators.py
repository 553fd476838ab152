# only: MLF107
import random

import numpy as np
from numpy.random import default_rng, PCG64, Generator

SEED = 3


def make(seed):
    return np.random.default_rng(seed)


rng = np.random.default_rng()  # want MLF107
np.save("a.npy", rng.random(3))
np.save("b.npy", default_rng(SEED).random(3))
np.save("c.npy", default_rng(seed=None).random(3))  # want MLF107
np.save("d.npy", make(4).random(3))
np.save("e.npy", Generator(PCG64()).random(3))  # want MLF107
np.save("f.npy", Generator(PCG64(1)).random(3))
np.save("g.npy", np.random.RandomState().rand(3))  # want MLF107
pick = random.Random()  # want MLF107
np.save("h.npy", pick.sample(range(100), 3))
np.save("i.npy", random.Random(5).sample(range(100), 3))
# default_rng() in a comment, and "default_rng()" in a string, are nothing
text = "default_rng()"
