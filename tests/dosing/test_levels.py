"""What must hold of dose levels; the protocol and a plan built by hand are refused by the same sentences."""

import pytest

from paraprotein.dosing import dose_plan
from paraprotein.dosing.levels import (
    check_dose_is_a_level,
    check_hold_has_an_end,
    check_levels_rise,
    check_rise_is_higher,
)
from paraprotein.errors import UsageError
from paraprotein.protocol.checks.consistency import check_levels_rise as check_protocol_levels


@pytest.mark.parametrize("levels", [(400.0,), (300.0, 400.0, 600.0)])
def test_levels_that_rise_are_in_order(levels: tuple[float, ...]) -> None:
    assert not list(check_levels_rise(levels))


@pytest.mark.parametrize("levels", [(), (0.0, 400.0), (400.0, 300.0), (400.0, 400.0)])
def test_levels_that_fall_repeat_or_are_none_are_refused(levels: tuple[float, ...]) -> None:
    assert len(list(check_levels_rise(levels))) == 1


def test_the_planned_dose_is_a_level_above_the_first() -> None:
    assert not list(check_rise_is_higher(600.0, 400.0, (300.0, 400.0, 600.0)))
    assert list(check_rise_is_higher(300.0, 400.0, (300.0, 400.0))) == [
        ("300 mg does not exceed the first dose, 400 mg", "write a higher level")
    ]
    assert list(check_rise_is_higher(500.0, 400.0, (300.0, 400.0))) == list(
        check_dose_is_a_level(500.0, (300.0, 400.0))
    )


@pytest.mark.parametrize(
    ("action", "until", "refused"),
    [("hold", "NEUT >= 1.5", 0), ("hold", "", 1), ("reduce", "", 0), ("reduce", "NEUT >= 1.5", 1)],
)
def test_a_hold_and_only_a_hold_says_what_ends_it(action: str, until: str, refused: int) -> None:
    assert len(list(check_hold_has_an_end(action, until))) == refused


def test_a_plan_built_by_hand_is_refused_in_the_words_of_the_protocol() -> None:
    with pytest.raises(UsageError) as refused:
        dose_plan(levels_mg=(600, 400), start_mg=400, longest_treatment_days=730)
    ((_, found, fix),) = check_protocol_levels((600.0, 400.0))
    (finding,) = refused.value.findings
    assert (finding.where, finding.found, finding.fix) == ("treatment.levels", found, fix)
