"""Response in multiple myeloma (IMWG 2016), written a second time: one patient, one visit, exact fractions.

Categories: Kumar et al., Lancet Oncol 2016;17:e328 (doi 10.1016/S1470-2045(16)30206-6). Confirmation: as the
IMWG vignette of the R package admiralonco encodes it (pharmaverse/admiralonco, vignettes/adrs_imwg.Rmd, commit
83370b1289b2).

Serum M-protein in g/dL, urine in mg/24 h, light chains in mg/L, marrow plasma cells in percent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Literal

Number = Fraction | None
Rule = Literal["lowest_confirmed", "lowest"]

CONFIRMED_ORDER: Mapping[str, int] = {
    "NE": 1, "SD": 2, "MR": 3, "PR": 4, "VGPR": 5, "CR": 6, "sCR": 7, "PD": 8,
}  # fmt: skip
DEPTH: Mapping[str, int] = {"MR": 3, "PR": 4, "VGPR": 5, "CR": 6, "sCR": 7}
WORST_FIRST = ("PD", "SD", "MR", "PR", "VGPR", "CR", "sCR", "NE")
BEST_FIRST = ("sCR", "CR", "VGPR", "PR", "MR", "SD", "PD", "NE")


@dataclass(frozen=True)
class Assessment:
    """One visit; None where a test was not done. `spd` is the size of soft-tissue plasmacytomas (any unit)."""

    day: int
    serum: Number = None
    urine: Number = None
    kappa: Number = None
    lambda_: Number = None
    serum_ife: str | None = None
    urine_ife: str | None = None
    marrow: Number = None
    spd: Number = None
    is_marrow_clonal: bool | None = None
    is_imaging_progression: bool = False


@dataclass(frozen=True)
class Recorded:
    """One unconfirmed response and what makes a progression final without a second sample."""

    day: int
    status: str
    is_imaging: bool = False  # or by marrow: neither is repeated
    is_death_from_progression: bool = False


@dataclass(frozen=True)
class Readings:
    """Choices where the criteria are silent; the defaults follow their text to the letter.

    Attributes:
        nadir: the lowest value that two consecutive ones uphold, or the lowest.
        is_every_marker_needed: a visit without one of the deciding markers is NE; otherwise it misses the levels that
            need the marker ("missing component: next lower level") and is NE only without any of them.
        is_very_good_with_plasmacytoma: a very good partial response must also halve plasmacytomas, as a partial one.
        is_urine_ife_optional: complete response needs no urinary immunofixation unless urine was measurable or is
            collected; otherwise only patients followed by serum are excused.
        can_later_value_stand_for_baseline: progression is also measured from later values where baseline is missing.
        progression_gap: days between a progression and the one that confirms it.
    """

    nadir: Rule = "lowest_confirmed"
    is_every_marker_needed: bool = False
    is_very_good_with_plasmacytoma: bool = False
    is_urine_ife_optional: bool = False
    can_later_value_stand_for_baseline: bool = False
    progression_gap: int = 0


LITERAL = Readings()


def has_normal_ratio(visit: Assessment) -> bool:
    """Free light-chain ratio within 0.26 to 1.65."""
    if visit.kappa is None or visit.lambda_ is None or visit.lambda_ == 0:
        return False
    return Fraction("0.26") <= visit.kappa / visit.lambda_ <= Fraction("1.65")


def has_abnormal_ratio(visit: Assessment) -> bool:
    """Both chains measured and their ratio outside the normal range (kappa against no lambda is outside)."""
    return visit.kappa is not None and visit.lambda_ is not None and not has_normal_ratio(visit)


def difference(visit: Assessment, baseline: Assessment) -> Number:
    """Involved less uninvolved chain, mg/L; the involved one is the higher of baseline and stays so."""
    if visit.kappa is None or visit.lambda_ is None or baseline.kappa is None or baseline.lambda_ is None:
        return None
    sign = 1 if baseline.kappa >= baseline.lambda_ else -1
    return sign * (visit.kappa - visit.lambda_)


def list_markers(baseline: Assessment) -> tuple[str, ...]:
    """The markers that decide: serum and urine where measurable, else light chains, else marrow, else none."""
    found = []
    if baseline.serum is not None and baseline.serum >= 1:
        found.append("serum")
    if baseline.urine is not None and baseline.urine >= 200:
        found.append("urine")
    if found:
        return tuple(found)
    if has_abnormal_ratio(baseline):
        assert baseline.kappa is not None
        assert baseline.lambda_ is not None
        if max(baseline.kappa, baseline.lambda_) >= 100:
            return ("flc",)
    return ("marrow",) if baseline.marrow is not None and baseline.marrow >= 30 else ()


def read_marker(visit: Assessment, marker: str, baseline: Assessment) -> Number:
    """The value of one marker at a visit."""
    readers: Mapping[str, Callable[[], Number]] = {
        "serum": lambda: visit.serum,
        "urine": lambda: visit.urine,
        "flc": lambda: difference(visit, baseline),
        "marrow": lambda: visit.marrow,
    }
    return readers[marker]()


def falls(value: Number, base: Number, tenths: Fraction) -> bool:
    """Whether the value lost at least this fraction of baseline."""
    return value is not None and base is not None and base - value >= tenths * base


def find_lowest(values: Sequence[Number], base: Number, rule: Rule, readings: Readings) -> Number:
    """The value to rise from: the lowest ever, or the lowest that two consecutive values uphold."""
    if base is None and not readings.can_later_value_stand_for_baseline:
        return None
    present = [value for value in values if value is not None]
    candidates = present if rule == "lowest" else [max(pair) for pair in pairwise(present)]
    return min([*candidates, *([base] if base is not None else [])], default=None)


def rises(value: Fraction, lowest: Fraction, marker: str) -> bool:
    """At least 25 % and the marker's own absolute amount; strictly more than 100 mg/L for light chains."""
    step = value - lowest
    if step <= 0:
        return False
    if marker == "serum" and lowest >= 5 and step >= 1:
        return True
    absolute = {
        "serum": step >= Fraction("0.5"),
        "urine": step >= 200,
        "flc": step > 100,
        "marrow": step >= 10,
    }[marker]
    return 4 * value >= 5 * lowest and absolute


def progresses(baseline: Assessment, visits: Sequence[Assessment], index: int, readings: Readings) -> bool:
    """Biochemical or marrow progression at a visit.

    Serum and urine are followed whether or not they were measurable at baseline; light chains only where they decide,
    marrow where serum, urine and light chains do not. A single marrow suffices: its lowest value needs no second one.
    """
    if progresses_in_marrow(baseline, visits, index, readings):
        return True
    for marker in ("serum", "urine", *(m for m in list_markers(baseline) if m == "flc")):
        values = [read_marker(visit, marker, baseline) for visit in visits[: index + 1]]
        base, value = read_marker(baseline, marker, baseline), values[-1]
        lowest = find_lowest(values[:-1], base, readings.nadir, readings)
        if value is not None and lowest is not None and rises(value, lowest, marker):
            return True
    return False


def progresses_in_marrow(
    baseline: Assessment, visits: Sequence[Assessment], index: int, readings: Readings = LITERAL
) -> bool:
    """A quarter and ten points more plasma cells, where neither serum, urine nor light chains can be followed."""
    value = visits[index].marrow
    if list_markers(baseline) not in ((), ("marrow",)) or value is None:
        return False
    lowest = find_lowest([visit.marrow for visit in visits[:index]], baseline.marrow, "lowest", readings)
    return lowest is not None and rises(value, lowest, "marrow")


def is_complete(visit: Assessment, baseline: Assessment, markers: Sequence[str], readings: Readings) -> bool:
    """Complete response: immunofixation negative in serum and urine, plasmacytomas gone, marrow below 5 %."""
    is_excused = "urine" not in markers if readings.is_urine_ife_optional else tuple(markers) == ("serum",)
    is_urine_needed = not is_excused or visit.urine is not None or visit.urine_ife is not None
    return (
        visit.serum_ife == "-"
        and (visit.urine_ife == "-" or not is_urine_needed)
        and (not baseline.spd or visit.spd == 0)
        and visit.marrow is not None
        and visit.marrow < 5
        and ("flc" not in markers or has_normal_ratio(visit))
    )


def is_very_good(visit: Assessment, baseline: Assessment, markers: Sequence[str]) -> bool:
    """No spike left, or a fall of 90 % with less than 100 mg of urinary protein a day."""
    if "flc" in markers:
        return falls(difference(visit, baseline), difference(baseline, baseline), Fraction(9, 10))
    if "marrow" in markers or not markers:
        return False
    is_urine_low = visit.urine < 100 if visit.urine is not None else "urine" not in markers
    is_serum_low = "serum" not in markers or falls(visit.serum, baseline.serum, Fraction(9, 10))
    is_free_of_spikes = (
        (visit.serum == 0 or "serum" not in markers)
        and (visit.serum or 0) == 0
        and (visit.urine == 0 if visit.urine is not None else "urine" not in markers)
    )
    return is_free_of_spikes or (is_serum_low and is_urine_low)


def is_partial(visit: Assessment, baseline: Assessment, markers: Sequence[str]) -> bool:
    """Half of the deciding marker lost; in urine 90 %, or less than 200 mg a day; plasmacytomas halved."""
    half = Fraction(1, 2)
    parts = {
        "serum": falls(visit.serum, baseline.serum, half),
        "urine": falls(visit.urine, baseline.urine, Fraction(9, 10)) or (visit.urine is not None and visit.urine < 200),
        "flc": falls(difference(visit, baseline), difference(baseline, baseline), half),
        "marrow": falls(visit.marrow, baseline.marrow, half),
    }
    return all(parts[marker] for marker in markers) and are_plasmacytomas_halved(visit, baseline)


def is_minimal(visit: Assessment, baseline: Assessment, markers: Sequence[str]) -> bool:
    """A quarter of serum and half of urinary protein lost; the level does not exist for light chains or marrow."""
    parts = {
        "serum": falls(visit.serum, baseline.serum, Fraction(1, 4)),
        "urine": falls(visit.urine, baseline.urine, Fraction(1, 2)),
        "flc": False,
        "marrow": False,
    }
    return all(parts[marker] for marker in markers) and are_plasmacytomas_halved(visit, baseline)


def carry_forward(visits: Sequence[Assessment], index: int) -> Assessment:
    """The visit with the last marrow, its clonality and the last imaging before it, which need no repetition."""
    past = visits[: index + 1]
    return replace(
        visits[index],
        marrow=next((v.marrow for v in reversed(past) if v.marrow is not None), None),
        is_marrow_clonal=next((v.is_marrow_clonal for v in reversed(past) if v.is_marrow_clonal is not None), None),
        spd=next((v.spd for v in reversed(past) if v.spd is not None), None),
    )


def are_plasmacytomas_halved(visit: Assessment, baseline: Assessment) -> bool:
    """True too where there was none at baseline."""
    return not baseline.spd or falls(visit.spd, baseline.spd, Fraction(1, 2))


def grade_visit(baseline: Assessment, visits: Sequence[Assessment], index: int, readings: Readings = LITERAL) -> str:
    """The unconfirmed category of one visit."""
    visit, markers = visits[index], list_markers(baseline)
    if visit.is_imaging_progression or progresses(baseline, visits, index, readings):
        return "PD"
    is_missing = [read_marker(visit, marker, baseline) is None for marker in markers]
    if not markers or (any(is_missing) if readings.is_every_marker_needed else all(is_missing)):
        return "NE"
    visit = carry_forward(visits, index)
    if is_complete(visit, baseline, markers, readings):
        is_stringent = has_normal_ratio(visit) and visit.is_marrow_clonal is False
        return "sCR" if is_stringent else "CR"
    is_small_enough = not readings.is_very_good_with_plasmacytoma or are_plasmacytomas_halved(visit, baseline)
    if is_very_good(visit, baseline, markers) and is_small_enough:
        return "VGPR"
    if is_partial(visit, baseline, markers):
        return "PR"
    return "MR" if is_minimal(visit, baseline, markers) else "SD"


def grade_course(baseline: Assessment, visits: Sequence[Assessment], readings: Readings = LITERAL) -> list[Recorded]:
    """The unconfirmed category of every visit, in day order."""
    return [
        Recorded(
            visit.day,
            grade_visit(baseline, visits, index, readings),
            visit.is_imaging_progression or progresses_in_marrow(baseline, visits, index, readings),
        )
        for index, visit in enumerate(visits)
    ]


def with_disease_death(records: Sequence[Recorded]) -> list[Recorded]:
    """The last assessment that could be judged, before a death from the disease."""
    last = max((record.day for record in records if record.status != "NE"), default=None)
    return [replace(record, is_death_from_progression=record.day == last) for record in records]


def keep_worst_of_day(records: Sequence[Recorded]) -> list[Recorded]:
    """One record a day, the worst; an assessment goes before one that could not be judged."""
    days = sorted({record.day for record in records})
    return [
        min((r for r in records if r.day == day), key=lambda record: WORST_FIRST.index(record.status)) for day in days
    ]


def confirm_one(record: Recorded, following: Recorded | None, new_therapy_day: int | None, gap: int = 0) -> str:
    """What one record is worth, given the next one that could be judged."""
    if record.status in ("SD", "NE"):
        return record.status
    if record.status == "PD":
        is_final = record.is_imaging or record.is_death_from_progression
        is_again = following is not None and following.status == "PD" and following.day - record.day >= gap
        return "PD" if is_final or is_again else "NE"
    is_in_time = following is not None and (new_therapy_day is None or following.day <= new_therapy_day)
    if following is None or not is_in_time or following.status == "PD":
        return "SD"
    if following.status == "SD" or DEPTH[following.status] < DEPTH[record.status]:
        return following.status
    return record.status


def confirm_course(records: Sequence[Recorded], new_therapy_day: int | None = None, gap: int = 0) -> list[str]:
    """Confirmed response at each record, carried forward until a better one or a confirmed progression."""
    confirmed: list[str] = []
    for index, record in enumerate(records):
        following = next((later for later in records[index + 1 :] if later.status != "NE"), None)
        status = confirm_one(record, following, new_therapy_day, gap)
        best = max([status, *confirmed[-1:]], key=lambda name: CONFIRMED_ORDER[name])
        confirmed.append(best)
    return confirmed


def find_best(records: Sequence[Recorded], new_therapy_day: int | None = None, gap: int = 0) -> str:
    """Confirmed best overall response before new therapy and up to the first confirmed progression."""
    confirmed = confirm_course(records, new_therapy_day, gap)
    used: list[str] = []
    for record, status in zip(records, confirmed, strict=True):
        if "PD" in used or (new_therapy_day is not None and record.day >= new_therapy_day):
            break
        used.append(status)
    return next((status for status in BEST_FIRST if status in used), "MISSING")


def from_statuses(statuses: Sequence[str]) -> list[Recorded]:
    """Statuses four weeks apart, with biochemical progressions."""
    return [replace(Recorded(29, status), day=29 + 28 * index) for index, status in enumerate(statuses)]
