"""The imatinib label's dose rules."""

import pytest

from paraprotein.dosing.conditions import parse_condition
from paraprotein.dosing.label import LABEL_RULES, label_rule


def test_every_condition_of_the_label_can_be_evaluated() -> None:
    for rule in LABEL_RULES:
        parse_condition(rule.when)
        if rule.until:
            parse_condition(rule.until)
        assert rule.sources


@pytest.mark.parametrize(
    ("start_mg", "when", "until", "first_mg", "later_mg"),
    [
        (400, "NEUT < 1.0 or PLAT < 50", "NEUT >= 1.5 and PLAT >= 75", 0, 300),
        (600, "NEUT < 0.5 or PLAT < 10", "NEUT >= 1.0 and PLAT >= 20", 400, 300),
        (800, "NEUT < 1.0 or PLAT < 50", "NEUT >= 1.5 and PLAT >= 75", 600, 400),
        (100, "NEUT < 1.0 or PLAT < 50", "NEUT >= 1.5 and PLAT >= 75", 0, 0),
    ],
)
def test_the_row_of_each_starting_dose(
    start_mg: float, when: str, until: str, first_mg: float, later_mg: float
) -> None:
    rule = label_rule(start_mg)
    assert (rule.when, rule.until, rule.first_mg, rule.later_mg) == (when, until, first_mg, later_mg)
