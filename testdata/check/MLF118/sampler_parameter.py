# only: MLF118
import optuna


class Annealing:
    def __init__(self, seed=None):
        self.independent = optuna.samplers.RandomSampler(seed=seed)


if __name__ == "__main__":
    optuna.create_study(sampler=Annealing()).optimize(load("objective"), n_trials=3)
