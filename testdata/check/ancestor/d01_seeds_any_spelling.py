# D1: any quoting, alias and place of the seeds is accepted.
# only: MLF101, MLF102, MLF111
import os
import random as rnd
from numpy.random import seed as seed_numpy, rand


def set_general_random_seeds(seed):
    os.environ['PYTHONHASHSEED'] = str(seed)
    rnd.seed(seed)
    seed_numpy(seed)


set_general_random_seeds(42)
order = list(range(10))
rnd.shuffle(order)
print(order, rand(10))
