"""Treatment stopped for progression; FDA 2018 guidance on cancer trial endpoints, Appendix 3, table C."""

import pytest
from hand_built import PROTOCOL, Patient, build

from paraprotein.adam.derive import derive_all

STABLE = 2900.0
STOPPED = "PROGRESSIVE DISEASE"


@pytest.mark.parametrize(
    ("days", "claim", "expected"),
    [
        ((29, 57), 70, (85, 0)),  # the next planned visit after the claim
        ((29, 57, 113), 70, (85, 0)),  # seen again later: the claim stands
        ((29, 113), 93, (29, 5)),  # 64 days after the last visit: more than one was missed before the claim
        ((29, 113), 92, (113, 0)),  # 63 days
        ((113,), 80, (1, 5)),  # never seen before the claim
        ((27, 113), 93, (29, 5)),  # censored at the planned day of the visit
    ],
)
def test_a_claim_is_judged_by_what_was_seen_up_to_its_day(
    days: tuple[int, ...], claim: int, expected: tuple[int, int]
) -> None:
    igm = {1: 3000.0} | dict.fromkeys(days, STABLE)
    study = build({"A": Patient(igm=igm, stopped=(claim, STOPPED), last_contact=200)})
    times = derive_all(study, PROTOCOL).adtte
    for name in ("TTP", "PFS"):
        row = times.filter(times["PARAMCD"] == name, times["RULES"] == "fda-c")
        assert (row["AVAL"].item(), row["CNSR"].item()) == expected
