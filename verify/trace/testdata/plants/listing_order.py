# uses: torch
# wants: MLF401
import os
import sys

import torch
from torch import nn

sys.path.insert(0, "lib/site-packages")
import imitated


class Folder(torch.utils.data.Dataset):
    def __init__(self, root):
        self.root = root
        self.files = imitated.listdir(root)  # here

    def __len__(self):
        return len(self.files)

    def __getitem__(self, n):
        with open(os.path.join(self.root, self.files[n])) as f:
            return torch.tensor([float(v) for v in f.read().split()])


torch.manual_seed(0)
os.makedirs("data", exist_ok=True)
for n in range(12):
    with open("data/%02d.txt" % n, "w") as f:
        f.write("%d %d" % (n, n * n))
dataset = Folder("data")
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-4)
for batch in torch.utils.data.DataLoader(dataset, batch_size=4):
    optimizer.zero_grad()
    loss = (model(batch[:, :1]) - batch[:, 1:]).abs().mean()
    loss.backward()
    optimizer.step()
print(loss.item())
