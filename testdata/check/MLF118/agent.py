import random

import gym
import numpy as np
from gym.wrappers import RecordVideo, TimeLimit

random.seed(0)
np.random.seed(0)


class Agent:
    def __init__(self, env):
        self.env = env

    def train(self, episodes):
        for _ in range(episodes):
            state, _ = self.env.reset()  # want MLF118
            done = False
            while not done:
                if random.random() < 0.1:
                    action = self.env.action_space.sample()  # want MLF118
                else:
                    action = 0
                state, reward, done, _, _ = self.env.step(action)


if __name__ == "__main__":
    Agent(TimeLimit(RecordVideo(gym.make("CartPole-v1"), "videos"), 200)).train(100)
