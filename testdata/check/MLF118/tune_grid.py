from ray import tune


def train(config):
    return {"loss": config["lr"]}


tune.run(train, config={"lr": tune.grid_search([0.1, 0.01])})
tune.Tuner(train, param_space={"lr": tune.grid_search([0.1])}, tune_config=tune.TuneConfig(metric="loss")).fit()
