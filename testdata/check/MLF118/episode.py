import gymnasium as gym

env = gym.make("CartPole-v1")
observation, info = env.reset()  # want MLF118:warning "episodes"
for _ in range(1000):
    action = env.action_space.sample()  # want MLF118:warning "actions"
    observation, reward, terminated, truncated, info = env.step(action)
    if terminated or truncated:
        observation, info = env.reset()
env.close()
