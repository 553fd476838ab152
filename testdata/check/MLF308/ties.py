# only: MLF308
import torch


def found(logits):
    labels = torch.randint(0, 3, (10,))
    a = torch.argsort(labels)  # want MLF308:info "indices of equal elements"
    b, order = torch.sort(labels)  # want MLF308
    c = labels.sort(descending=True).indices  # want MLF308
    d = torch.argsort(logits.argmax(1))  # want MLF308
    e = torch.unique(labels, sorted=False)  # want MLF308:info "order that is not specified"
    return a, b, order, c, d, e


def innocent(logits, k):
    labels = torch.randint(0, 3, (10,))
    a = torch.argsort(labels, stable=True)
    b, _ = torch.sort(labels)
    c = torch.sort(labels).values
    d = torch.topk(logits, k)
    e = torch.argsort(logits)
    f = torch.unique(labels)
    g, h = logits.topk(5)
    if len(labels.unique(sorted=False)) == 2 or labels.unique(sorted=False).numel() == 1:
        return a
    return a, b, c, d, e, f, g, h
