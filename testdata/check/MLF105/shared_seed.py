# One seed for all: the finding is that of the seed (MLF108), once.
import random
import time

from xgboost import XGBClassifier

SEED = int(time.time())
random.seed(SEED)  # want MLF108
data = load("x")
random.shuffle(data)
XGBClassifier(subsample=0.5, random_state=SEED).fit(data, load("y"))
