# D19: reductions over workers, and Dask.
# only: MLF501, MLF503
# pin: xgboost==2.1.0
import numpy as np
import xgboost as xgb
from dask.distributed import Client
from xgboost import collective

with collective.CommunicatorContext():
    total = collective.allreduce(np.ones(3), collective.Op.SUM)  # want MLF503
client = Client(n_workers=2)
model = xgb.dask.train(client, {"device": "cuda"}, None)  # want MLF501
print(total, model)
