"""How patients are carried from day to day: meshes, steps, closed forms, compiled batches."""

from . import compilation as compilation  # first: it sets the precision that the rest is traced with
