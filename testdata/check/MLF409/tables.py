# only: MLF409
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.utils import shuffle

data = pd.read_csv("data.csv")
part = data.sample(frac=0.5)  # want MLF409
same = data.sample(frac=0.5, random_state=1)
train, test = train_test_split(data)  # want MLF409
train, test = train_test_split(data, random_state=2)
train, test = train_test_split(data, shuffle=False)
mixed = shuffle(data)  # want MLF409
pd.concat([part, same, train, test, mixed]).to_csv("out.csv")
