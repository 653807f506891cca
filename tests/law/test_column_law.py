"""Whatever is accepted takes effect, column by column.

Every column of every study table is changed and emptied in a small rich study. Something derived, decided or estimated
must change, or a finding at warning or above must name the column. What is exempt is listed by hand in
`sdtm.column_uses`, with its reason; a new column fails until it is tested or listed.
"""

import pytest
from column_effects import (
    STUDIES,
    Alteration,
    Amounts,
    Study,
    columns_of,
    reported,
    with_derived_effect,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rich_study import rich_frames

from paraprotein.sdtm.dictionary.column_uses import MAY_BE_EMPTY, NOT_DECIDING
from paraprotein.sdtm.shapes import SHAPES

KEYS = ("STUDYID", "DOMAIN", "USUBJID")
"""Columns that cannot be changed in one of several trials: they say whose the records are."""

AMOUNTS = st.builds(
    Amounts, days=st.integers(1000, 2000), factor=st.floats(2.0, 4.0), word=st.sampled_from(["ZZ", "QQQ 7", "?"])
)


def is_exempt(alteration: Alteration) -> bool:
    name = alteration.column.name
    return name in NOT_DECIDING or (alteration.kind == "blank" and name in MAY_BE_EMPTY)


@pytest.mark.parametrize("study", STUDIES, ids=["waldenstrom", "myeloma with lesions"])
@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(amounts=AMOUNTS)
def test_every_column_takes_effect_or_is_reported(study: Study, amounts: Amounts) -> None:
    asked = [
        change
        for domain, column in columns_of(study)
        for change in (Alteration(domain, column, "changed"), Alteration(domain, column, "blank"))
        if not is_exempt(change)
    ]
    singly = [a for a in asked if a.column.name in KEYS or a.column.name.endswith("SEQ")]
    derived = with_derived_effect(study, [change for change in asked if change not in singly], amounts)
    silent = [change for change in asked if change not in derived]
    lost = set(silent) - reported(study, silent, amounts)
    assert not {f"{change.domain}.{change.column.name} {change.kind}" for change in lost}


def test_every_column_has_a_value_in_the_rich_studies() -> None:
    held = {domain: rich_frames(study.rows)[domain] for study in STUDIES for domain in study.domains}
    assert set(held) == set(SHAPES)
    empty = {
        f"{domain}.{column.name}"
        for domain, shape in SHAPES.items()
        for column in shape.columns
        if column.name not in held[domain].columns or not held[domain][column.name].count()
    }
    assert empty <= {"DM.SIMULATED"}


def test_exemptions_name_columns_that_exist() -> None:
    names = {column.name for shape in SHAPES.values() for column in shape.columns}
    assert {*NOT_DECIDING, *MAY_BE_EMPTY} <= names
    assert not set(NOT_DECIDING) & set(MAY_BE_EMPTY)
