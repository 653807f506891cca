"""Whatever is accepted takes effect, column by column.

Every column of every study table is changed and emptied in a small rich study. Something derived, decided or estimated
must change, or a finding at warning or above must name the column. What is exempt is listed here by hand, with its
reason; a new column fails until it is tested or listed.
"""

from collections.abc import Mapping

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

from paraprotein.sdtm.shapes import SHAPES

LABEL = "a name for the reader; the code or the day beside it decides"
DATED = "results and assessments are placed by their date"

EXEMPT: Mapping[str, str] = {
    "STUDYID": "tables of two studies are refused when they are selected (tests/sdtm/test_selection.py)",
    "SUBJID": LABEL,
    "SITEID": LABEL,
    "ARM": "ACTARM, the arm that was given, comes first",
    "ACTARMCD": LABEL,
    "DDTEST": LABEL,
    "DDEVAL": "a cause of death counts whoever gives it",
    "SSTEST": LABEL,
    "SSTESTCD": "every status of a subject counts",
    "SSORRES": "SSSTRESC, its standard form, decides",
    "RSCAT": "the protocol's criteria are applied, whatever set an assessor names",
    "RSORRES": "RSSTRESC, its standard form, decides",
    "RSEVAL": "assessments are told apart by their test",
    "SIMULATED": "shown in the header of results; nothing may read it (tests/api/test_simulated_mark.py)",
    "LBTEST": LABEL,
    "RSTEST": LABEL,
    "PCTEST": LABEL,
    "VISITNUM": DATED,
    "VISIT": DATED,
    "EXADJ": "carried to ADEX; a dose is judged by the findings that the rules name, not by the reason given",
    "AEBODSYS": "events are counted by their term",
    "AESER": "events are counted by their grade",
    "AEREL": "every event counts, whatever its cause",
    "AEACN": "EX says what was done with the dose",
    "CMENDTC": "a medication counts from its start",
    "PCTESTCD": "no estimate rests on concentrations",
    "PCSTRESN": "no estimate rests on concentrations",
    "PCSTRESU": "no estimate rests on concentrations",
    "TUTESTCD": "a lesion is identified by TULNKID and TUSTRESC",
    "TULOC": "decides whether a lesion is a node, for complete response (tests/analysis/test_lesion_studies.py)",
    "TUEVAL": "of two readers of one day the larger size stands, whoever they are",
    "TREVAL": "of two readers of one day the larger size stands, whoever they are",
}
"""Columns that decide nothing, and why."""

MAY_BE_EMPTY: Mapping[str, str] = {
    "ACTARM": "ARM is taken",
    "RFSTDTC": "the first dose of EX is used, and a note says so",
    "DTHFL": "DTHDTC says it",
    "BRTHDTC": "AGE says it",
    "EXROUTE": "the protocol's route is taken",
    "LBNAM": "only compared",
    "LBFAST": "a result without it counts as fasting",
    "LBLOBXFL": "only compared: the protocol's own rule decides",
    "LBBLFL": "only compared: the protocol's own rule decides",
    "TUSTRESC": "TUORRES is read instead",
    "TRSTRESC": "TRSTRESN says it",
    "TRSTRESN": "TRSTRESC is read instead",
}
"""Columns whose absence changes nothing, and why; their values do."""

KEYS = ("STUDYID", "DOMAIN", "USUBJID")
"""Columns that cannot be changed in one of several trials: they say whose the records are."""

AMOUNTS = st.builds(
    Amounts, days=st.integers(1000, 2000), factor=st.floats(2.0, 4.0), word=st.sampled_from(["ZZ", "QQQ 7", "?"])
)


def is_exempt(alteration: Alteration) -> bool:
    name = alteration.column.name
    return name in EXEMPT or (alteration.kind == "blank" and name in MAY_BE_EMPTY)


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
    assert {*EXEMPT, *MAY_BE_EMPTY} <= names
    assert not set(EXEMPT) & set(MAY_BE_EMPTY)
