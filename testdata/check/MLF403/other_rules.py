# only: MLF403, MLF108
# As a seed the hash is MLF108's, and a hash of one's own is none of Python's.
import random

import numpy as np

name = "experiment"
random.seed(hash(name) % 2**32)  # want MLF108
np.random.seed(abs(hash("a" + name)) % (2**32 - 1))  # want MLF108
rng = np.random.default_rng(hash(name) & 0xFFFFFFFF)  # want MLF108
print(random.random(), np.random.rand(), rng.random())
