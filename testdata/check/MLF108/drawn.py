# only: MLF108, MLF110, MLF101
import argparse
import random

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--manualSeed", type=int)
opt = parser.parse_args()
if opt.manualSeed is None:
    opt.manualSeed = random.randint(1, 10000)  # want MLF108 "the seed is drawn"
random.seed(opt.manualSeed)
torch.manual_seed(opt.manualSeed)
print(random.random(), torch.rand(1))
