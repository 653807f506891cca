"""Published survival data that several tests read."""

import numpy as np

# Freireich et al., Blood 1963;21:699: remission in weeks under 6-mercaptopurine and placebo
MERCAPTOPURINE = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35])
RELAPSED = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0], dtype=bool)
PLACEBO = np.array([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23])

# Miller, Survival Analysis, 1981, p. 49 (Embury et al.): remission in weeks, `aml` of R's survival package
MAINTAINED = np.array([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161])
MAINTAINED_EVENT = np.array([1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0], dtype=bool)
NONMAINTAINED = np.array([5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45])
NONMAINTAINED_EVENT = np.array([1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1], dtype=bool)
