import gymnasium as gym
from sb3_contrib import TQC
from stable_baselines3 import DQN, PPO
from stable_baselines3.ppo import PPO as Proximal

env = gym.make("CartPole-v1")
model = PPO("MlpPolicy", env, verbose=1)  # want MLF118:warning "PPO"
model.learn(total_timesteps=1000)
DQN("MlpPolicy", "CartPole-v1", seed=None).learn(1000)  # want MLF118
TQC("MlpPolicy", env).learn(1000)  # want MLF118
Proximal("MlpPolicy", env).learn(1000)  # want MLF118
