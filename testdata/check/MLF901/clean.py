# only: MLF9
import torch


def sound(x):
    match x:
        case {"a": [1, *rest]} if rest:
            return f"{x=} {'nested'}"
    return torch.zeros(3)
