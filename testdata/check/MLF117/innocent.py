# only: MLF117
import jax
import jax.numpy as jnp
import numpy as np
from jax import random


def split_first(key):
    k1, k2 = jax.random.split(key)
    return jax.random.normal(k1), jax.random.uniform(k2)


def rebound(key):
    key, subkey = jax.random.split(key)
    a = jax.random.normal(subkey)
    key, subkey = jax.random.split(key)
    b = jax.random.normal(subkey)
    return a, b, key


def elements(key):
    keys = jax.random.split(key, 3)
    return jax.random.normal(keys[0]), jax.random.normal(keys[1]), jax.random.normal(keys[2])


def iterated(key, n):
    return [jax.random.normal(k) for k in jax.random.split(key, n)]


def zipped(key, shapes):
    keys = random.split(key, len(shapes))
    return [random.normal(k, s) for k, s in zip(keys, shapes)]


def indexed(key, n):
    keys = random.split(key, n)
    return [random.normal(keys[i]) for i in range(n)]


def starred(key):
    key, *rest = random.split(key, 4)
    return random.normal(rest[0]), random.normal(rest[1]), random.normal(rest[2]), key


def folded(key, n):
    return [random.normal(random.fold_in(key, i)) for i in range(n)]


def folded_then_used(key):
    child = random.fold_in(key, 1)
    return random.normal(child), random.normal(random.fold_in(key, 2)), random.normal(key)


def cloned(key):
    return random.normal(random.clone(key)), random.normal(key)


def loop(key, n):
    out = []
    for _ in range(n):
        key, sub = random.split(key)
        out.append(random.normal(sub))
    return out


def while_loop(key):
    while unfinished():
        key, sub = random.split(key)
        use(random.normal(sub))


def either(key, gaussian):
    if gaussian:
        return random.normal(key)
    return random.uniform(key)


def one_of(key, kind):
    if kind == "normal":
        x = random.normal(key)
    elif kind == "uniform":
        x = random.uniform(key)
    else:
        raise ValueError(kind)
    return x


def fallback(key):
    try:
        return random.normal(key)
    except TypeError:
        return random.uniform(key)


def same_order(key, x, y):
    return random.permutation(key, x), random.permutation(key, y)


def draw(params, key):
    return params * random.normal(key)


def same_numbers(key, old, new):
    return draw(old, key) - draw(new, key)


def shape_only(key):
    return key.shape, random.key_data(key), random.normal(key)


def next_key(state):
    return random.normal(state.key), random.uniform(state.key)


def mapped(key, n):
    return jax.vmap(random.normal)(random.split(key, n))


def scanned(key, xs):
    def body(carry, x):
        carry, sub = random.split(carry)
        return carry, random.normal(sub)

    return jax.lax.scan(body, key, xs)


def default(key=None):
    key = random.key(0) if key is None else key
    return random.normal(key)


def conditional_split(key, train):
    if train:
        key, sub = random.split(key)
        use(random.normal(sub))
    return random.normal(key)


def numpy_generator(rng):
    return rng.normal(), rng.uniform(), np.random.default_rng(0).normal()


class Sequence:
    def __init__(self, seed):
        self.key = random.key(seed)

    def next(self):
        self.key, sub = random.split(self.key)
        return sub

    def two(self):
        return random.normal(self.next()), random.normal(self.next())


def never_called_pair(key):
    return random.normal(key), random.uniform(key)


if __name__ == "__main__":
    k = random.key(0)
    everything(split_first, rebound)
    for f in range(3):
        k, s = random.split(k)
        split_first(s)
    for function in ():
        pass
    root = random.split(random.key(1), 40)
    split_first(root[0]), rebound(root[1]), elements(root[2]), iterated(root[3], 2), zipped(root[4], [1]), indexed(root[5], 2)
    starred(root[6]), folded(root[7], 2), folded_then_used(root[8]), cloned(root[9]), loop(root[10], 2), while_loop(root[11])
    either(root[12], True), one_of(root[13], "normal"), fallback(root[14]), same_order(root[15], 1, 2), same_numbers(root[16], 1, 2)
    shape_only(root[17]), next_key(load("state")), mapped(root[18], 2), scanned(root[19], 2), default(), conditional_split(root[20], True)
    numpy_generator(np.random.default_rng(0))
    Sequence(0).two()
