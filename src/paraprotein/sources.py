"""Where each number comes from."""

from dataclasses import dataclass
from typing import Literal

Standing = Literal["stated", "verified", "secondary", "recalled", "derived", "assumed", "calibrated", "default"]
"""How a number is known.

stated      written in the study's own publication
verified    read in the cited paper, label or table itself
secondary   read in a page or file that cites the paper
recalled    common knowledge of the field, not checked against a copy
derived     arithmetic on verified numbers
assumed     chosen here, with a reason
calibrated  fitted to published aggregates; the population file says how
default     the software's own default, documented with the field
"""


@dataclass(frozen=True)
class Source:
    """A publication that a rule or number rests on.

    Attributes:
        key: short key, unique in the package, e.g. `owen2013`.
        citation: authors, journal, year, volume and page.
        doi: digital object identifier without the resolver's address.
        note: what was read (abstract only, a table, a secondary copy).
    """

    key: str
    citation: str
    doi: str = ""
    note: str = ""


@dataclass(frozen=True)
class Provenance:
    """How one value is known, and why it was chosen when nobody published it."""

    standing: Standing
    reason: str = ""
    source: Source | None = None
