# D1: Python's and NumPy's seeds are missing; one sits in a string, one cannot be reached.
# only: MLF101, MLF102, MLF111, MLF115
import random

import numpy as np

"""random.seed(0)"""
if False:
    np.random.seed(0)  # want MLF111
order = list(range(10))
random.shuffle(order)  # want MLF101
noise = np.random.rand(10)
print(order, noise)
