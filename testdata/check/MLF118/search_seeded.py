import argparse
import os

import numpy as np
import optuna
from bayes_opt import BayesianOptimization
from hyperopt import fmin, hp, tpe
from optuna.samplers import BruteForceSampler, GridSampler, QMCSampler, TPESampler
from skopt import gp_minimize

parser = argparse.ArgumentParser()
parser.add_argument("--seed", type=int, default=1)
args = parser.parse_args()
np.random.seed(args.seed)


def objective(trial):
    return trial.suggest_float("x", -1, 1) ** 2


def pick(name):
    return TPESampler(seed=3) if name else load("sampler")


optuna.create_study(sampler=TPESampler(seed=args.seed)).optimize(objective, n_trials=10, n_jobs=1)
sampler = TPESampler(n_startup_trials=10, seed=1, multivariate=True)
study = optuna.create_study(study_name="a", sampler=sampler)
study.optimize(objective, n_trials=10)
optuna.create_study(sampler=optuna.samplers.RandomSampler(7)).optimize(objective, n_trials=3)
optuna.create_study(sampler=GridSampler({"x": [0, 1]})).optimize(objective)
optuna.create_study(sampler=BruteForceSampler()).optimize(objective)
optuna.create_study(sampler=QMCSampler()).optimize(objective, n_trials=4)
optuna.create_study(sampler=pick("tpe")).optimize(objective, n_trials=4)
hyperband = optuna.create_study(study_name="b", sampler=TPESampler(seed=0), pruner=optuna.pruners.HyperbandPruner())
hyperband.optimize(objective, n_trials=4)
median = optuna.create_study(sampler=TPESampler(seed=0), pruner=optuna.pruners.MedianPruner())
median.optimize(objective, n_trials=4)
loaded = optuna.load_study(study_name="a", storage="sqlite:///a.db")
print(loaded.best_params)
optuna.logging.set_verbosity(optuna.logging.WARNING)

fmin(fn=abs, space=hp.uniform("x", -1, 1), algo=tpe.suggest, max_evals=10, rstate=np.random.default_rng(args.seed))
BayesianOptimization(f=abs, pbounds={"x": (0, 1)}, random_state=1).maximize()
gp_minimize(abs, [(0.0, 1.0)], random_state=0)
gp_minimize(abs, [(0.0, 1.0)])
