# only: MLF9
# config: {"require-reasons": true, "max-file-size": 100000}
import math

x = math.sin(1)  # mlf: ignore[MLF905] -- kept as an example # want MLF902
y = math.sin(1)  # mlf: ignore[MLF905] # want MLF902, MLF906
