# only: MLF106
# pin: scikit-learn==1.5
import pandas as pd
from sklearn import svm
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier as Forest
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.model_selection import KFold, ShuffleSplit
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

data = pd.read_csv("data.csv")
x, y = data[["a", "b"]], data["y"]
Forest().fit(x, y)  # want MLF106
Forest(n_estimators=10, random_state=0).fit(x, y)
DecisionTreeClassifier().fit(x, y)  # want MLF106
SVC().fit(x, y)
svm.SVC(probability=True).fit(x, y)  # want MLF106
LogisticRegression().fit(x, y)
LogisticRegression(solver="saga").fit(x, y)  # want MLF106
SGDClassifier(random_state=None).fit(x, y)  # want MLF106
for train, test in KFold(5).split(x):
    print(train, test)
for train, test in KFold(5, shuffle=True).split(x):  # want MLF106
    print(train, test)
for train, test in ShuffleSplit(random_state=3).split(x):
    print(train, test)
seed = 7
Forest(random_state=seed).fit(x, y)
options = {"n_estimators": 5, "random_state": 1}
Forest(**options).fit(x, y)
