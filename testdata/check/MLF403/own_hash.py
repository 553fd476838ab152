from mylib import hash


def bucket(name):
    return hash(name) % 10
