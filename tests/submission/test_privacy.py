"""Findings and errors name subject and field, and never the value there: damaged studies full of marked values."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from broken_studies import BREAKS
from hand_built import PROTOCOL, build, frames
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from submission_study import PATIENTS, Derived

from paraprotein.adam.derive import derive_all
from paraprotein.errors import DataError, Finding
from paraprotein.sdtm import admit, admit_study
from paraprotein.sdtm.shapes import SHAPES
from paraprotein.submission import check_conformance, check_study, conformance_findings

TEXT, NUMBER, DATE = "MARKEDVALUE", "48151.62342", "1817-06-29"
IDENTIFIERS = {"TRIAL", "STUDYID", "DOMAIN", "USUBJID", "SUBJID"}
CODES = {"LBTESTCD", "LBSTRESU", "LBORRESU", "RSTESTCD"}
"""Names of tests and units say what was measured, not what was found; findings may quote them."""

FIELDS = [
    (shape.domain, column.name)
    for shape in SHAPES.values()
    for column in shape.columns
    if column.name not in IDENTIFIERS | CODES and shape.domain in ("DM", "EX", "LB", "AE", "DS", "RS", "CM")
]


def betrays(findings: list[Finding]) -> list[str]:
    """Findings that quote a marked value, in any of its spellings."""
    marks = (TEXT, TEXT.lower(), NUMBER, NUMBER[:5], DATE, DATE[:4])
    return [str(f) for f in findings if any(mark in f"{f.where} {f.found} {f.fix}" for mark in marks)]


def told(raw: dict[str, pl.DataFrame]) -> Iterator[Finding]:
    """Every finding from the door to the derived tables."""
    units = {analyte: assay.unit for analyte, assay in PROTOCOL.assays.items()}
    try:
        admitted = admit(raw, units=units, marker="IGM")
    except DataError as error:
        yield from error.findings
        return
    yield from admitted.findings
    yield from check_study(derive_all(admitted.tables, PROTOCOL), admitted.tables, PROTOCOL)


@pytest.mark.parametrize("mark", [TEXT, NUMBER, f"-{NUMBER}", DATE])
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(chosen=st.lists(st.tuples(st.sampled_from(FIELDS), st.integers(0, 3)), min_size=1, max_size=4))
def test_no_finding_quotes_a_value(mark: str, chosen: list[tuple[tuple[str, str], int]]) -> None:
    raw = frames(PATIENTS)
    for (domain, name), row in chosen:
        frame = raw[domain]
        column = (
            frame[name].cast(pl.String) if name in frame.columns else pl.Series(name, [None] * frame.height, pl.String)
        )
        column[min(row, frame.height - 1)] = mark
        raw[domain] = frame.with_columns(column.alias(name))
    assert betrays(list(told(raw))) == []


@pytest.mark.parametrize("identifier", list(BREAKS))
def test_no_conformance_finding_quotes_a_value(study: Derived, identifier: str) -> None:
    broken = BREAKS[identifier](study.datasets)
    broken["ADAE"] = broken["ADAE"].with_columns(AETERM=pl.lit(TEXT * 20))
    broken["ADLB"] = broken["ADLB"].with_columns(AVALC=pl.lit(TEXT * 20), METHOD=pl.lit(TEXT * 20))
    assert betrays(conformance_findings(check_conformance(broken))) == []


def test_no_error_of_a_reader_quotes_a_line(tmp_path: Path) -> None:
    table = build(PATIENTS).lb.select("STUDYID", "USUBJID", "LBSEQ", "LBTESTCD").cast(pl.String)
    text = table.write_csv() + f'"{TEXT},{NUMBER}\n' * 3
    (tmp_path / "lb.csv").write_text(text, encoding="utf-8")
    (tmp_path / "dm.json").write_text(f'{{"rows": [["{TEXT}", {NUMBER}', encoding="utf-8")
    with pytest.raises(DataError) as caught:
        admit_study(tmp_path)
    assert betrays(list(caught.value.findings)) == []
    assert not any(mark in str(caught.value) for mark in (TEXT, NUMBER))


def test_the_marks_would_be_found() -> None:
    assert betrays([Finding("x", f"found {TEXT}", "fix")])
