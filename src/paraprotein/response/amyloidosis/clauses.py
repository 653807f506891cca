"""What decides a domain of AL amyloidosis at a visit, and the status that it gives."""

from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...arrays import BooleanArray


class Domain(IntEnum):
    """What one visit says about one domain, from worst to best; an organ knows only RESPONSE unless it is graded."""

    NONE = 0  # no visit: padding
    NEW_THERAPY = 1
    NE = 2
    PROGRESSION = 3
    NR = 4
    RESPONSE = 5  # organ response; partial response of the blood and of a graded organ
    VGPR = 6
    CR = 7


class AmyloidosisClause(IntEnum):
    """Clauses of all domains; in each domain the first that holds decides, in the order in which it asks."""

    NO_VISIT = 0
    NEW_THERAPY = 1
    NOT_EVALUABLE = 2
    NO_RESPONSE = 3
    RELAPSE = 4  # an M-protein or a doubled chain after complete response
    SERUM_RISE = 5
    URINE_RISE = 6
    FLC_RISE = 7
    COMPLETE = 8
    VERY_GOOD = 9
    PARTIAL = 10
    LOW_PARTIAL = 11  # from a low light chain difference
    PEPTIDE_RISE = 12  # NT-proBNP
    TROPONIN_RISE = 13
    EJECTION_FALL = 14
    PEPTIDE_FALL = 15
    CLASS_FALL = 16  # NYHA
    FILTRATION_FALL = 17
    PROTEINURIA_FALL = 18
    PROTEINURIA_LOW = 19
    PHOSPHATASE_FALL = 20
    SPAN_FALL = 21


_STATUS_OF_CLAUSE: Final[dict[AmyloidosisClause, Domain]] = {
    AmyloidosisClause.NO_VISIT: Domain.NONE,
    AmyloidosisClause.NEW_THERAPY: Domain.NEW_THERAPY,
    AmyloidosisClause.NOT_EVALUABLE: Domain.NE,
    AmyloidosisClause.NO_RESPONSE: Domain.NR,
    AmyloidosisClause.RELAPSE: Domain.PROGRESSION,
    AmyloidosisClause.SERUM_RISE: Domain.PROGRESSION,
    AmyloidosisClause.URINE_RISE: Domain.PROGRESSION,
    AmyloidosisClause.FLC_RISE: Domain.PROGRESSION,
    AmyloidosisClause.COMPLETE: Domain.CR,
    AmyloidosisClause.VERY_GOOD: Domain.VGPR,
    AmyloidosisClause.PARTIAL: Domain.RESPONSE,
    AmyloidosisClause.LOW_PARTIAL: Domain.RESPONSE,
    AmyloidosisClause.PEPTIDE_RISE: Domain.PROGRESSION,
    AmyloidosisClause.TROPONIN_RISE: Domain.PROGRESSION,
    AmyloidosisClause.EJECTION_FALL: Domain.PROGRESSION,
    AmyloidosisClause.PEPTIDE_FALL: Domain.RESPONSE,
    AmyloidosisClause.CLASS_FALL: Domain.RESPONSE,
    AmyloidosisClause.FILTRATION_FALL: Domain.PROGRESSION,
    AmyloidosisClause.PROTEINURIA_FALL: Domain.RESPONSE,
    AmyloidosisClause.PROTEINURIA_LOW: Domain.RESPONSE,
    AmyloidosisClause.PHOSPHATASE_FALL: Domain.RESPONSE,
    AmyloidosisClause.SPAN_FALL: Domain.RESPONSE,
}

AMYLOIDOSIS_STATUS: Final = np.array([_STATUS_OF_CLAUSE[clause] for clause in AmyloidosisClause], dtype=np.int8)
"""Code of Domain by clause code."""


def first_clause(*asked: tuple[BooleanArray, AmyloidosisClause]) -> NDArray[np.int8]:
    """The first clause whose condition holds, NO_RESPONSE where none does."""
    clause = np.full(asked[0][0].shape, AmyloidosisClause.NO_RESPONSE, dtype=np.int8)
    for holds, code in reversed(asked):
        clause = np.where(holds, np.int8(code), clause)
    return clause
