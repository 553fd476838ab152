"""The data that the model is trained on."""

from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from . import records


@dataclass
class Images:
    """Images of 28 x 28 pixels from 0 to 1 with their classes, for training and for testing."""

    train: np.ndarray
    train_labels: np.ndarray
    test: np.ndarray
    test_labels: np.ndarray

    def sha256(self) -> str:
        """A hash of all images and classes."""
        return records.hash_arrays(sorted(vars(self).items()))


def load(data: str) -> Images:
    """MNIST, downloaded once into Keras' own folder, or generated images that need no download."""
    if data == "generated":
        return Images(*generated(512, seed=1), *generated(256, seed=2))
    (train, train_labels), (test, test_labels) = keras.datasets.mnist.load_data()
    return Images(scaled(train), train_labels, scaled(test), test_labels)


def scaled(images: np.ndarray) -> np.ndarray:
    return (images / 255).astype(np.float32)[..., np.newaxis]


def generated(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Small images of ten patterns with noise; a seed always gives the same."""
    patterns = np.random.default_rng(0).random((10, 28, 28, 1), dtype=np.float32)
    generator = np.random.default_rng(seed)
    labels = generator.integers(10, size=count)
    noise = generator.standard_normal((count, 28, 28, 1), dtype=np.float32)
    return np.clip(patterns[labels] + 0.3 * noise, 0, 1), labels


def batches(
    images: np.ndarray, labels: np.ndarray, batch_size: int, buffer_size: int, seed: int | None
) -> tf.data.Dataset:
    """Batches in an order that follows from the seed; None: another order in every run, buffer_size 0: as they come."""
    dataset = tf.data.Dataset.from_tensor_slices((images, labels)).cache()
    if buffer_size > 0:
        dataset = dataset.shuffle(buffer_size, seed=seed, reshuffle_each_iteration=True)
    return dataset.batch(batch_size).prefetch(tf.data.AUTOTUNE)
