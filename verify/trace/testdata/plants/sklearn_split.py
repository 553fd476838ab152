# uses: sklearn
# wants: MLF102
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

x = np.arange(400.0).reshape(100, 4)
y = np.arange(100) % 3
train, test, y_train, y_test = train_test_split(x, y)  # here
model = RandomForestClassifier(n_estimators=5, random_state=0).fit(train, y_train)
print(model.score(test, y_test))
