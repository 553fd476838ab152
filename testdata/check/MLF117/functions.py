# only: MLF117
import functools

import jax
import jax.numpy as jnp
import jax.random as jrandom
from jax import random
from jax.random import normal, split


def twice(key):
    w = jax.random.normal(key, (3, 3))
    b = jax.random.uniform(key, (3,))  # want MLF117:warning "key"
    return w, b


def same_call(rng):
    w1 = jax.random.normal(rng, (3, 3))
    w2 = jax.random.normal(rng, (3, 3))  # want MLF117
    w3 = jax.random.normal(rng, (3, 3))
    return w1, w2, w3


def parent_after_split(key):
    k1, k2 = jax.random.split(key)
    return random.normal(key, (2,)), k1, k2  # want MLF117 "split"


def split_twice(key):
    a, b = jrandom.split(key)
    c, d = split(key)  # want MLF117
    return a, b, c, d


def element_twice(key):
    keys = jax.random.split(key, 3)
    return normal(keys[0], (2,)) + normal(keys[1], (2,)) + normal(keys[0], (2,))  # want MLF117 "keys[0]"


def by_keyword(key):
    x = jax.random.bernoulli(key=key, p=0.5)
    return jax.random.categorical(key=key, logits=jnp.zeros(3)), x  # want MLF117


def in_loop(key, n):
    out = []
    for i in range(n):
        out.append(jax.random.normal(key, (2,)))  # want MLF117:warning "every round"
    return out


def split_in_loop(key, n):
    for i in range(n):
        a, b = jax.random.split(key)  # want MLF117:warning
        use(jax.random.normal(a), b)


def in_comprehension(key, sizes):
    return [jax.random.normal(key, (s,)) for s in sizes]  # want MLF117


def in_while(key):
    while unfinished():
        noise = jax.random.normal(key)  # want MLF117
        use(noise)


def variants(key):
    for n in [1, 2, 3]:
        use(jax.random.normal(key, (n,)))  # want MLF117:info


def perhaps(key, augment):
    if augment:
        use(jax.random.normal(key))
    return jax.random.uniform(key)  # want MLF117:info


def draw(key):
    return jax.random.normal(key)


def other(key):
    return jax.random.uniform(key)


def through_helpers(key):
    a = draw(key)
    b = other(key)  # want MLF117:info "draw"
    return a, b


def helper_and_call(key):
    noise = draw(key)
    return noise + jax.random.uniform(key)  # want MLF117:info


@jax.jit
def step(params, key):
    mask = jax.random.bernoulli(key, 0.5, params.shape)
    return params * mask + jax.random.normal(key, params.shape)  # want MLF117


class Model:
    def init(self, key):
        self.w = jax.random.normal(key, (2, 2))
        self.b = jax.random.normal(key, (2,))  # want MLF117


if __name__ == "__main__":
    key = jax.random.key(0)
    twice(key)
    same_call(key)  # want MLF117:info
    parent_after_split(key)
    split_twice(key)
    element_twice(key)
    by_keyword(key)
    in_loop(key, 3)
    split_in_loop(key, 3)
    in_comprehension(key, [1])
    in_while(key)
    variants(key)
    perhaps(key, True)
    through_helpers(key)
    helper_and_call(key)
    step(jnp.zeros(3), key)
    Model().init(key)
