import gymnasium

envs = gymnasium.make_vec("CartPole-v1", num_envs=4)
envs.reset(seed=None)  # want MLF118
more = gymnasium.vector.SyncVectorEnv([lambda: gymnasium.make("CartPole-v1")])
more.reset()
