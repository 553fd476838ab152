import os
import time

import catboost
import lightgbm as lgb
import xgboost as xgb
from catboost import CatBoostClassifier, Pool
from xgboost import XGBClassifier, XGBRFRegressor
from xgboost.sklearn import XGBRegressor


def native(dtrain):
    params = {"objective": "binary:logistic", "subsample": 0.8, "seed": int(time.time())}
    return xgb.train(params, dtrain, 100)  # want MLF105:warning "the clock"


def late_key(dtrain):
    params = {"objective": "binary:logistic"}
    params["colsample_bytree"] = 0.5
    params["random_state"] = os.getpid()
    return xgb.train(params, dtrain, num_boost_round=100)  # want MLF105


def updated(dtrain):
    params = dict(objective="binary:logistic", seed=1)
    params.update(seed=time.time_ns() % 1000, colsample_bynode=0.5)
    return xgb.train(params=params, dtrain=dtrain)  # want MLF105


def wrapper(x, y):
    model = XGBClassifier(n_estimators=10, subsample=0.5, random_state=int(time.time()))  # want MLF105
    return model.fit(x, y)


def keywords(x, y):
    settings = {"subsample": 0.9, "n_jobs": 2}
    return XGBRegressor(**settings, seed=int.from_bytes(os.urandom(2), "big")).fit(x, y)  # want MLF105


def forest(x, y):
    return XGBRFRegressor(random_state=int(time.time())).fit(x, y)  # want MLF105


def dart(dtrain):
    return xgb.train({"booster": "dart", "rate_drop": 0.1, "seed": int(time.time())}, dtrain)  # want MLF105


def light(train_set):
    params = {"bagging_fraction": 0.8, "bagging_freq": 5, "deterministic": True, "force_row_wise": True, "seed": int(time.time())}
    return lgb.train(params, train_set)  # want MLF105


def light_wrapper(x, y):
    model = lgb.LGBMClassifier(  # want MLF105
        colsample_bytree=0.7, random_state=int(time.time()), deterministic=True, force_col_wise=True,
    )
    return model.fit(x, y)


def light_folds(train_set):
    return lgb.cv({"deterministic": True, "force_row_wise": True}, train_set, seed=int(time.time()))  # want MLF105


def cat(x, y):
    return CatBoostClassifier(iterations=10, random_seed=int(time.time())).fit(x, y)  # want MLF105


def cat_native(x, y):
    return catboost.train(Pool(x, y), {"iterations": 10, "random_state": hash("run")})  # want MLF105


def undecided(x, y, rate):
    return XGBClassifier(subsample=rate, random_state=int(time.time())).fit(x, y)  # want MLF105:info "cannot decide"


def once(dtrain):
    params = {"subsample": 0.8, "seed": int(time.time())}
    xgb.train(params, dtrain, 10)  # want MLF105
    return xgb.train(params, dtrain, 100)


if __name__ == "__main__":
    data, x, y = xgb.DMatrix("train.buffer"), load("x"), load("y")
    for f in (native, late_key, updated, dart, once):
        f(data)
    native(data)
    late_key(data)
    updated(data)
    dart(data)
    once(data)
    wrapper(x, y)
    keywords(x, y)
    forest(x, y)
    light(lgb.Dataset(x, y))
    light_wrapper(x, y)
    light_folds(lgb.Dataset(x, y))
    cat(x, y)
    cat_native(x, y)
    undecided(x, y, load("rate"))
