# only: MLF403
import hashlib
import zlib
from functools import lru_cache


class Key:
    def __init__(self, name, size):
        self.name, self.size = name, size

    def __hash__(self):
        return hash((self.name, self.size)) % 1000003

    def __eq__(self, other):
        return hash(self.name) % 16 == hash(other.name) % 16


class HashMap:
    def __init__(self):
        self.slots = [[] for _ in range(8)]

    def index(self, name):
        return hash(name) % len(self.slots)


class LRUCache:
    def slot(self, name):
        return hash(name) & 7


def numbers(n: int):
    return hash(3) % 10, hash((1, 2, 3)) % 10, hash(1.5) % 10, hash(n) % 10, hash(int(n)) % 10, hash(len("abc")) % 4


cache = {}


def cached(name):
    key = hash(name)
    if key in cache:
        return cache[key]
    cache[hash(name)] = name
    return cache.get(hash(name))


def unique(names):
    seen = set()
    out = []
    for name in names:
        if hash(name) in seen:
            continue
        seen.add(hash(name))
        out.append(name)
    return out


def same(name, other_name):
    return hash(name) == hash(other_name)


def changed(name, old):
    return hash(name) != old


def logged(name):
    print("hash", hash(name) % 1000)


def file_name(name):
    path = f"cache_{hash(name) % 1000}.tmp"
    return open(path)


def stable(name):
    return int(hashlib.md5(name.encode()).hexdigest(), 16) % 10, zlib.crc32(name.encode()) % 10


def port(name):
    port = 10000 + hash(name) % 1000
    print(port)


class Hasher:
    def hash(self, name):
        return zlib.crc32(name)

    def bucket(self, name):
        return self.hash(name) % 10


@lru_cache
def key_of(name):
    return {hash(name): name}


def unused(name):
    hash(name)


def check_hashable(name):
    try:
        hash(name)
    except TypeError:
        return False
    return True


shown = hash("name") % 3
print(shown)
