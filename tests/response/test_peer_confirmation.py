"""The myeloma table on which a peer package, the R package admiralonco (pharmaverse), builds its own confirmation.

The rows restate its article, named with the commit that was read. Days count from the first dose (day 1).
"""

import numpy as np
import pytest
from numpy.typing import NDArray

from paraprotein.response import Status, confirm_recorded, label_of


def every_four_weeks(n_visits: int) -> NDArray[np.float64]:
    return np.linspace(29.0, 1.0 + 28.0 * n_visits, n_visits)[None, :]


MYELOMA_ROWS = [
    ("sCR", "sCR", "sCR"),
    *[("CR", following, "CR") for following in ("sCR", "CR")],
    *[("VGPR", following, "VGPR") for following in ("sCR", "CR", "VGPR")],
    *[("PR", following, "PR") for following in ("sCR", "CR", "VGPR", "PR")],
    *[("MR", following, "MR") for following in ("sCR", "CR", "VGPR", "PR", "MR")],
    ("sCR", "CR", "CR"),
    *[(first, "VGPR", "VGPR") for first in ("sCR", "CR")],
    *[(first, "PR", "PR") for first in ("sCR", "CR", "VGPR")],
    *[(first, "MR", "MR") for first in ("sCR", "CR", "VGPR", "PR")],
    *[(first, following, "SD") for first in ("sCR", "CR", "VGPR", "PR", "MR") for following in ("SD", "PD", "NE", "")],
    *[("SD", following, "SD") for following in ("sCR", "PR", "SD", "PD", "NE", "")],
    *[("NE", following, "NE") for following in ("sCR", "PR", "SD", "PD", "NE", "")],
    ("PD", "PD", "PD"),
    *[("PD", following, "NE") for following in ("sCR", "CR", "VGPR", "PR", "MR", "SD", "NE", "")],
]
STATUS_OF = {label_of(code): code for code in Status}


@pytest.mark.parametrize(("first", "following", "expected"), MYELOMA_ROWS)
def test_myeloma_each_row_of_the_table_of_the_imwg_article(first: str, following: str, expected: str) -> None:
    """vignettes/adrs_imwg.Rmd at 009f4be33c66: the summary of confirmed response, nothing confirmed before."""
    recorded = np.array([[STATUS_OF[first], STATUS_OF[following]]], dtype=np.int8)
    day, never = np.array([[29.0, 57.0]]), np.array([np.nan])
    found = confirm_recorded(recorded, day, never, np.zeros((1, 2), np.bool_))
    assert label_of(found.status[0, 0]) == expected


@pytest.mark.parametrize("following", ["sCR", "SD", "PD", "NE", ""])
def test_myeloma_progression_by_imaging_stands_whatever_follows(following: str) -> None:
    recorded = np.array([[STATUS_OF["PD"], STATUS_OF[following]]], dtype=np.int8)
    certain = np.array([[True, False]])
    found = confirm_recorded(recorded, np.array([[29.0, 57.0]]), np.array([np.nan]), certain)
    assert label_of(found.status[0, 0]) == "PD"


@pytest.mark.parametrize("best_before", ["MR", "PR", "VGPR", "CR", "sCR"])
@pytest.mark.parametrize("course", ["SD SD", "NE NE", "MR MR", "PD SD", "MR PD"])
def test_myeloma_a_patient_continues_in_the_last_confirmed_category(best_before: str, course: str) -> None:
    """vignettes/adrs_imwg.Rmd at 009f4be33c66: until progression is confirmed or the response becomes better."""
    words = [best_before, best_before, *course.split()]
    recorded = np.array([[STATUS_OF[word] for word in words]], dtype=np.int8)
    day = every_four_weeks(4)
    found = confirm_recorded(recorded, day, np.array([np.nan]), np.zeros((1, 4), np.bool_))
    assert [label_of(code) for code in found.status[0]] == [best_before] * 4
