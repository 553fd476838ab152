import xgboost as xgb
from sklearn.model_selection import GridSearchCV

dtrain = xgb.DMatrix("train.buffer")
x, y = load("x"), load("y")

params = {"booster": "gblinear", "seed": 42}
xgb.cv(params, dtrain)  # want MLF105:warning "shotgun"
xgb.train(params, dtrain)

explicit = {"booster": "gblinear", "updater": "shotgun", "nthread": 8}
xgb.train(explicit, dtrain)  # want MLF105

xgb.XGBRegressor(booster="gblinear", random_state=0).fit(x, y)  # want MLF105
GridSearchCV(xgb.XGBClassifier(booster="gblinear", n_jobs=4), {"reg_alpha": [0, 1]}).fit(x, y)  # want MLF105

base = {"booster": "gblinear"}
xgb.train({**base, "eta": 0.3}, dtrain)  # want MLF105

# Nothing races in these.
xgb.train({"booster": "gblinear", "updater": "coord_descent"}, dtrain)
xgb.train({"booster": "gblinear", "nthread": 1}, dtrain)
xgb.XGBRegressor(booster="gblinear", n_jobs=1).fit(x, y)
xgb.XGBRegressor(booster="gblinear", updater="coord_descent", feature_selector="cyclic").fit(x, y)
xgb.train({**base, "updater": "coord_descent"}, dtrain)
tuned = dict(base)
tuned["updater"] = "coord_descent"
xgb.train(tuned, dtrain)
xgb.train({"booster": "gbtree"}, dtrain)
xgb.train({"updater": "grow_quantile_histmaker"}, dtrain)
