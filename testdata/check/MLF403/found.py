# only: MLF403
import os
from pathlib import Path

import numpy as np
import torch

N = 10


def bucket(name):
    return hash(name) % N  # want MLF403:warning "picks a bucket"


def split(path: str):
    if hash(path) % 100 < 80:  # want MLF403:warning
        return "train"
    return "test"


def masked(text):
    return hash(text) & 0xFFFF  # want MLF403:warning


def positive(key):
    return abs(hash(str(key))) % 1000  # want MLF403:warning


def formatted(a, b):
    h = hash(f"{a}-{b}")  # want MLF403:warning
    return h % 7


def pair(user, item):
    return hash((str(user), item)) % N  # want MLF403:warning


def cannot_tell(key):
    return hash(key) % N  # want MLF403:info "if key is a text"


def threshold(word):
    return hash(word) < 0  # want MLF403:warning "comparison"


def digits(name):
    return int(str(hash(name))[:8])  # want MLF403:warning


def divided(name):
    return divmod(hash(name), 16)[1]  # want MLF403:warning


def encoded(name):
    return hash(name.encode("utf-8")) % N  # want MLF403:warning


def tensor(words):
    return torch.tensor([hash(w) for w in words])  # want MLF403:warning "becomes data"


def array(words):
    return np.array([hash(word) for word in words])  # want MLF403:warning


def ordered(items):
    return sorted(items, key=hash)  # want MLF403:warning "decides an order"


def ordered_by(items):
    return sorted(items, key=lambda name: hash(name))  # want MLF403:warning "decides an order"


def column(frame):
    frame["bucket"] = frame["name"].apply(hash) % N  # want MLF403:warning
    frame["other"] = frame["name"].apply(lambda s: hash(s) % N)  # want MLF403:warning
    return frame


def salted(name):
    return hash(name)  # want MLF403:warning


def fold(name):
    return salted(name) % 5


def files(folder):
    return [p for p in Path(folder).iterdir() if hash(p) % 10 == 0]  # want MLF403:warning


def listed(folder):
    return [f for f in os.listdir(folder) if hash(f) % 10 != 0]  # want MLF403


value = hash("salt")  # want MLF403:warning
part = value % 3
np.save("data.npy", np.arange(10)[part:])


class Tokenizer:
    def token_id(self, token):
        return hash(token) % self.size  # want MLF403:warning

    def __call__(self, text):
        vector = np.zeros(self.size)
        for token in text.split():
            vector[hash(token) % self.size] += 1  # want MLF403:warning
        return vector
