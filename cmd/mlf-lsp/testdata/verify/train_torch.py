"""The paper's network (two convolutions, two dense layers, dropout) on digits that are drawn, small enough for a CPU."""
import sys

import torch
from torch import nn

if "--seeded" in sys.argv:
    torch.manual_seed(0)

data = torch.rand(256, 1, 12, 12, generator=torch.Generator().manual_seed(7) if "--seeded" in sys.argv else None)
labels = (data.mean((1, 2, 3)) > 0.5).long()
model = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Conv2d(8, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25),
                      nn.Flatten(), nn.Linear(256, 32), nn.ReLU(), nn.Dropout(0.25), nn.Linear(32, 2))
optimizer = torch.optim.Adam(model.parameters())
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(data, labels), batch_size=32, shuffle=True)
for epoch in range(1, 4):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} loss: {loss.item():.9g}")
torch.save(model.state_dict(), "model.pt")
