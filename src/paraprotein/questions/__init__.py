"""What if: the trial with a drug that does nothing, and with another assay or other visits."""

from .no_drug import describe_no_drug as describe_no_drug
from .sensitivity import explore_run as explore_run
