# only: MLF118
import gymnasium as gym


def demo(env, seed=None):
    return env.reset(seed=seed)


if __name__ == "__main__":
    demo(gym.make("CartPole-v1"))
