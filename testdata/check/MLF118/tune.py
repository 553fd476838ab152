from ray import tune
from ray.tune.search.hyperopt import HyperOptSearch
from ray.tune.search.optuna import OptunaSearch


def train(config):
    return {"loss": config["lr"]}


space = {"lr": tune.loguniform(1e-4, 1e-1)}
tune.run(train, config=space, num_samples=10)  # want MLF118:warning "NumPy"
tuner = tune.Tuner(train, param_space=space, tune_config=tune.TuneConfig(num_samples=10))  # want MLF118
tuner.fit()
tune.run(train, config=space, search_alg=OptunaSearch(metric="loss", mode="min"))  # want MLF118
tune.run(train, config=space, search_alg=HyperOptSearch())  # want MLF118
tune.run(train, config=space, search_alg=OptunaSearch(seed=1))
tune.run(train, config=space, search_alg=HyperOptSearch(random_state_seed=1))
