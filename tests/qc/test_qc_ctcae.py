"""The second implementation answers the worked CTCAE cases in four versions."""

from fractions import Fraction

import pytest
from ctcae_oracle import VERSIONS, Limits, grade


def limits(lower: str | None = None, upper: str | None = None, baseline: str | None = None) -> Limits:
    lower_, upper_, baseline_ = (None if text is None else Fraction(text) for text in (lower, upper, baseline))
    return Limits(lower_, upper_, baseline_)


HGB = limits(lower="120")
NOTHING = limits()
ALT_NORMAL, ALT_HIGH = limits(upper="40", baseline="35"), limits(upper="40", baseline="80")
CREAT, CREAT_LOW = limits("0.7", "1.2", "0.8"), limits("0.7", "1.2", "0.6")

ROWS: list[tuple[str, str, str, Limits, tuple[int | None, ...]]] = [
    ("T01", "HGB", "100", HGB, (1, 1, 1, 1)),
    ("T02", "HGB", "99", HGB, (2, 2, 2, 2)),
    ("T03", "HGB", "80", HGB, (2, 2, 2, 2)),
    ("T03", "HGB", "79", HGB, (3, 3, 3, 3)),
    ("T04", "HGB", "65", HGB, (3, 3, 3, 3)),
    ("T04", "HGB", "64", HGB, (4, 3, 3, 3)),
    ("T05", "HGB", "119", NOTHING, (None, None, None, None)),
    ("T05", "HGB", "90", NOTHING, (2, 2, 2, 2)),
    ("T06", "WBC", "3.0", limits("4.0"), (1, 1, 1, 1)),
    ("T06", "WBC", "2.99", limits("4.0"), (2, 2, 2, 2)),
    ("T07", "NEUT", "1.5", limits("1.8"), (1, 1, 1, 0)),
    ("T07", "NEUT", "1.2", limits("1.8"), (2, 2, 2, 1)),
    ("T08", "NEUT", "0.7", limits("1.8"), (3, 3, 3, 2)),
    ("T08", "NEUT", "0.3", limits("1.8"), (4, 4, 4, 3)),
    ("T08", "NEUT", "0.09", limits("1.8"), (4, 4, 4, 4)),
    ("T09", "PLAT", "75", limits("150"), (1, 1, 1, 1)),
    ("T09", "PLAT", "74", limits("150"), (2, 2, 2, 2)),
    ("T10", "PLAT", "20", limits("150"), (4, 4, 4, 3)),
    ("T10", "PLAT", "9", limits("150"), (4, 4, 4, 4)),
    ("T11", "LYM", "0.7", limits("1.0"), (2, 2, 2, 1)),  # v6.0 knows lymphopenia as "present", grade 1 alone
    ("T12", "ALT", "100", ALT_NORMAL, (1, 1, 1, 1)),
    ("T12", "ALT", "101", ALT_NORMAL, (2, 1, 1, 1)),
    ("T13", "ALT", "100", ALT_HIGH, (1, 1, 0, 1)),
    ("T14", "ALT", "130", ALT_HIGH, (2, 2, 1, 2)),
    ("T15", "BILI", "2.0", limits(upper="1.2", baseline="0.8"), (2, 2, 2, 2)),
    ("T15", "BILI", "2.0", limits(upper="1.2", baseline="1.8"), (2, 2, 1, 1)),
    ("T16", "CREAT", "1.3", CREAT, (1, 2, 2, 1)),
    ("T17", "CREAT", "0.9", CREAT, (0, 1, 0, 0)),
    ("T18", "CREAT", "1.0", CREAT_LOW, (0, 2, 2, 2)),
]


@pytest.mark.parametrize(("name", "term", "value", "range_", "expected"), ROWS)
def test_worked_case(name: str, term: str, value: str, range_: Limits, expected: tuple[int | None, ...]) -> None:
    assert tuple(grade(term, version, Fraction(value), range_) for version in VERSIONS) == expected


@pytest.mark.parametrize("version", VERSIONS)
def test_missing_values_and_limits_give_no_grade(version: str) -> None:
    assert grade("HGB", version, None, HGB) is None
    assert grade("ALT", version, Fraction(1000), NOTHING) is None


def test_neutrophils_need_no_lower_limit_in_version_6() -> None:
    assert grade("NEUT", "6.0", Fraction(2), NOTHING) == 0


@pytest.mark.parametrize(
    ("version", "value", "expected"),
    [("5.0", "159", 0), ("5.0", "160", 1), ("6.0", "80", 0), ("6.0", "81", 1), ("6.0", "2000", 1)],
)
def test_alkaline_phosphatase_with_an_abnormal_baseline(version: str, value: str, expected: int) -> None:
    assert grade("ALP", version, Fraction(value), ALT_HIGH) == expected
