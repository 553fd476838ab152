# A reset with a seed does not seed the spaces.
import gymnasium as gym

env = gym.make("CartPole-v1")
env.reset(seed=42)
for _ in range(10):
    env.step(env.action_space.sample())  # want MLF118 "space"
    env.reset()
