# only: MLF208
import os
import subprocess

os.environ.setdefault("OMP_NUM_THREADS", "4")
subprocess.run(["torchrun", "train.py"])
