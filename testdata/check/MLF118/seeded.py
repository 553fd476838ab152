import argparse

import gymnasium as gym

parser = argparse.ArgumentParser()
parser.add_argument("--seed", type=int, default=1)
args = parser.parse_args()

env = gym.make("CartPole-v1")
env.action_space.seed(args.seed)
state, _ = env.reset(seed=args.seed)
for _ in range(1000):
    state, reward, done, truncated, _ = env.step(env.action_space.sample())
    if done or truncated:
        state, _ = env.reset()


def demo(env, seed=None):
    state, _ = env.reset(seed=seed)
    return state


demo(gym.make("CartPole-v1"))
