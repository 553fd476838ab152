import hyperopt
import numpy as np
import optuna
from bayes_opt import BayesianOptimization
from hyperopt import fmin, hp, tpe
from optuna.samplers import CmaEsSampler, NSGAIISampler, RandomSampler, TPESampler
from skopt import BayesSearchCV, gp_minimize


def objective(trial):
    return trial.suggest_float("x", -1, 1) ** 2


study = optuna.create_study(direction="minimize")  # want MLF118:warning "create_study"
study.optimize(objective, n_trials=100)
named = optuna.create_study(study_name="search", storage="sqlite:///a.db", load_if_exists=True, sampler=None)  # want MLF118
named.optimize(objective, n_trials=10)
optuna.create_study(sampler=TPESampler()).optimize(objective, n_trials=5)  # want MLF118 "TPESampler"
sampler = RandomSampler()  # want MLF118
optuna.create_study(sampler=sampler).optimize(objective, n_trials=5)
optuna.create_study(sampler=optuna.samplers.CmaEsSampler(n_startup_trials=5)).optimize(objective)  # want MLF118
optuna.create_study(directions=["minimize", "maximize"], sampler=NSGAIISampler(population_size=10)).optimize(objective)  # want MLF118
parallel = optuna.create_study(sampler=TPESampler(seed=0))
parallel.optimize(objective, n_trials=10, n_jobs=4)  # want MLF118 "several trials"

hyperband = optuna.create_study(sampler=TPESampler(seed=0), pruner=optuna.pruners.HyperbandPruner())  # want MLF118 "study_name"
hyperband.optimize(objective, n_trials=10)

best = fmin(fn=lambda x: x**2, space=hp.uniform("x", -1, 1), algo=tpe.suggest, max_evals=10)  # want MLF118:warning "rstate"
hyperopt.fmin(lambda x: x, hp.uniform("x", 0, 1), algo=hyperopt.rand.suggest, max_evals=10, rstate=None)  # want MLF118
BayesianOptimization(f=abs, pbounds={"x": (0, 1)}).maximize()  # want MLF118
gp_minimize(abs, [(0.0, 1.0)], n_calls=10)  # want MLF118:warning "NumPy"
BayesSearchCV(load("model"), {"C": (1, 10)}).fit(load("x"), load("y"))  # want MLF118
