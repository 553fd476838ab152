import argparse

import lightgbm as lgb
import xgboost_ray
from ray.air.config import ScalingConfig as AirScaling
from ray.train import ScalingConfig
from ray.train.xgboost import XGBoostTrainer
from synapse.ml.lightgbm import LightGBMClassifier
from xgboost.spark import SparkXGBClassifier, SparkXGBRegressor
from xgboost_ray import RayDMatrix, RayParams, RayXGBClassifier, train

parser = argparse.ArgumentParser()
parser.add_argument("--workers", type=int, default=1)
args = parser.parse_args()
x, y = load("x"), load("y")
data = RayDMatrix(x, y)

SparkXGBClassifier(features_col="f", label_col="l", num_workers=4).fit(x)  # want MLF501:warning
SparkXGBRegressor(num_workers=args.workers).fit(x)  # want MLF501:info "num_workers"
train({"objective": "binary:logistic"}, data, ray_params=RayParams(num_actors=4))  # want MLF501
xgboost_ray.train({}, data, num_boost_round=10, ray_params=xgboost_ray.RayParams(num_actors=2, gpus_per_actor=1))  # want MLF501
RayXGBClassifier(n_jobs=4).fit(x, y)  # want MLF501
XGBoostTrainer(scaling_config=ScalingConfig(num_workers=2), params={}, datasets={"train": x}).fit()  # want MLF501
scaling = AirScaling(num_workers=8, use_gpu=True)
XGBoostTrainer(scaling_config=scaling, params={}, datasets={"train": x}).fit()  # want MLF501
LightGBMClassifier(labelCol="l").fit(x)  # want MLF501
lgb.train({"tree_learner": "data", "num_machines": 2, "deterministic": True, "force_row_wise": True}, lgb.Dataset(x, y))  # want MLF501

# one worker, and what is no boosting on workers
SparkXGBClassifier(features_col="f").fit(x)
SparkXGBRegressor(num_workers=1).fit(x)
train({}, data, ray_params=RayParams(num_actors=1))
RayXGBClassifier().fit(x, y)
RayXGBClassifier(n_jobs=1).fit(x, y)
XGBoostTrainer(scaling_config=ScalingConfig(num_workers=1), params={}, datasets={"train": x}).fit()
LightGBMClassifier(numTasks=1).fit(x)
lgb.train({"tree_learner": "data", "deterministic": True, "force_row_wise": True}, lgb.Dataset(x, y))
lgb.train({"num_machines": 1, "deterministic": True, "force_row_wise": True}, lgb.Dataset(x, y))
ScalingConfig(num_workers=4)
