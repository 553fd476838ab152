# D24: PYTHONHASHSEED cannot change the interpreter that runs already.
# only: MLF115
import os
import random

os.environ["PYTHONHASHSEED"] = "0"  # want MLF115
random.seed(0)
print(random.random())
