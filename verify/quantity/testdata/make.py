"""Writes the files of this folder with the libraries that are installed; each is small, and what is in it is in TestFiles.

    python make.py FOLDER
"""
import pathlib
import pickle
import sys

out = pathlib.Path(sys.argv[1])
out.mkdir(exist_ok=True)


def numpy_files():
    import numpy as np

    np.save(out / "float.npy", np.arange(6, dtype=np.float32).reshape(2, 3))
    np.save(out / "fortran.npy", np.asfortranarray(np.arange(6, dtype=">i4").reshape(2, 3)))
    np.savez(out / "two.npz", a=np.array([1.5, 2.5]), b=np.array([True, False]))
    np.savez_compressed(out / "packed.npz", a=np.zeros(1000, np.float16))
    for protocol in (0, 2, 4, 5):
        value = {"weights": np.arange(4.0), "steps": 3, "name": "x", "big": 2**70, "set": {"b", "a"}, "bytes": b"\x00\xff", "one": np.float32(0.5)}
        (out / ("pickle%d.pkl" % protocol)).write_bytes(pickle.dumps(value, protocol))


def torch_files():
    import torch

    base = torch.arange(6.0).reshape(2, 3)
    model = torch.nn.Linear(2, 1)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[1.0, 2.0]]))
        model.bias.fill_(3.0)
    state = {"model": model.state_dict(), "epoch": 7, "turned": base.t(), "part": base[1], "half": torch.ones(2, dtype=torch.bfloat16),
             "parameter": torch.nn.Parameter(torch.tensor([4], dtype=torch.float64))}
    torch.save(state, out / "torch.pt")
    torch.save(state, out / "torch-old.pt", _use_new_zipfile_serialization=False)


def safetensors_files():
    import numpy as np
    from safetensors.numpy import save_file

    save_file({"b": np.arange(3, dtype=np.int64), "a": np.ones((2, 2), np.float32)}, out / "small.safetensors", metadata={"format": "np"})


def hdf5_files():
    import h5py
    import numpy as np

    with h5py.File(out / "small.h5", "w") as f:
        f["group/plain"] = np.arange(6, dtype=np.float32).reshape(2, 3)
        f.create_dataset("group/packed", data=np.arange(100.0).reshape(10, 10), chunks=(4, 3), compression="gzip", shuffle=True, fletcher32=True)
        f["scalar"] = 1.5
        f["flags"] = np.array([True, False])
        f["names"] = np.array([b"ab", b"c"])
        f["group"].attrs["text"] = "hello"
        f.attrs["number"] = np.int64(5)
        f["alias"] = h5py.SoftLink("/group/plain")
    with h5py.File(out / "new.h5", "w", libver="latest") as f:
        f["group/plain"] = np.arange(6, dtype=">f8")
        f["group"].attrs["text"] = "hello"


def keras_files():
    import keras

    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, kernel_initializer="ones", bias_initializer="zeros")])
    model.compile("sgd", "mse")
    model.save(out / "small.keras")
    model.save(out / "whole.h5")
    model.save_weights(out / "small.weights.h5")


def events_files():
    from tensorboard.compat.proto import event_pb2, summary_pb2
    from tensorboard.compat.proto.summary_pb2 import HistogramProto
    from tensorboard.summary.writer.event_file_writer import EventFileWriter

    writer = EventFileWriter(str(out), filename_suffix=".small")
    for step in range(3):
        histogram = HistogramProto(min=0, max=1, num=2, sum=1, sum_squares=1, bucket_limit=[0.5, 1], bucket=[1, 1])
        values = [summary_pb2.Summary.Value(tag="loss", simple_value=1.0 / (step + 1)), summary_pb2.Summary.Value(tag="weights", histo=histogram)]
        writer.add_event(event_pb2.Event(wall_time=1700000000.0 + step, step=step, summary=summary_pb2.Summary(value=values)))
    writer.close()
    for path in out.glob("events.out.tfevents.*"):
        path.rename(out / "events.out.tfevents.1700000000.host.1.0")


def xgboost_files():
    import numpy as np
    import xgboost

    data = xgboost.DMatrix(np.arange(20.0).reshape(10, 2), label=np.arange(10.0))
    model = xgboost.train({"max_depth": 2, "nthread": 1, "base_score": 0.5}, data, 2)
    for end in ("json", "ubj"):
        model.save_model(out / ("xgboost." + end))


def lightgbm_files():
    import lightgbm
    import numpy as np

    data = lightgbm.Dataset(np.arange(200.0).reshape(100, 2), label=np.arange(100.0))
    model = lightgbm.train({"num_leaves": 3, "num_threads": 1, "verbosity": -1, "min_data_in_leaf": 5}, data, 2)
    model.save_model(out / "lightgbm.txt")


def sqlite_files():
    import sqlite3

    (out / "small.db").unlink(missing_ok=True)
    with sqlite3.connect(out / "small.db") as db:
        db.execute("CREATE TABLE numbers (id INTEGER PRIMARY KEY, value FLOAT NOT NULL, name VARCHAR(10), CHECK (value > 0))")
        db.executemany("INSERT INTO numbers (value, name) VALUES (?, ?)", [(i + 0.5, "n%d" % i) for i in range(300)])
        db.execute("CREATE TABLE long (text TEXT)")
        db.execute("INSERT INTO long VALUES (?)", ("x" * 10000,))


for make in (numpy_files, torch_files, safetensors_files, hdf5_files, keras_files, events_files, xgboost_files, lightgbm_files, sqlite_files):
    try:
        make()
    except ImportError as error:
        print("%s: left out, %s" % (make.__name__, error))
