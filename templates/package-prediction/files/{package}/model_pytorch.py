"""Models of PyTorch, as torch.export saves them; they need no code of the project that trained them."""

import numpy as np
import torch

SUFFIX = ".pt2"


def load(path: str, cuda: bool) -> torch.nn.Module:
    torch.use_deterministic_algorithms(True)
    torch.backends.cudnn.benchmark = False
    return torch.export.load(path).module().to("cuda" if cuda else "cpu")


def predict(model: torch.nn.Module, rows: np.ndarray, cuda: bool) -> np.ndarray:
    with torch.inference_mode():
        return model(torch.from_numpy(rows).to("cuda" if cuda else "cpu")).cpu().numpy()
