# only: MLF301, MLF302
# pin: torch==2.4.1
# device: cuda
import torch


def histogram(index, weights, bins):
    counts = torch.zeros(bins, device="cuda")
    counts.scatter_add_(0, index, torch.ones_like(weights))
    counts.index_add_(0, index, source=torch.ones(4).to("cuda"))
    counts = torch.scatter_add(counts, 0, index, counts.new_ones(4))
    return counts.scatter_add_(0, index, weights)  # want MLF302


def loss_cpu(x, index, weights):
    return x.scatter_add(0, index, weights)
