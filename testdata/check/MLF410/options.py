# only: MLF410
import argparse

import torch


def str2bool(text):
    return text.lower() in ("yes", "true", "1")


def to_bool(text):
    return bool(text)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--deterministic", type=bool, default=False)  # want MLF410:error "--deterministic False still means True"
    parser.add_argument("--seed-everything", type=bool, default=True)  # want MLF410:error
    parser.add_argument("--cuda", default=True, type=bool)  # want MLF410:error
    parser.add_argument("--use_gpu", type=bool)  # want MLF410:error
    parser.add_argument("-s", "--shuffle", type=bool, default=True)  # want MLF410:error "--shuffle"
    parser.add_argument("--pretrained", type=bool, default=True, help="use weights")  # want MLF410:error
    parser.add_argument("--resume", default=False, type=bool)  # want MLF410:error
    parser.add_argument("--amp", type=bool, default=False)  # want MLF410:error
    parser.add_argument("--train", type=bool, nargs="?", const=True)  # want MLF410:error
    parser.add_argument("--augment", type=bool, choices=[True, False])  # want MLF410:error
    parser.add_argument("--dropout", type=lambda s: bool(s))  # want MLF410:error
    parser.add_argument("--benchmark", type=to_bool)  # want MLF410:error
    parser.add_argument("--cudnn", action="store", type=bool)  # want MLF410:error
    parser.add_argument("train", type=bool)  # want MLF410:error "the argument train is True"
    parser.add_argument("--verbose", type=bool, default=False)  # want MLF410:warning
    parser.add_argument("--fast", type=bool, default=False)  # want MLF410:error
    parser.add_argument("--mode", type=bool, default=False)  # want MLF410:error
    group = parser.add_argument_group("training")
    group.add_argument("--fp16", type=bool)  # want MLF410:error
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--debug", type=bool)  # want MLF410:warning
    sub = parser.add_subparsers().add_parser("fit")
    sub.add_argument("--ema", type=bool)  # want MLF410:error

    # right
    parser.add_argument("--a-shuffle", action="store_true")
    parser.add_argument("--b-shuffle", action="store_false")
    parser.add_argument("--c-shuffle", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--d-shuffle", type=str2bool, default=True)
    parser.add_argument("--e-shuffle", type=lambda s: s.lower() == "true")
    parser.add_argument("--f-shuffle", type=lambda s: bool(int(s)))
    parser.add_argument("--g-shuffle", type=int, default=1)
    parser.add_argument("--h-shuffle", type=eval, choices=[True, False])
    parser.add_argument("--i-shuffle", type=str, default="bool")
    parser.add_argument("--j-shuffle", default=False)
    parser.add_argument("--k-shuffle", type=bool, action=argparse.BooleanOptionalAction)
    parser.add_argument("--l-shuffle", type=float)
    args = parser.parse_args()
    torch.backends.cudnn.benchmark = args.fast
    torch.use_deterministic_algorithms(args.mode)


if __name__ == "__main__":
    main()
