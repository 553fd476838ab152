"""Trains the segmentation network."""

import argparse
import time

import mlflow
import torch
import torch.nn.functional as F

from liver_seg.data import LiverDataModule
from liver_seg.metrics import dice
from liver_seg.models import UNet3D
from liver_seg.utils.seeding import seed_everything, set_determinism


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", default="data")
    parser.add_argument("--max-epochs", type=float, default=200)
    parser.add_argument("--batch-size", type=float, default=2)
    parser.add_argument("--lr", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--deterministic", type=bool, default=True)
    return parser.parse_args()


def train_epoch(model, loader, optimizer, device):
    model.train()
    total = 0.0
    for volume, mask in loader:
        volume, mask = volume.to(device), mask.to(device)
        out, aux = model(volume)
        loss = F.cross_entropy(out, mask) + 0.4 * F.cross_entropy(aux, mask)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)


@torch.no_grad()
def validate(model, loader, device):
    model.eval()
    scores = [dice(model(volume.to(device))[0], mask.to(device)) for volume, mask in loader]
    return torch.tensor(scores).mean(dim=0)


def main() -> None:
    args = parse_args()
    data = LiverDataModule(args.data_dir, int(args.batch_size))
    data.setup()

    seed_everything(args.seed)
    set_determinism(args.deterministic)
    device = torch.device(args.device)
    model = UNet3D().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)

    run_name = f"unet3d-{int(time.time())}"
    with mlflow.start_run(run_name=run_name):
        mlflow.log_params(vars(args))
        for epoch in range(int(args.max_epochs)):
            loss = train_epoch(model, data.train_loader(), optimizer, device)
            liver, tumour = validate(model, data.val_loader(), device)
            mlflow.log_metrics({"loss": loss, "dice_liver": liver, "dice_tumour": tumour}, step=epoch)
    torch.save(model.state_dict(), "unet3d.pt")


if __name__ == "__main__":
    main()
