from liver_seg.data.datamodule import LiverDataModule

__all__ = ["LiverDataModule"]
