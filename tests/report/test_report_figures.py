"""Figures: who is drawn, who is not, and that the same study gives the same drawing."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import replace

import pytest
from matplotlib.text import Annotation
from report_study import COURSES, WILD, analysis_of

from paraprotein.protocol.load import LoadedProtocol
from paraprotein.report import Report
from paraprotein.report.contents import anchor_of
from paraprotein.report.figures import Drawing, draw_figures
from paraprotein.report.figures.comparison_intervals import describe_places, place_row
from paraprotein.report.figures.palette import DOSES, dose_colours
from paraprotein.report.figures.patients import short_names
from paraprotein.report.figures.swimmer import plot_lanes
from paraprotein.units import MONTH_DAYS

PATIENT_FIGURES = ("waterfall", "waterfall-fixed", "spider", "spider-log", "swimmer", "tryptase-pairs")
CURVES = ("km-ttp", "km-ttpr", "km-dor", "km-pfs", "km-os")


@pytest.fixture(scope="module")
def drawings(study_report: Report) -> Mapping[str, Drawing]:
    return {drawing.name: drawing for drawing in draw_figures(study_report)}


def subjects_in(drawing: Drawing) -> set[str]:
    return {element.get("data-subject", "") for element in ET.fromstring(drawing.svg).iter()} - {""}


def words_in(drawing: Drawing) -> str:
    return " ".join(ET.fromstring(drawing.svg).itertext())


def test_every_figure_of_the_report_is_drawn(drawings: Mapping[str, Drawing], run_report: Report) -> None:
    assert set(drawings) == {*PATIENT_FIGURES, *CURVES, "toxicity", "counts"}
    assert {drawing.name for drawing in draw_figures(run_report)} == {*drawings, "comparison"}


@pytest.mark.parametrize("name", PATIENT_FIGURES)
def test_every_patient_is_drawn_or_named_as_missing(drawings: Mapping[str, Drawing], name: str) -> None:
    drawing, names = drawings[name], short_names(COURSES)
    listed = {name for text in drawing.not_plotted for name in text.partition(": ")[2].split(", ")}
    assert listed == {names[subject] for subject in set(COURSES) - subjects_in(drawing)}
    if name != "swimmer":
        assert drawing.not_plotted


def test_a_patient_without_a_later_value_is_listed_with_the_reason(drawings: Mapping[str, Drawing]) -> None:
    assert drawings["waterfall"].not_plotted == ("no value after baseline: 003",)


def test_captions_state_how_many_are_plotted_and_evaluable(drawings: Mapping[str, Drawing]) -> None:
    assert "4 patients plotted; 4 evaluable." in drawings["waterfall"].caption


def test_a_rise_beyond_the_cap_is_drawn_at_the_cap_with_its_value(drawings: Mapping[str, Drawing]) -> None:
    assert "+130" in words_in(drawings["waterfall"])
    assert "130.0 %" in words_in(drawings["waterfall"])


def test_the_waterfall_has_the_reference_lines_of_the_criteria(drawings: Mapping[str, Drawing]) -> None:
    words = words_in(drawings["waterfall"])
    assert [line for line in ("MR −25 %", "PR −50 %", "VGPR −90 %") if line not in words] == []
    assert "not upheld by the next visit" in words


def test_a_mark_tells_its_patient_even_with_a_wild_id(drawings: Mapping[str, Drawing]) -> None:
    assert WILD in subjects_in(drawings["waterfall"])
    assert "<script" not in drawings["waterfall"].svg


@pytest.mark.parametrize("name", PATIENT_FIGURES)
def test_every_mark_of_a_patient_leads_to_the_explanation(drawings: Mapping[str, Drawing], name: str) -> None:
    root = ET.fromstring(drawings[name].svg)
    links = list(root.iter("{http://www.w3.org/2000/svg}a"))
    for link in links:
        assert link.get("href") == f"#{anchor_of(link.get('data-subject', ''))}"
        assert link[0].tag.endswith("title")
        assert link[0].text
    assert len(links) == sum("data-subject" in element.attrib for element in root.iter())
    stops = [link.get("data-subject") for link in links if link.get("tabindex") != "-1"]
    assert sorted(stops, key=str) == sorted(subjects_in(drawings[name]))  # one stop of the keyboard for each patient


def test_a_hold_behind_the_last_dose_is_not_written_over(study_report: Report) -> None:
    hold = {"USUBJID": "S-003", "ASTDY": 30, "AENDY": 120, "DOSE": 0.0, "REASON": "edema"}
    tables = {**study_report.tables, "dosing": [*study_report.tables["dosing"], hold]}
    figure = plot_lanes(replace(study_report, tables=tables)).figure
    ends = {
        place: text.xy[0] for text in figure.axes[0].texts if isinstance(text, Annotation) for place in [text.xy[1]]
    }
    place = [row["USUBJID"] for row in sorted(study_report.tables["lanes"], key=lambda row: row["RANK"])].index("S-003")
    assert ends[place] == pytest.approx(120 / MONTH_DAYS)


def test_curves_carry_numbers_at_risk_and_the_median(drawings: Mapping[str, Drawing]) -> None:
    words = words_in(drawings["km-ttp"])
    assert "At risk" in words
    assert "median" in words
    assert "patients at risk" in drawings["km-ttp"].caption


def test_toxicity_shows_the_three_ways_of_counting(drawings: Mapping[str, Drawing]) -> None:
    words = words_in(drawings["toxicity"])
    for heading in ("Worst grade under treatment", "Treatment-emergent only", "As adverse events report it"):
        assert heading in words


def test_the_same_study_gives_the_same_bytes(study_report: Report) -> None:
    for first, second in zip(draw_figures(study_report)[:2], draw_figures(study_report)[:2], strict=True):
        assert first.svg == second.svg
        assert first.png == second.png
        assert first.pdf == second.pdf


def test_a_figure_has_a_name_and_a_description_for_those_who_cannot_see_it(drawings: Mapping[str, Drawing]) -> None:
    root = ET.fromstring(drawings["spider"].svg)
    assert root.get("role") == "group"  # of links; within an image a screen reader would not find them
    assert ET.fromstring(drawings["toxicity"].svg).get("role") == "img"
    assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]


def test_an_empty_study_gets_panels_that_say_so(founding: LoadedProtocol) -> None:
    for drawing in draw_figures(Report.of_study(founding, analysis_of(founding, {}))):
        assert "no patients to show" in words_in(drawing)


def test_a_single_patient_is_drawn(founding: LoadedProtocol) -> None:
    report = Report.of_study(founding, analysis_of(founding, {"S-001": COURSES["S-001"]}))
    drawn = {drawing.name: drawing for drawing in draw_figures(report)}
    for name in PATIENT_FIGURES:
        assert subjects_in(drawn[name]) == {"S-001"}


def test_short_names_drop_what_all_share_up_to_a_separator() -> None:
    assert short_names(["A-WM-0001", "A-WM-0002"]) == {"A-WM-0001": "0001", "A-WM-0002": "0002"}
    assert short_names(["101", "102"]) == {"101": "101", "102": "102"}
    assert short_names(["ONE-1"]) == {"ONE-1": "ONE-1"}
    assert short_names(["S-1", "S-10"]) == {"S-1": "1", "S-10": "10"}
    assert short_names([]) == {}


def test_more_drug_is_darker() -> None:
    assert dose_colours([600.0, 0.0, 400.0, 300.0]) == dict(zip((300.0, 400.0, 600.0), DOSES[:3], strict=True))
    assert len(set(dose_colours([float(dose) for dose in range(1, 6)]).values())) == 5


def test_each_row_of_the_comparison_has_its_own_scale() -> None:
    numbers = {"low": 2.0, "median": 5.0, "high": 12.0}
    figure = {
        "id": "igm_fall_25", "published": 7.0, "inside": True, "simulated": numbers,
        "no_drug": {"low": 0.0, "median": 0.0, "high": None},
    }  # fmt: skip
    row = place_row(figure)
    assert (row.low, row.high, row.published) == (pytest.approx(2 / 12), 1.0, pytest.approx(7 / 12))
    kinds = [kind for kind, _, _ in describe_places(row, 190, 6)]
    assert kinds == ["no-drug-median", "simulated", "simulated-median", "published"]


def test_a_figure_with_one_number_stands_in_the_middle() -> None:
    nothing = {"low": None, "median": None, "high": None}
    figure = {"id": "x", "published": 3.0, "inside": None, "simulated": nothing, "no_drug": nothing}
    assert place_row(figure).published == 0.5
