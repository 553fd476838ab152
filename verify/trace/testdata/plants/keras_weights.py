# uses: tensorflow
# wants: MLF104
import numpy as np
import tensorflow as tf

x = np.arange(64.0, dtype="float32").reshape(16, 4) / 64
y = x.sum(1, keepdims=True)
model = tf.keras.Sequential([tf.keras.layers.Dense(4), tf.keras.layers.Dense(1)])  # here
model.build((None, 4))
model.compile(optimizer="sgd", loss="mse")
model.fit(x, y, epochs=1, batch_size=4, shuffle=False, verbose=0)
