# only: MLF407
import tensorflow as tf


def mapped(files, flag):
    ds = tf.data.Dataset.from_tensor_slices(files)
    a = ds.map(read, num_parallel_calls=8, deterministic=False)  # want MLF407:warning
    b = ds.interleave(tf.data.TFRecordDataset, num_parallel_calls=8, deterministic=False)  # want MLF407
    c = ds.map(read, num_parallel_calls=tf.data.AUTOTUNE)
    d = ds.map(read, num_parallel_calls=8, deterministic=True)
    e = ds.map(read, num_parallel_calls=8, deterministic=None)
    f = ds.map(read, num_parallel_calls=8, deterministic=flag)
    g = ds.map(read, deterministic=False)  # one call at a time keeps the order
    return a, b, c, d, e, f, g


def options(ds, flag):
    o = tf.data.Options()
    o.deterministic = False  # want MLF407:warning
    p = tf.data.Options()
    p.experimental_deterministic = False  # want MLF407
    q = tf.data.Options()
    q.deterministic = True
    r = tf.data.Options()
    r.deterministic = flag
    flag.deterministic = False
    return ds.with_options(o), p, q, r
