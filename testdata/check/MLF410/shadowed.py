import argparse


def bool(text):
    return text == "True"


parser = argparse.ArgumentParser()
parser.add_argument("--shuffle", type=bool)
args = parser.parse_args()
