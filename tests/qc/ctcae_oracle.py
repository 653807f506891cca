"""CTCAE laboratory grades, written a second time: one value at a time, exact fractions, a table of limits by version.

Versions 3.0 (2003), 4.03 (2010), 5.0 (2017) and 6.0 (2025) of the NCI Common Terminology Criteria for Adverse Events.
Missing limits as in the R package admiral (pharmaverse/admiral, data-raw/adlb_grading, commit 6eb5125a296b): the lowest
grades need no lower limit of normal, but without it nobody can be called grade 0 or 1.

Haemoglobin g/L, counts 10^9/L; enzymes, bilirubin and creatinine in one unit with their own limit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Number = Fraction | None
VERSIONS = ("3.0", "4.03", "5.0", "6.0")
NEW_LOW = ("CD4", "FIBRINO")
NEW_HIGH = ("LIPASET", "AMYLASE", "CK", "APTT", "LDH")
TERMS = ("HGB", "WBC", "NEUT", "PLAT", "LYM", "ALT", "AST", "ALP", "BILI", "CREAT", *NEW_LOW, *NEW_HIGH)


@dataclass(frozen=True)
class Limits:
    """Limits of normal and the value before treatment, in the unit of the value; None when missing."""

    lower: Number = None
    upper: Number = None
    baseline: Number = None


def numbers(*texts: str) -> tuple[Fraction, ...]:
    return tuple(Fraction(text) for text in texts)


# A value below the first limit is grade 2, below the second grade 3, below the third grade 4.
LOW: Mapping[str, tuple[Fraction, ...]] = {
    "WBC": numbers("3.0", "2.0", "1.0"),
    "NEUT": numbers("1.5", "1.0", "0.5"),
    "PLAT": numbers("75", "50", "25"),
    "LYM": numbers("0.8", "0.5", "0.2"),
}
LOW_HGB: Mapping[str, tuple[Fraction, ...]] = {
    "3.0": numbers("100", "80", "65"),
    "4.03": numbers("100", "80"),
    "5.0": numbers("100", "80"),
    "6.0": numbers("100", "80"),
}
LOW_PLAT_6 = numbers("75", "50", "10")
NEUT_6 = numbers("1.5", "1.0", "0.5", "0.1")  # the first limit is already grade 1: no lower limit of normal

# Multiples of the upper limit: above the first is grade 2, and so on; above the limit itself is grade 1.
HIGH: Mapping[str, tuple[Fraction, ...]] = {
    "ALT": numbers("3", "5", "20"),
    "AST": numbers("3", "5", "20"),
    "ALP": numbers("2.5", "5", "20"),
    "BILI": numbers("1.5", "3", "10"),
}
HIGH_3: Mapping[str, tuple[Fraction, ...]] = {
    **HIGH,
    "ALT": numbers("2.5", "5", "20"),
    "AST": numbers("2.5", "5", "20"),
}

# Multiples of an abnormal baseline: (where grade 1 starts, whether the start itself counts, then as above).
BASE_5: Mapping[str, tuple[str, bool, tuple[Fraction, ...]]] = {
    "ALT": ("1.5", True, numbers("3", "5", "20")),
    "AST": ("1.5", True, numbers("3", "5", "20")),
    "ALP": ("2", True, numbers("2.5", "5", "20")),
    "BILI": ("1", False, numbers("1.5", "3", "10")),
}
BASE_6: Mapping[str, tuple[str, bool, tuple[Fraction, ...]]] = {
    "ALT": ("1", True, numbers("1.5", "2", "4")),
    "AST": ("1", True, numbers("1.5", "2", "4")),
    "BILI": ("1", True, numbers("1.5", "2.5", "10")),
}


def grade(term: str, version: str, value: Number, limits: Limits) -> int | None:
    """Grade 0 to 4; None when it is not known or the version does not grade the term."""
    if value is None:
        return None
    if term == "CD4":
        return grade_cd4(value, limits.lower)
    if term == "FIBRINO":
        return grade_fibrinogen(value, limits)
    if term in NEW_HIGH:
        return grade_times_upper(term, version, value, limits.upper)
    if term in ("HGB", *LOW):
        return grade_low(term, version, value, limits.lower)
    if term == "CREAT":
        return grade_creatinine(version, value, limits)
    if term == "ALP" and version == "6.0":
        return grade_alkaline_phosphatase_6(value, limits)
    if limits.upper is None:
        return None
    return grade_high(term, version, value, limits.upper, limits.baseline)


def grade_low(term: str, version: str, value: Fraction, lower: Number) -> int | None:
    """Counts and haemoglobin: the lower bound of a range belongs to the milder grade."""
    if version == "6.0" and term == "LYM":  # the new term Lymphopenia: "Present" is grade 1, nothing is worse
        return None if lower is None else int(value < lower)
    if version == "6.0" and term == "NEUT":
        return sum(value < limit for limit in NEUT_6)
    cuts = LOW_HGB[version] if term == "HGB" else LOW[term]
    if version == "6.0" and term == "PLAT":
        cuts = LOW_PLAT_6
    passed = sum(value < cut for cut in cuts)
    if passed:
        return 1 + passed
    return None if lower is None else int(value < lower)


def above(value: Fraction, unit: Fraction, cuts: Sequence[Fraction]) -> int:
    """Two for a value above the first multiple of the unit, three above the second, four above the third, else zero."""
    passed = sum(value > cut * unit for cut in cuts)
    return 1 + passed if passed else 0


# Multiples of the upper limit at which each grade begins, by version; "" where a laboratory value cannot reach it.
TIMES_UPPER: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "LIPASET": {"3.0": ("1", "1.5", "2", "5"), "4.03": ("1", "1.5", "2", "5"), "5.0": ("1", "1.5", "5"),
                "6.0": ("1", "1.5", "5")},
    "AMYLASE": {"3.0": ("1", "1.5", "2", "5"), "4.03": ("1", "1.5", "2", "5"), "5.0": ("1", "1.5", "5"),
                "6.0": ("1", "1.5", "5")},
    "CK": dict.fromkeys(("3.0", "4.03", "5.0"), ("1", "2.5", "5", "10")),
    "APTT": {"3.0": ("1", "1.5", "2"), **dict.fromkeys(("4.03", "5.0", "6.0"), ("1", "1.5", "2.5"))},
    "LDH": dict.fromkeys(("5.0", "6.0"), ("1",)),
}  # fmt: skip


def grade_times_upper(term: str, version: str, value: Fraction, upper: Number) -> int | None:
    """Terms that know nothing but multiples of the upper limit: without it, or without the term, nothing is told."""
    multiples = TIMES_UPPER[term].get(version)
    if multiples is None or upper is None:
        return None
    return sum(value > Fraction(multiple) * upper for multiple in multiples)


def grade_cd4(value: Fraction, lower: Number) -> int | None:
    """CD4 cells, 10^9/L, alike in every version."""
    for number, cut in ((4, "0.05"), (3, "0.2"), (2, "0.5")):
        if value < Fraction(cut):
            return number
    return None if lower is None else int(value < lower)


def grade_fibrinogen(value: Fraction, limits: Limits) -> int | None:
    """Fibrinogen, mg/dL: shares of the lower limit, falls from a baseline below it, and 50 mg/dL."""
    if value < 50:
        return 4
    if limits.lower is None:
        return None
    by_limit = sum(value < Fraction(share) * limits.lower for share in ("1", "0.75", "0.5", "0.25"))
    if limits.baseline is None or limits.baseline >= limits.lower:
        return by_limit
    fall = 1 - value / limits.baseline
    by_fall = int(fall > 0) + sum(fall >= Fraction(share) for share in ("0.25", "0.5", "0.75"))
    return max(by_limit, by_fall)


def grade_high(term: str, version: str, value: Fraction, upper: Fraction, baseline: Number) -> int | None:
    """Liver tests: from version 5.0 an abnormal baseline replaces the upper limit."""
    if version in ("5.0", "6.0") and baseline is not None and baseline > upper:
        start, is_start_counted, cuts = (BASE_5 if version == "5.0" else BASE_6)[term]
        first = Fraction(start) * baseline
        is_one = value >= first if is_start_counted else value > first
        reached = above(value, baseline, cuts) or int(is_one)
        # grade 3 of the transaminases of 6.0 asks for a baseline "up to 5 x ULN"
        is_closed = version == "6.0" and term in ("ALT", "AST") and baseline > 5 * upper
        return 2 if is_closed and reached == 3 else reached
    cuts = (HIGH_3 if version == "3.0" else HIGH)[term]
    return above(value, upper, cuts) or int(value > upper)


def grade_alkaline_phosphatase_6(value: Fraction, limits: Limits) -> int | None:
    """Above baseline and above normal: where one is not passed the grade is 0, even if the other is missing."""
    passed = [None if limit is None else value > limit for limit in (limits.baseline, limits.upper)]
    if False in passed:
        return 0
    return None if None in passed else 1


def grade_creatinine(version: str, value: Fraction, limits: Limits) -> int | None:
    """Creatinine: version 3.0 by the upper limit alone, 4.03 and 5.0 by the worse of limit and baseline, 6.0 by either.

    A grade that is reached counts whatever else is missing; grade 0 needs everything that grade 1 asks for.
    """
    by_limit = None if limits.upper is None else grade_creatinine_by_limit(value, limits.upper)
    if version == "3.0":
        return by_limit
    if version == "6.0":
        return grade_creatinine_6(value, limits, by_limit)
    reached = max(by_limit or 0, grade_creatinine_by_baseline(version, value, limits.baseline))
    is_told = limits.upper is not None and (limits.baseline is not None or version == "5.0")
    return reached if reached or is_told else None


def grade_creatinine_by_limit(value: Fraction, upper: Fraction) -> int:
    return above(value, upper, numbers("1.5", "3", "6")) or int(value > upper)


def grade_creatinine_by_baseline(version: str, value: Fraction, baseline: Number) -> int:
    """Never grade 4; grade 1 exists in 4.03 alone."""
    if baseline is None:
        return 0
    return above(value, baseline, numbers("1.5", "3")) or int(version == "4.03" and value > baseline)


def grade_creatinine_6(value: Fraction, limits: Limits, by_limit: int | None) -> int | None:
    """A baseline below the lower limit of normal decides grades 2 and 3; grades 1 and 4 go by the upper limit."""
    is_low = limits.baseline is not None and limits.lower is not None and limits.baseline < limits.lower
    if not is_low or by_limit == 4:
        return by_limit
    by_baseline = grade_creatinine_by_baseline("6.0", value, limits.baseline)
    if by_baseline or limits.upper is None:
        return by_baseline or None
    return int(limits.upper < value <= Fraction("1.5") * limits.upper)
