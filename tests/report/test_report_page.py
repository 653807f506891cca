"""The page: well-formed, safe to open anywhere, complete, the same every time."""

import base64
import dataclasses
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest
from report_study import COURSES, WILD, analysis_of, study_frames

from paraprotein.adam.adrs.marker_panel import laboratory_units
from paraprotein.analysis import analyze
from paraprotein.protocol.init import starter_text
from paraprotein.protocol.load import LoadedProtocol, load_protocol_text
from paraprotein.report import Report
from paraprotein.report.figures import draw_figures
from paraprotein.report.page import render_page
from paraprotein.report.tables import tabulate_report
from paraprotein.sdtm import admit

VOID = {"meta", "br", "hr", "img", "link", "input", "wbr"}


class Reader(HTMLParser):
    """Collects the elements of a page and notices a tag that is not closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


PARAMETERS = [
    {"path": name, "text": "1", "spread": "", "standing": "assumed", "reason": "", "source": ""} for name in ("a", "b")
]


def page_of(report: Report, *, few: bool = False) -> str:
    """The page; with few figures where the test is about words."""
    return render_page(report, () if few else draw_figures(report), tabulate_report(report))


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


@pytest.fixture(scope="module")
def run_page(run_report: Report) -> str:
    return page_of(run_report)


@pytest.fixture(scope="module")
def study_page(study_report: Report) -> str:
    return page_of(study_report)


def test_every_tag_is_closed_in_its_turn(run_page: str, study_page: str) -> None:
    for page in (run_page, study_page):
        reader = read(page)
        assert (reader.wrong, reader.open) == ([], [])


def test_ids_are_unique(run_page: str) -> None:
    ids = [attributes["id"] for _, attributes in read(run_page).elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_nothing_is_loaded_from_anywhere(run_page: str) -> None:
    reader = read(run_page)
    loading = [(tag, a) for tag, a in reader.elements if tag in {"img", "link", "iframe", "object", "embed", "audio"}]
    assert loading == []
    assert [a for tag, a in reader.elements if tag == "script" and "src" in a] == []
    targets = [a.get("href") or "" for tag, a in reader.elements if "href" in a]
    assert [target for target in targets if re.match(r"[a-z]+:|//", target)] == []
    assert "@import" not in run_page
    assert re.findall(r"url\((?!#)", run_page) == []


def test_the_policy_forbids_all_but_the_pages_own_style_and_script(run_page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', run_page)
    assert policy is not None
    rules = policy[1].replace("&#39;", "'")
    assert "default-src 'none'" in rules
    assert "unsafe" not in rules
    for tag in ("style", "script"):
        (body,) = re.findall(rf"<{tag}>(.*?)</{tag}>", run_page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in rules


def test_no_element_carries_a_style_or_a_handler_that_the_policy_would_block(run_page: str) -> None:
    attributes = {name for _, found in read(run_page).elements for name in found}
    assert "style" not in attributes
    assert [name for name in attributes if name.startswith("on")] == []


def test_a_subject_id_cannot_become_an_element(study_page: str) -> None:
    reader = read(study_page)
    assert [tag for tag, _ in reader.elements].count("script") == 1
    assert WILD not in study_page
    assert any(attributes.get("data-subject") == WILD for _, attributes in reader.elements)


def test_every_published_figure_has_its_row(run_page: str, run_report: Report) -> None:
    assert run_report.comparison is not None
    for figure in run_report.comparison["figures"]:
        assert f'id="row-{figure["id"]}"' in run_page


def test_what_lies_outside_is_named(run_page: str) -> None:
    rows = re.findall(r'<tr id="row-(\w+)" class="outside">', run_page)
    assert rows == ["enrolled"]
    section = run_page.partition('<section id="outside">')[2].partition("</section>")[0]
    assert "Patients enrolled" in section


def test_seed_versions_and_protocol_are_told(run_page: str, run_report: Report) -> None:
    words = " ".join(read(run_page).words)
    assert run_report.protocol_hash in words
    assert run_report.versions["paraprotein"] in words
    assert re.search(r"<dt>seed</dt>\s*<dd>7</dd>", run_page)


def test_a_real_study_is_compared_with_nothing(study_page: str) -> None:
    for part in ('id="comparison"', 'id="outside"', 'id="without-drug"', "simulated", "comparison.json"):
        assert part not in study_page.partition("<body>")[2]
    assert 'id="data"' in study_page


def test_what_was_noticed_in_the_data_is_in_the_page(study_page: str, study_report: Report) -> None:
    assert study_report.findings
    words = " ".join(read(study_page).words)
    for finding in study_report.findings:
        assert finding["found"] in words


def test_every_estimate_is_in_the_page(study_page: str, study_report: Report) -> None:
    for record in study_report.estimates:
        assert f'id="estimate-{record["ID"]}"' in study_page


def test_the_same_report_gives_the_same_page(run_report: Report, run_page: str) -> None:
    assert page_of(Report.from_json(run_report.to_json())) == run_page


@pytest.mark.parametrize("courses", [{}, {"S-001": COURSES["S-001"]}, {"S-003": COURSES["S-003"]}])
def test_a_page_stands_with_few_patients_or_none(
    founding: LoadedProtocol, courses: dict[str, tuple[float, ...]]
) -> None:
    page = page_of(Report.of_study(founding, analysis_of(founding, courses)))
    reader = read(page)
    assert (reader.wrong, reader.open) == ([], [])
    has_values = any(len(values) > 1 for values in courses.values())
    assert ("no patients to show" in page) != has_values


def test_myeloma_is_drawn_with_its_deciding_marker() -> None:
    """Serum M-protein instead of IgM: the same courses under the starter protocol of myeloma."""
    loaded = load_protocol_text(starter_text("myeloma"), Path("myeloma.yaml"))
    code = pl.when(pl.col("LBTESTCD") == "IGM").then(pl.lit("MCPROT")).otherwise("LBTESTCD")
    frames = study_frames(COURSES)
    admitted = admit(frames | {"LB": frames["LB"].with_columns(LBTESTCD=code)}, units=laboratory_units(loaded.protocol))
    report = Report.of_study(loaded, analyze(admitted.tables, loaded))
    page = page_of(report)
    assert "Deciding marker, change from baseline" in page
    assert "no patients to show" not in page.partition('id="figure-waterfall"')[2].partition("</figure>")[0]


def test_a_page_warns_that_fitted_patients_agree_with_what_they_were_fitted_to(run_report: Report) -> None:
    assert run_report.population is not None
    fitted = {**run_report.population, "parameters": [{**p, "standing": "calibrated"} for p in PARAMETERS]}
    plain = {**run_report.population, "parameters": PARAMETERS}
    warning = "2 of 2 parameters of these virtual patients were calibrated"
    assert warning in " ".join(read(page_of(dataclasses.replace(run_report, population=fitted), few=True)).words)
    assert "were calibrated" not in page_of(dataclasses.replace(run_report, population=plain), few=True)
