# D16: the order of a dataset.
# only: MLF104, MLF406
import tensorflow as tf

data = tf.data.Dataset.range(10)
first = data.shuffle(10)  # want MLF406
second = data.shuffle(10, seed=0, reshuffle_each_iteration=False)
for x in first:
    print(x)
for x in second:
    print(x)
