# D11: words in comments, strings, docstrings and names of one's own are no operations.
# only: MLF3
# pin: torch==1.7.1
# device: cuda
"""MaxPool3d and index_select are not deterministic."""
import torch.nn as nn
from torch.nn import MaxPool3d  # an import is no use

# nn.MaxPool3d(2), F.interpolate(x, mode="bilinear")
my_index_add_count = 0
message = "CTCLoss, histc, EmbeddingBag"


class MyMaxPool3dCounter:
    """AvgPool3d"""

    def interpolate(self, bincount):
        return bincount


print(MyMaxPool3dCounter().interpolate(my_index_add_count), message, nn)
