"""What one delivery of a study is read with, beside its files."""

from dataclasses import dataclass, field
from datetime import date

from ..plausibility import Expected
from .decisions import Decisions


@dataclass(frozen=True)
class Delivery:
    """What is known of a delivery when it comes in.

    Attributes:
        expected: what the protocol lets expect; None: plausibility is not checked.
        decisions: answers to findings of an earlier delivery.
        cut: take only what was known on this day; what had not ended is ongoing. None: everything.
    """

    expected: Expected | None = None
    decisions: Decisions = field(default_factory=Decisions)
    cut: date | None = None
