import xgboost as xgb


def test_dask(client, data):
    xgb.dask.train(client, {}, data)  # want MLF501:hint
