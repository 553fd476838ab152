import argparse
import json

import lightgbm as lgb
from lightgbm import LGBMClassifier, LGBMRegressor

parser = argparse.ArgumentParser()
parser.add_argument("--threads", type=int, default=1)
args = parser.parse_args()
x, y = load("x"), load("y")
train_set = lgb.Dataset(x, y, free_raw_data=False)

# complete settings
lgb.train({"deterministic": True, "force_row_wise": True, "num_threads": 4}, train_set)
lgb.train({"deterministic": True, "force_col_wise": True}, train_set)
LGBMClassifier(deterministic=True, force_row_wise=True, n_jobs=4).fit(x, y)
LGBMRegressor(**{"deterministic": True, "force_col_wise": True}).fit(x, y)

# the layout is fixed
lgb.train({"force_col_wise": True, "num_threads": 4}, train_set)
LGBMClassifier(force_row_wise=True).fit(x, y)
lgb.train({"force_row_wise": "true"}, train_set)

# one thread
lgb.train({"num_threads": 1}, train_set)
lgb.train({"nthread": 1}, train_set)
LGBMClassifier(n_jobs=1).fit(x, y)
LGBMRegressor(num_threads=1).fit(x, y)
lgb.train({"num_threads": args.threads}, train_set)

# added on the way
params = {"objective": "binary"}
params["deterministic"] = True
params["force_row_wise"] = True
lgb.train(params, train_set)
more = {"objective": "binary"}
more.update(deterministic=True, force_row_wise=True)
lgb.cv(more, train_set)
REPEATABLE = {"deterministic": True, "force_row_wise": True}
lgb.train({"objective": "binary", **REPEATABLE}, train_set)
lgb.train({"objective": "binary"} | REPEATABLE, train_set)
lgb.train(dict(REPEATABLE, objective="binary"), train_set)
copied = REPEATABLE.copy()
copied["num_leaves"] = 15
lgb.train(copied, train_set)

# what a file holds cannot be seen
with open("params.json") as f:
    settings = json.load(f)
lgb.train(settings, train_set)
LGBMClassifier(**settings).fit(x, y)
lgb.train({"objective": "binary", **settings}, train_set)

# nothing is trained
booster = lgb.Booster(model_file="model.txt")
booster.predict(x)
LGBMClassifier()
lgb.plot_importance(booster)


class Trainer:
    def __init__(self):
        self.params = {"objective": "binary", "deterministic": True}
        self.params["force_row_wise"] = True

    def run(self):
        return lgb.train(self.params, train_set)


Trainer().run()


def never_called():
    return lgb.train({"objective": "binary"}, train_set)

# what is done to a copy is not done to the original
original = {"deterministic": True, "force_row_wise": True}
variant = original.copy()
variant["device"] = "gpu"
lgb.train(original, train_set)
