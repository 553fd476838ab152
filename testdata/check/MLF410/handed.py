# only: MLF410
# A parser that somebody else made, and modules that no program reaches.


class Model:
    @staticmethod
    def add_model_specific_args(parent_parser):
        parser = parent_parser.add_argument_group("Model")
        parser.add_argument("--batch_norm", type=bool, default=True)  # want MLF410:error
        return parent_parser


def get_args_parser(add_help=True):
    import argparse as ap

    parser = ap.ArgumentParser(add_help=add_help)
    parser.add_argument("--test-only", dest="test_only", type=bool)  # want MLF410:error
    return parser


