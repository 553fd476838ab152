# D20: type=bool makes every text true: single_precision_histogram and cuda of the ancestor's templates.
# only: MLF410
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--cuda", type=bool, default=True)  # want MLF410:error
parser.add_argument("--single-precision-histogram", type=bool, default=False)  # want MLF410
print(parser.parse_args())
