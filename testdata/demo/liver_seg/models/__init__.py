from liver_seg.models.unet3d import UNet3D

__all__ = ["UNet3D"]
