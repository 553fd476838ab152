"""The paper's network in TensorFlow, on digits that are drawn."""
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf

if "--seeded" in sys.argv:
    keras.utils.set_random_seed(0)
data = np.random.rand(256, 12, 12, 1).astype("float32")
labels = (data.mean((1, 2, 3)) > 0.5).astype("int32")
layers = keras.layers
model = keras.Sequential([keras.Input((12, 12, 1)), layers.Conv2D(8, 3, activation="relu"), layers.Conv2D(16, 3, activation="relu"),
                          layers.MaxPooling2D(), layers.Dropout(0.25), layers.Flatten(), layers.Dense(32, activation="relu"),
                          layers.Dropout(0.25), layers.Dense(2, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(data, labels, epochs=3, batch_size=32, verbose=2)
model.save("model.keras")
model.save_weights("model.weights.h5")
