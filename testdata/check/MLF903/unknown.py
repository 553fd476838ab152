# only: MLF9
import math

x = math.sin(1)  # mlf: ignore[MLF999] # want MLF903 "MLF999"
y = math.sin(1)  # mlf: ignore[] # want MLF903 "names no rule"
