# Default seeds are constants, and a seed that nothing draws from changes
# nothing.
import argparse
import random
import time

import lightgbm as lgb
import numpy as np
import xgboost as xgb
from catboost import CatBoostClassifier, CatBoostRegressor, cv, Pool
from lightgbm import LGBMClassifier
from xgboost import XGBClassifier, XGBRFClassifier, XGBRegressor

parser = argparse.ArgumentParser()
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
random.seed(args.seed)
np.random.seed(args.seed)

x, y = load("x"), load("y")
dtrain = xgb.DMatrix(x, y)
train_set = lgb.Dataset(x, y)
repeatable = {"deterministic": True, "force_row_wise": True}

# no seed at all
xgb.train({"subsample": 0.5}, dtrain)
xgb.train({"colsample_bytree": 0.5, "booster": "dart", "rate_drop": 0.2}, dtrain)
XGBClassifier(subsample=0.8).fit(x, y)
XGBClassifier(subsample=0.8, random_state=None).fit(x, y)
XGBRFClassifier().fit(x, y)
xgb.cv({"subsample": 0.5}, dtrain, nfold=5)
lgb.train({**repeatable, "bagging_fraction": 0.5, "bagging_freq": 1}, train_set)
lgb.cv(repeatable, train_set)
LGBMClassifier(subsample=0.5, subsample_freq=1, deterministic=True, force_row_wise=True).fit(x, y)
CatBoostClassifier(iterations=10).fit(x, y)
CatBoostRegressor(random_seed=None).fit(x, y)
cv(Pool(x, y), {"iterations": 10})

# constants, options and seeded draws
SEED = 1234
xgb.train({"subsample": 0.5, "seed": SEED}, dtrain)
XGBRegressor(subsample=0.5, random_state=args.seed).fit(x, y)
CatBoostClassifier(random_state=SEED + 1).fit(x, y)
LGBMClassifier(random_state=np.random.randint(1000), colsample_bytree=0.5, deterministic=True, force_row_wise=True).fit(x, y)
XGBClassifier(subsample=0.5, random_state=random.randint(0, 99)).fit(x, y)
XGBClassifier(subsample=0.5, random_state=np.random.RandomState(3)).fit(x, y)

# a varying seed that nothing draws from
now = int(time.time())
xgb.train({"seed": now, "max_depth": 3}, dtrain)
XGBClassifier(n_estimators=10, random_state=now).fit(x, y)
xgb.train({"booster": "dart", "seed": now}, dtrain)
xgb.train({"subsample": 1.0, "colsample_bytree": 1, "seed": now}, dtrain)
lgb.train({**repeatable, "bagging_fraction": 0.5, "seed": now}, train_set)
lgb.train({**repeatable, "boosting": "dart", "drop_rate": 0, "seed": now}, train_set)
LGBMClassifier(subsample=0.5, random_state=now, deterministic=True, force_row_wise=True).fit(x, y)
CatBoostClassifier(bootstrap_type="No", random_strength=0, boosting_type="Plain", random_seed=now).fit(x, y)

# the clock used for other things
started = time.time()
model = XGBClassifier(subsample=0.5, random_state=0).fit(x, y)
print(time.time() - started)
model.save_model(f"model-{int(started)}.json")

# the varying seed is replaced before it is used
settings = {"subsample": 0.5, "seed": now}
settings["seed"] = 7
xgb.train(settings, dtrain)
other = {"subsample": 0.5, "seed": now}
other.pop("seed")
xgb.train(other, dtrain)
