"""Training twice gives the same model; training without seeds does not."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

VARIABLES = {"PYTHONHASHSEED": "0", "CUBLAS_WORKSPACE_CONFIG": ":4096:8", "CUDA_VISIBLE_DEVICES": ""}


def train(*options: str) -> dict:
    """One run in a process and a folder of its own, on small data that it makes itself."""
    root = Path(__file__).resolve().parent.parent
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        store = f"sqlite:///{Path(folder).as_posix()}/mlflow.db"
        environment = os.environ | VARIABLES | {"PYTHONPATH": str(root), "MLFLOW_TRACKING_URI": store}
        command = [sys.executable, "-m", "<% .package %>.train", "--data", "generated", "--max-epochs", "2"]
        command += ["--result", str(result), *options]
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
        return json.loads(result.read_text())


class Training(unittest.TestCase):
    def test_same_seed_same_model(self):
        self.assertEqual(train("--seed", "3"), train("--seed", "3"))

    def test_random_models_differ(self):
        first, second = train("--determinism", "random"), train("--determinism", "random")
        self.assertNotEqual(first["weights_sha256"], second["weights_sha256"])
        self.assertEqual(first["data_sha256"], second["data_sha256"])


if __name__ == "__main__":
    unittest.main()
