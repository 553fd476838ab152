import numpy as np
import torch
import xgboost as xgb
from xgboost import collective, rabit
from xgboost.collective import Op, allreduce

values = load("values")

# the maximum does not depend on the order
allreduce(values, Op.MAX)
allreduce(values, op=Op.MIN)
collective.allreduce(values, collective.Op.BITWISE_OR)
rabit.allreduce(values, rabit.Op.MAX)
xgb.rabit.allreduce(np.zeros(3), xgb.rabit.Op.MIN)

# sums of whole numbers neither
allreduce(np.array([1, 2, 3]), Op.SUM)
allreduce(np.array([len(values)]), Op.SUM)
allreduce(np.array([len(values)], dtype=np.int64), Op.SUM)
allreduce(np.zeros(4, dtype=int), Op.SUM)
allreduce(values.astype(np.int32), Op.SUM)
allreduce(values.astype("int64"), Op.SUM)
counts = np.bincount(values)
allreduce(counts, Op.SUM)
rabit.allreduce(np.asarray([1]), rabit.Op.SUM)

# other collectives, other libraries
collective.broadcast(values, 0)
collective.get_rank()
rabit.get_world_size()


def all_reduce(x):
    return x.sum()


all_reduce(values)
torch.distributed.all_gather(values)


class Tracker:
    def allreduce(self, data, op):
        return data


Tracker().allreduce(values, Op.SUM)
