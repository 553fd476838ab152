"""The command predicts, and predicts the same again."""

import csv
import tempfile
import unittest
from pathlib import Path

import numpy as np

from <% .package %> import cli, tables
<%- if eq .framework "pytorch" %>


def make_model(path: Path) -> None:
    import torch

    torch.manual_seed(0)
    layer = torch.nn.Linear(4, 3).eval()
    shapes = ({0: torch.export.Dim("rows")},)
    torch.export.save(torch.export.export(layer, (torch.zeros(2, 4),), dynamic_shapes=shapes), path)
<%- else if eq .framework "tensorflow" %>


def make_model(path: Path) -> None:
    import keras

    keras.utils.set_random_seed(0)
    keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)]).save(path)
<%- else %>


def make_model(path: Path) -> None:
    import xgboost as xgb

    rows = np.random.default_rng(0).random((30, 4))
    settings = {"objective": "multi:softprob", "num_class": 3, "seed": 0}
    xgb.train(settings, xgb.DMatrix(rows, np.arange(30) % 3), 3).save_model(path)
<%- end %>


class Predicting(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.model = self.folder / f"model{cli.SUFFIX}"
        make_model(self.model)

    def predict(self, name: str) -> list[dict]:
        output = self.folder / "out.csv"
        status = cli.main(["-i", str(self.folder / name), "-m", str(self.model), "-o", str(output)])
        self.assertEqual(status, 0)
        return list(csv.DictReader(output.open()))

    def test_array_and_table_agree(self):
        rows = np.random.default_rng(1).random((5, 4), dtype=np.float32)
        np.save(self.folder / "rows.npy", rows)
        lines = ["a\tb\tc\td", *("\t".join(repr(float(v)) for v in row) for row in rows)]
        (self.folder / "rows.tsv").write_text("\n".join(lines))
        first = self.predict("rows.npy")
        self.assertEqual(len(first), 5)
        self.assertEqual(first, self.predict("rows.npy"))
        self.assertEqual(first, self.predict("rows.tsv"))

    def test_what_is_wrong_is_said(self):
        (self.folder / "bad.csv").write_text("a,b\n1,x\n")
        with self.assertRaisesRegex(tables.InputError, "table of numbers"):
            tables.read(str(self.folder / "bad.csv"))
        self.assertEqual(cli.main(["-i", str(self.folder / "none.csv"), "-m", str(self.model)]), 2)


if __name__ == "__main__":
    unittest.main()
