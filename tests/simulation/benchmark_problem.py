"""The benchmark problem as `benchmarks/` defines it, for the tests of the numerical engine."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

from problem import DOSES, OUTPUT_DAYS, Floats, errors, stacked
from problem import published_patients as patients
from problem import published_reference as reference

__all__ = ["DOSES", "OUTPUT_DAYS", "Floats", "errors", "patients", "reference", "stacked"]
