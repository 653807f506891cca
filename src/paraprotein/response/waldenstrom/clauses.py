"""The clause of a Waldenström rule that decides a visit, and the status that it gives."""

from enum import IntEnum
from typing import Final

import numpy as np

from ..status import Status


class Clause(IntEnum):
    """Clauses in the order in which they are asked; the first that holds decides."""

    NO_VISIT = 0
    NEW_THERAPY = 1
    CLINICAL = 2
    NO_BASELINE = 3
    NO_VALUE = 4
    OTHER_METHOD = 5
    PLASMAPHERESIS = 6
    FLARE = 7
    RISE = 8
    COMPLETE = 9
    VERY_GOOD = 10
    NORMAL_MARKER = 11
    PARTIAL = 12
    MINOR = 13
    STABLE = 14


STATUS_OF_CLAUSE: Final[dict[Clause, Status]] = {
    Clause.NO_VISIT: Status.NONE,
    Clause.NEW_THERAPY: Status.NEW_THERAPY,
    Clause.CLINICAL: Status.PD,
    Clause.NO_BASELINE: Status.NE,
    Clause.NO_VALUE: Status.NE,
    Clause.OTHER_METHOD: Status.NE,
    Clause.PLASMAPHERESIS: Status.NE,
    Clause.FLARE: Status.FLARE,
    Clause.RISE: Status.PD,  # a candidate until confirmed
    Clause.COMPLETE: Status.CR,
    Clause.VERY_GOOD: Status.VGPR,
    Clause.NORMAL_MARKER: Status.VGPR,
    Clause.PARTIAL: Status.PR,
    Clause.MINOR: Status.MR,
    Clause.STABLE: Status.SD,
}


STATUS_TABLE: Final = np.array([STATUS_OF_CLAUSE[clause] for clause in Clause], dtype=np.int8)
"""Status code by clause code."""


CLAUSE_OF_LEVEL: Final[dict[Status, Clause]] = {
    Status.VGPR: Clause.VERY_GOOD,
    Status.PR: Clause.PARTIAL,
    Status.MR: Clause.MINOR,
}
