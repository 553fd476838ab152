# only: MLF208
from pytorch_lightning import Trainer

trainer = Trainer(max_epochs=1)
trainer.deterministic = True  # want MLF208
trainer.benchmark = False  # want MLF208
trainer.my_own = 3
