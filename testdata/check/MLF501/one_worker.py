import dask.dataframe as dd
import xgboost as xgb
from dask.distributed import Client, LocalCluster
from lightgbm import LGBMClassifier
from xgboost import XGBClassifier

cluster = LocalCluster(n_workers=1, threads_per_worker=4)
client = Client(cluster)
frame = dd.read_parquet("train.parquet")
data = xgb.dask.DaskDMatrix(client, frame, frame)
xgb.dask.train(client, {"tree_method": "hist"}, data)
xgb.dask.DaskXGBClassifier().fit(frame, frame)

# boosting in one process
x, y = load("x"), load("y")
XGBClassifier(n_jobs=8).fit(x, y)
XGBClassifier(device="cuda").fit(x, y)
xgb.train({"nthread": 8}, xgb.DMatrix(x, y))
LGBMClassifier(n_jobs=8, deterministic=True, force_row_wise=True).fit(x, y)
