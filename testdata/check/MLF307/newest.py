import argparse

import catboost
import xgboost as xgb
from catboost import CatBoost, CatBoostClassifier, CatBoostRegressor, Pool

parser = argparse.ArgumentParser()
parser.add_argument("--task", default="CPU")
args = parser.parse_args()
x, y = load("x"), load("y")
data = xgb.DMatrix(x, y)

CatBoostClassifier(task_type="GPU", devices="0").fit(x, y)  # want MLF307:error "in any version"
CatBoostRegressor(iterations=100, random_seed=42, **{"task_type": "GPU"}).fit(x, y)  # want MLF307:error
CatBoost({"task_type": "GPU", "random_seed": 0}).fit(Pool(x, y))  # want MLF307:error
catboost.train(Pool(x, y), {"task_type": "GPU"})  # want MLF307:error
catboost.cv(Pool(x, y), params={"task_type": "GPU"})  # want MLF307:error
xgb.XGBClassifier(device="cuda", sampling_method="gradient_based", subsample=0.5).fit(x, y)  # want MLF307:warning
CatBoostClassifier(task_type=args.task).fit(x, y)  # want MLF307:info "cannot decide"

# these are deterministic
CatBoostClassifier(task_type="CPU").fit(x, y)
CatBoostClassifier(iterations=10).fit(x, y)
CatBoost({"iterations": 10, "devices": "0"}).fit(Pool(x, y))
catboost.train(Pool(x, y), {"iterations": 10})
catboost.cv(Pool(x, y), params={"task_type": "CPU"})
xgb.train({"device": "cuda"}, data)
xgb.train({"tree_method": "gpu_hist"}, data)
xgb.train({"tree_method": "hist", "device": "cuda", "objective": "rank:ndcg"}, data)
xgb.XGBRanker(device="cuda").fit(x, y)
xgb.XGBClassifier(sampling_method="gradient_based", subsample=0.5).fit(x, y)
xgb.XGBRegressor(booster="gblinear", updater="coord_descent").fit(x, y)
xgb.train({"tree_method": "gpu_hist", "deterministic_histogram": False}, data)
gpu = {"task_type": "GPU"}
gpu["task_type"] = "CPU"
CatBoost(gpu).fit(Pool(x, y))
