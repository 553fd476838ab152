# D15: softmax cross entropy, one finding for a call; where the mode is off, that is the one finding (MLF205).
# only: MLF303
# pin: tensorflow==2.3.0
# device: cuda
import os

os.environ["TF_DETERMINISTIC_OPS"] = "1"
import tensorflow as tf

tf.random.set_seed(0)
logits = tf.Variable(tf.ones((4, 3)))
labels = tf.ones((4, 3))
with tf.GradientTape() as tape:
    a = tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)  # want MLF303
    b = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.zeros(4, tf.int32), logits=logits)  # want MLF303
optimizer = tf.keras.optimizers.SGD()
optimizer.apply_gradients([(tape.gradient(a + b, logits), logits)])
