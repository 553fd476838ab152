import xgboost as xgb
from dask.distributed import Client
from dask_cuda import LocalCUDACluster
from lightgbm import DaskLGBMClassifier
from lightgbm.dask import DaskLGBMRegressor
from xgboost import dask as dxgb
from xgboost.dask import DaskXGBClassifier, DaskXGBRegressor

if __name__ == "__main__":
    with LocalCUDACluster(n_workers=2, threads_per_worker=1) as cluster:
        with Client(cluster) as client:
            x, y = load("x"), load("y")
            data = xgb.dask.DaskDMatrix(client, x, y)
            params = {"tree_method": "hist", "device": "cuda", "seed": 0}
            xgb.dask.train(client, params, data, num_boost_round=10)  # want MLF501:warning "workers"
            dxgb.train(client, params, data)  # want MLF501
            DaskXGBClassifier(n_estimators=10, random_state=0).fit(x, y)  # want MLF501
            model = DaskXGBRegressor(  # want MLF501
                n_estimators=10,
            )
            model.fit(x, y)
            DaskLGBMClassifier(client=client).fit(x, y)  # want MLF501
            DaskLGBMRegressor().fit(x, y)  # want MLF501
            xgb.dask.predict(client, model, data)
