# Resets that pass on what they are given, objects that are no environments.
import random

import gymnasium as gym
import numpy as np
from procgen import ProcgenEnv

random.seed(0)


class Scaled(gym.Wrapper):
    def reset(self, **kwargs):
        observation, info = self.env.reset(**kwargs)
        return observation / 255, info


class Noisy(gym.Wrapper):
    def reset(self, seed=None, options=None):
        return self.env.reset(seed=seed, options=options)


class Meter:
    def reset(self):
        self.total = 0


class Deck:
    def sample(self):
        return random.choice([1, 2, 3])


def make(seed):
    env = Noisy(Scaled(gym.make("CartPole-v1")))
    env.reset(seed=seed)
    return env


env = make(0)
env.reset()
Meter().reset()
Deck().sample()
np.random.RandomState(0).permutation(3)


def foreign():
    venv = gym.wrappers.RecordEpisodeStatistics(ProcgenEnv(num_envs=2))
    return venv.reset()


foreign()
