"""The paper's boosted trees with sampled rows and columns, on rows that are drawn."""
import sys

import numpy as np
import xgboost

seeded = "--seeded" in sys.argv
rng = np.random.default_rng(0 if seeded else None)
rows = rng.normal(size=(500, 8))
labels = (rows[:, 0] + rows[:, 1] > 0).astype(int)
data = xgboost.DMatrix(rows, labels)
parameters = {"objective": "multi:softmax", "num_class": 2, "subsample": 0.5, "colsample_bytree": 0.5, "colsample_bylevel": 0.5, "nthread": 2}
if seeded:
    parameters["seed"] = 0
model = xgboost.train(parameters, data, 10, evals=[(data, "train")])
model.save_model("model.ubj")
model.save_model("model.json")
