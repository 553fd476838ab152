"""Models of Keras."""

import keras
import numpy as np
import tensorflow as tf

SUFFIX = ".keras"


def load(path: str, cuda: bool) -> keras.Model:
    tf.config.experimental.enable_op_determinism()
    if not cuda:
        tf.config.set_visible_devices([], "GPU")
    return keras.models.load_model(path, compile=False, safe_mode=True)


def predict(model: keras.Model, rows: np.ndarray, cuda: bool) -> np.ndarray:
    return np.asarray(model.predict(rows, verbose=0))
