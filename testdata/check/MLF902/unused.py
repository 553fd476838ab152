# only: MLF9
import math

x = math.sin(1)  # mlf: ignore[MLF905] # want MLF902
y = math.sin(1)  # noqa: E501
