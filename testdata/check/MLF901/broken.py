# only: MLF9
import torch


def sound():
    return 1


x = torch.randn(3]  # want MLF901 "Syntax error"


def later():
    return 2


y = (
