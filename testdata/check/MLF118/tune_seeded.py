import numpy as np
from ray import tune

np.random.seed(0)
tune.run(load("train"), config={"lr": tune.uniform(0, 1)}, num_samples=3)
