# only: MLF409
import numpy as np
import pandas as pd

np.random.seed(0)
data = pd.read_csv("data.csv")
data.sample(3).to_csv("out.csv")  # want MLF409:hint
