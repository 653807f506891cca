"""The page: one HTML file that needs nothing but itself."""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .contents import Record, Report, explained_anchors
from .explanation_table import tabulate_explanation
from .figures import Drawing
from .figures.comparison_intervals import describe_places, place_row
from .figures.patients import enrolled_patients, short_names
from .laboratory import laboratory_section
from .numbers import format_interval, format_value
from .safety import LISTED, describe_safety
from .sensitivity import describe_sensitivity, sensitivity_rows
from .tables import Table
from .wording import (
    agreement_sentences,
    calibration_text,
    count_verdicts,
    disagreements,
    dose_audit,
    estimate_cells,
    not_due_to_drug,
    percentile_text,
    published_text,
    self_check_text,
    simulated_cell,
    stopping_sentences,
    verdict,
)

TEMPLATES = Path(__file__).parent / "templates"

PLOT_WIDTH = 190
PLOT_INSET = 6
"""Size of the small plot in a row of the comparison, in drawing units."""

STANDINGS = {
    "stated": "written in the study's own publication",
    "verified": "read in the cited paper, label or table",
    "secondary": "read in a text that cites the paper",
    "recalled": "common knowledge of the field",
    "derived": "arithmetic on verified numbers",
    "calibrated": "fitted to published figures",
    "assumed": "chosen here, with a reason",
    "default": "the software's default",
}
"""How a value is known, best known first."""

KEY_FIGURES = ("evaluable", "orr", "mrr", "clinical_benefit", "ttp_median")
"""Figures at the top of a real study's page, those of them that the criteria know."""


def render_page(report: Report, drawings: Iterable[Drawing], tables: Iterable[Table], files_digest: str = "") -> str:
    """The whole page as text.

    Args:
        report: what it shows.
        drawings: its figures, in order.
        tables: the tables beside it, to link them.
        files_digest: digest of all files beside the page; empty for a page on its own.
    """
    style, script = _part("page.css"), _part("page.js")
    figures = {drawing.name: drawing for drawing in drawings}
    patients = enrolled_patients(report)["USUBJID"]
    return _environment().get_template("page.html.j2").render(
        report=report,
        policy=content_policy(style, script),
        style=Markup(style),
        script=Markup(script),
        is_virtual=report.comparison is not None,
        comparison=_comparison(report),
        counts=count_verdicts(report.comparison["figures"]) if report.comparison is not None else {},
        without_drug=list(not_due_to_drug(report)),
        sensitivity=sensitivity_rows(report.sensitivity or []),
        sensitivity_text=describe_sensitivity(report.sensitivity) if report.sensitivity else "",
        calibration=calibration_text(report),
        stopping=stopping_sentences(report.comparison or {}),
        self_check=self_check_text(report.comparison) if report.comparison is not None else "",
        discordance=disagreements(report),
        agreement=agreement_sentences(report),
        audit=dose_audit(report),
        laboratory=laboratory_section(report),
        safety=describe_safety(report),
        listed=tuple(LISTED.values()),
        key_figures=_key_figures(report),
        figures=figures,
        drawings=figures.values(),
        sections=_sections(report),
        explained=_explained(report),
        anchors=explained_anchors(report),
        names=dict(sorted(short_names(patients).items())),
        statements=_by_standing(report.statements),
        parameters=_by_standing((report.population or {"parameters": []})["parameters"]),
        standings=STANDINGS,
        tables=[table.name for table in tables],
        files_digest=files_digest,
    )  # fmt: skip


def content_policy(style: str, script: str) -> str:
    """A policy under which the browser loads nothing and runs only the page's own script."""
    return (
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _part(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=format_value, as_svg=Markup)
    environment.globals.update(interval=format_interval, plot_width=PLOT_WIDTH)
    return environment


def _comparison(report: Report) -> list[Record]:
    """Compared figures by section, ready to be shown."""
    groups: list[Record] = []
    published = (report.published or {"figures": {}})["figures"]
    for figure in (report.comparison or {"figures": []})["figures"]:
        section = report.figures.get(figure["id"], {"section": "Other"})["section"]
        if not groups or groups[-1]["section"] != section:
            groups.append({"section": section, "rows": []})
        groups[-1]["rows"].append(_compared_row(report, figure, published.get(figure["id"], {})))
    return groups


def _compared_row(report: Report, figure: Record, statement: Record) -> dict[str, Any]:
    trials = (report.comparison or {"trials": 0})["trials"]
    simulated, no_drug = (simulated_cell(figure, arm, trials) for arm in ("simulated", "no_drug"))
    return {
        "id": figure["id"],
        "label": figure["label"],
        "published": published_text(figure),
        "denominator": "" if figure["unit"] == "patients" else figure["denominator"] or "",
        "simulated": simulated[0],
        "simulated_note": simulated[1],
        "no_drug": no_drug[0],
        "no_drug_note": no_drug[1],
        "percentile": percentile_text(figure),
        "verdict": verdict(figure),
        "marks": list(describe_places(place_row(figure), PLOT_WIDTH, PLOT_INSET)),
        "place": figure["source"],
        "statistic": statement.get("statistic", ""),
        "standing": statement.get("standing", ""),
        "note": statement.get("note", ""),
    }


def _explained(report: Report) -> list[Record]:
    """Explained patients, ready to be shown, with their best response."""
    best = dict(enrolled_patients(report).select("USUBJID", "BOR").iter_rows())
    anchors = explained_anchors(report)
    return [
        {
            "anchor": anchors[record["subject"]],
            "best": best.get(record["subject"]) or "NE",
            "table": tabulate_explanation(record),
        }
        for record in report.explanations["subjects"]
    ]


def _key_figures(report: Report) -> list[dict[str, str]]:
    shown = []
    for identifier in KEY_FIGURES:
        record = report.estimate(identifier)
        if record is not None:
            entry = report.figures[identifier]
            shown.append({"label": entry["label"], **estimate_cells(record, entry)})
    return shown


def _sections(report: Report) -> list[Record]:
    """Estimates by section, with the publications of the rules behind them and the methods they use."""
    sections: dict[str, Record] = {}
    for record in report.estimates:
        entry = report.figures[record["ID"]]
        section = sections.setdefault(
            entry["section"],
            {"name": entry["section"], "rules": report.rules.get(entry["section"], []), "rows": [], "notes": []},
        )
        row = {
            **entry,
            "asked": record["ASKED"],
            "method": record["METHOD"],
            "reason": record["REASON"] or "",
            **estimate_cells(record, entry),
        }
        section["rows"].append(row | {"mark": _mark_of(entry["note"], section["notes"])})
    for section in sections.values():
        used = dict.fromkeys(row["method"] for row in section["rows"])
        section["methods"] = {method: report.methods[method] for method in used}
    return list(sections.values())


def _mark_of(note: str, notes: list[str]) -> int | None:
    """Number of a footnote, which is added where it is new."""
    if not note:
        return None
    if note not in notes:
        notes.append(note)
    return notes.index(note) + 1


def _by_standing(items: Iterable[Record]) -> list[Record]:
    """Values grouped by how they are known, best known first, with their number."""
    known = list(items)
    counts = Counter(item["standing"] for item in known)
    return [
        {"standing": standing, "n": counts[standing], "rows": [i for i in known if i["standing"] == standing]}
        for standing in STANDINGS
        if counts[standing]
    ]
