# only: MLF108
import os
import random
import time
import uuid
from datetime import datetime

import numpy as np
import torch


def fresh():
    return int(time.time() * 1000) % 2**32


random.seed(time.time())  # want MLF108 "clock"
np.random.seed(os.getpid())  # want MLF108 "process id"
torch.manual_seed(fresh())  # want MLF108
np.random.default_rng(uuid.uuid4().int)  # want MLF108
torch.manual_seed(datetime.now().microsecond)  # want MLF108
torch.seed()  # want MLF108
random.seed(42)
started = time.time()
run_name = f"run-{uuid.uuid4()}"
print(time.time() - started, run_name)
