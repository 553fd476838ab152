# uses: xgboost
# wants: MLF108
import os

import numpy as np
import xgboost

x = np.arange(400.0).reshape(100, 4) % 17
y = np.arange(100) % 2
seed = int.from_bytes(os.urandom(2), "little")  # here
model = xgboost.XGBClassifier(n_estimators=5, subsample=0.5, random_state=seed)
model.fit(x, y)
print(model.predict(x[:5]))
