import lightgbm
import lightgbm as lgb
from lightgbm import LGBMClassifier, LGBMRanker
from lightgbm.sklearn import LGBMRegressor
from sklearn.model_selection import GridSearchCV

x, y = load("x"), load("y")
train_set = lgb.Dataset(x, y)

params = {"objective": "binary", "metric": "auc", "seed": 42}
history = lgb.cv(params, train_set, nfold=5)  # want MLF210:warning "by timing"
model = lgb.train(params, train_set, num_boost_round=100)

lightgbm.train({"objective": "binary", "num_threads": 8}, train_set)  # want MLF210:warning
lgb.train(train_set=train_set, params=dict(objective="binary"))  # want MLF210

LGBMClassifier(n_estimators=100, random_state=42).fit(x, y)  # want MLF210
clf = LGBMRegressor(  # want MLF210
    num_leaves=31,
    n_jobs=-1,
)
clf.fit(x, y)
GridSearchCV(LGBMClassifier(), {"num_leaves": [15, 31]}).fit(x, y)  # want MLF210
LGBMRanker(deterministic=False).fit(x, y)  # want MLF210

# half of it
LGBMClassifier(deterministic=True).fit(x, y)  # want MLF210:info "force_row_wise"
lgb.train({"deterministic": True, "seed": 1}, train_set)  # want MLF210:info

# no setting helps on a GPU
lgb.train({"device": "gpu", "deterministic": True, "force_row_wise": True}, train_set)  # want MLF210:warning "GPU"
LGBMClassifier(device_type="cuda").fit(x, y)  # want MLF210:warning "GPU"


def objective(trial):
    tuned = {
        "objective": "binary",
        "num_leaves": trial.suggest_int("num_leaves", 2, 256),
        "feature_fraction": trial.suggest_float("feature_fraction", 0.4, 1.0),
    }
    return lgb.train(tuned, train_set).best_score  # want MLF210


objective(load("trial"))

base = {"objective": "binary"}
fixed = base.copy()
fixed.update({"deterministic": True, "force_row_wise": True})
lgb.train(fixed, train_set)
lgb.train(base, train_set)  # want MLF210
