import gymnasium as gym
from stable_baselines3 import A2C, PPO
from stable_baselines3.common.env_util import make_vec_env
from stable_baselines3.common.evaluation import evaluate_policy
from stable_baselines3.common.utils import set_random_seed

set_random_seed(0)
env = make_vec_env("CartPole-v1", n_envs=4, seed=0)
A2C("MlpPolicy", env).learn(1000)
model = PPO("MlpPolicy", gym.make("CartPole-v1"), seed=1)
model.learn(total_timesteps=1000)
evaluate_policy(model, env)
loaded = PPO.load("model.zip", env=env)
observation = env.reset()
