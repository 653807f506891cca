"""The benchmark problem as `benchmarks/` defines it, for the tests of the numerical engine."""

from problem import DOSES, OUTPUT_DAYS, Floats, errors, stacked
from problem import published_patients as patients
from problem import published_reference as reference

__all__ = ["DOSES", "OUTPUT_DAYS", "Floats", "errors", "patients", "reference", "stacked"]
