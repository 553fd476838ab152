"""Models of XGBoost."""

import numpy as np
import xgboost as xgb

SUFFIX = ".ubj"


def load(path: str, cuda: bool) -> xgb.Booster:
    booster = xgb.Booster(model_file=path)
    booster.set_param({"device": "cuda" if cuda else "cpu"})
    return booster


def predict(model: xgb.Booster, rows: np.ndarray, cuda: bool) -> np.ndarray:
    return model.predict(xgb.DMatrix(rows))
