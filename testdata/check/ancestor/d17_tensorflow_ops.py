# D17: further operations of TensorFlow.
# only: MLF303
# pin: tensorflow==2.4.0
# device: cuda
import tensorflow as tf


def operations(x, ids, labels, lengths):
    with tf.GradientTape() as tape:
        tape.watch(x)
        a = tf.math.unsorted_segment_sum(x, ids, 4)  # want MLF303
        b = tf.math.segment_sum(x, ids)  # want MLF303
        c = tf.image.resize(x, (8, 8))  # want MLF303
        d = tf.keras.layers.UpSampling2D(2, interpolation="bilinear")(x)  # want MLF303
        e = tf.nn.ctc_loss(labels, x, lengths, lengths)  # want MLF303
    return tape.gradient(a + b, x), c, d, e
