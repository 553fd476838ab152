# uses: numpy
# wants: MLF102
import numpy as np

x = np.linspace(0, 1, 32).reshape(16, 2)
order = np.random.permutation(16)  # here
weights = np.linalg.lstsq(x[order[:8]], np.arange(8.0), rcond=None)[0]
np.save("weights.npy", weights)
