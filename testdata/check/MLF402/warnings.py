# only: MLF402
import warnings

from lightning.pytorch.utilities import rank_zero_warn

problems = set()
problems.add("a")
problems.add("b")
if problems:
    warnings.warn("\n".join(problems))
    rank_zero_warn(f"also {', '.join(problems)}")
