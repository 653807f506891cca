"""The run that the engine's tests share."""

SEED = 20071211
TRIALS = range(1, 81)
