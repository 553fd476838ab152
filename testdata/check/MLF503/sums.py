import numpy as np
import xgboost as xgb
from xgboost import collective, rabit
from xgboost.collective import Op, allreduce
from xgboost.rabit import allreduce as reduce_all


def metric(predicted, labels):
    loss = np.array([np.square(predicted - labels).sum(), float(len(labels))])
    loss = xgb.collective.allreduce(loss, xgb.collective.Op.SUM)  # want MLF503:warning "floating-point"
    return loss[0] / loss[1]


def others(values, how):
    collective.allreduce(values, collective.Op.SUM)  # want MLF503
    allreduce(values, Op.SUM)  # want MLF503
    allreduce(data=values, op=Op.SUM)  # want MLF503
    rabit.allreduce(np.mean(values), rabit.Op.SUM)  # want MLF503
    reduce_all(np.array([0.5, 1.0]), rabit.Op.SUM)  # want MLF503
    xgb.rabit.allreduce(np.zeros(3), xgb.rabit.Op.SUM)  # want MLF503
    allreduce(values, how)  # want MLF503:info "cannot decide"


if __name__ == "__main__":
    metric(load("predicted"), load("labels"))
