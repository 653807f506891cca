"""What a report shows, as plain data: the page is a function of this and of nothing else."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Self

import polars as pl

from ..analysis import METHODS, Analysis, describe_figures
from ..analysis.response_levels import marker_figures
from ..arguments import AnyPath, as_path
from ..errors import Finding, UsageError
from ..files.plain import plain_record
from ..protocol.checks.sense import is_placeholder
from ..protocol.explain import explain, explanation_records, stand_in_sentence
from ..protocol.load import LoadedProtocol
from ..protocol.load_population import load_population
from ..protocol.schema import Protocol
from ..response.editions import criteria_named
from ..sources import Source
from ..storage.switch import settle
from ..toxicity.ctcae import edition_named
from ..version import made_with

if TYPE_CHECKING:  # the analysis of a real study must not wait for the trial engine to load
    from ..scale.comparison import PublishedComparison

SCHEMA = 4
"""Version of the written form; a page is rebuilt only from this one."""

RESULTS_FILE = "results.json"

MOST_EXPLAINED = 150
"""Patients whose response is explained visit by visit: results and page stay of bounded size, whatever the study."""

Record = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Report:
    """A study's results and how they came about; every attribute is plain data that JSON can hold.

    Attributes:
        kind: `virtual` for simulated trials, `real` for a study's own data.
        simulated: whether the patients are virtual ones, as their tables say (SIMULATED in DM) or as they were made.
        study: id, title, disease, source.
        protocol_hash: SHA-256 of the resolved protocol.
        versions: what computed the numbers.
        statements: every value of the protocol with its standing (stated, assumed, calibrated, default) and reason.
        marker: label and unit of the marker whose course is shown.
        rules: section of the results -> publications of the rules that apply there.
        figures: id -> label, unit, population, section, note.
        methods: METHOD of an estimate -> what was done.
        estimates: one record per figure.
        tables: name -> records behind the figures.
        columns: name of each of these tables -> its columns, also of an empty one.
        explanations: why each visit of a patient has its status: `patients` of the study, `sources` of the rules, and
            `subjects`, the records of the first `MOST_EXPLAINED` of them.
        findings: what was noticed while the data were read: where, found, fix, severity, rule.
        stand_in: what every page and table says of a drug that another one's model stands in for; empty without one.
        cut: the day after which nothing of the data was used, ISO; empty: everything was used.
        comparison: published figures beside simulated trials; None for a real study.
        published: the publication: source, doi, note, and by figure id its statistic, place, standing, note; or None.
        population: name, description and parameters of the virtual patients; None for a real study.
        sensitivity: false responses under other assays and visits, `NoiseScenario.record()` of each, the protocol's own
            first; None where it was not asked.
        inputs: of a real study, `files` (name, sha256, bytes, records) and `options` of the reading; else None.
        stated_digest: of results that were read, the digest that they state; empty for those just computed.
    """

    kind: Literal["virtual", "real"]
    simulated: bool
    study: Record
    protocol_hash: str
    versions: dict[str, str]
    statements: list[dict[str, str]]
    marker: dict[str, str]
    rules: dict[str, list[str]]
    figures: dict[str, dict[str, str]]
    methods: dict[str, str]
    estimates: list[Record]
    tables: dict[str, list[Record]]
    columns: dict[str, list[str]]
    explanations: Record
    findings: list[Record]
    stand_in: str = ""
    cut: str = ""
    comparison: Record | None = None
    published: Record | None = None
    population: Record | None = None
    sensitivity: list[Record] | None = None
    inputs: Record | None = None
    stated_digest: str = ""

    @classmethod
    def of_study(
        cls,
        loaded: LoadedProtocol,
        analysis: Analysis,
        findings: Iterable[Finding] = (),
        stand_in: str = "",
        cut: str = "",
        inputs: Record | None = None,
    ) -> Self:
        """The report of one study's own data.

        Args:
            loaded: its protocol.
            analysis: its results.
            findings: what was noticed while the data were read.
            stand_in: what simulated data say of a drug that another one's model stood in for.
            cut: the day after which nothing was used, ISO; empty: everything was.
            inputs: what the study was read from: `files`, `protocol`, `mapping`, and `options` of the reading.
        """
        simulated = analysis.study.is_simulated
        shared = _shared(loaded, analysis, findings)
        return cls(kind="real", simulated=simulated, stand_in=stand_in, cut=cut, inputs=inputs, **shared)

    @classmethod
    def of_comparison(
        cls, comparison: "PublishedComparison", no_drug: Record | None = None, sensitivity: list[Record] | None = None
    ) -> Self:
        """The report of many simulated trials; its figures show the first.

        Args:
            comparison: published figures beside simulated ones.
            no_drug: `NoDrugTrial.record()`: what the trial reports when the drug does nothing; left out: not shown.
            sensitivity: `NoiseScenario.record()` of other assays and visits; left out: not shown.
        """
        loaded = comparison.loaded
        record: Record = comparison.record() | ({"no_drug_trial": no_drug} if no_drug else {})
        from ..simulation import executable_findings

        shared = _shared(loaded, comparison.replicates.example, executable_findings(loaded))
        return cls(
            kind="virtual",
            simulated=True,
            stand_in=stand_in_sentence(loaded.protocol),
            **shared | {"versions": dict(record["versions"])},
            comparison=record,
            published=_publication(comparison),
            population=_population(loaded),
            sensitivity=sensitivity,
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The report that `to_json` wrote.

        Raises:
            ValueError: not JSON, another version, or an attribute is missing; the message says which.
        """
        document = json.loads(text)
        if not isinstance(document, dict) or document.get("schema") != SCHEMA:
            found = document.get("schema") if isinstance(document, dict) else "no schema"
            raise ValueError(f"written in another form (schema {found}, this version reads {SCHEMA})")
        names = [field.name for field in fields(cls) if field.name != "stated_digest"]
        missing = [name for name in (*names, "digest") if name not in document]
        if missing:
            raise ValueError(f"without {', '.join(missing)}")
        return cls(**{name: document[name] for name in names}, stated_digest=str(document["digest"]))

    def to_json(self) -> str:
        """The report as JSON; the same report gives the same text. Edited results keep the digest that they state."""
        document: Record = {"schema": SCHEMA, "digest": self.digest} | self._content()
        return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"

    def _content(self) -> Record:
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "stated_digest"}

    @property
    def cut_sentence(self) -> str:
        """What every page, table and figure says of a cut; empty without one."""
        return f"Data as known on {self.cut}: what had not ended then is ongoing" if self.cut else ""

    @cached_property
    def computed_digest(self) -> str:
        """SHA-256 of all attributes, however the file lays them out."""
        text = json.dumps(self._content(), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def digest(self) -> str:
        """The digest that the results state; of results just computed, their own."""
        return self.stated_digest or self.computed_digest

    @property
    def is_edited(self) -> bool:
        """Whether somebody changed the results after they were computed."""
        return self.digest != self.computed_digest

    def comparison_json(self) -> str:
        """The comparison alone, as `paraprotein run --json` prints it."""
        return json.dumps(self.comparison, indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    def estimate(self, identifier: str) -> Record | None:
        """The estimate of one figure; None when the analysis has none."""
        return next((record for record in self.estimates if record["ID"] == identifier), None)


def read_report(folder: AnyPath) -> Report:
    """The report that a results folder holds.

    Raises:
        UsageError: the folder or its results are missing, damaged, or of another version.
        StoreError: another command writes the folder.
    """
    folder = as_path(folder, "results")
    path = folder / RESULTS_FILE
    settle(folder)
    if not folder.is_dir():
        raise UsageError.one(str(folder), "no such folder", "name the folder that --out wrote", "report.missing")
    if not path.is_file():
        fix = "run `paraprotein run` or `paraprotein analyze` with --out, then name that folder"
        raise UsageError.one(str(folder), f"there is no {RESULTS_FILE} in it", fix, "report.missing")
    try:
        return Report.from_json(path.read_text(encoding="utf-8"))
    except (ValueError, OSError, RecursionError) as error:
        fix = "write the results again with `paraprotein run` or `paraprotein analyze`"
        raise UsageError.one(str(path), f"cannot be read: {error}", fix, "report.unreadable") from error


def _shared(loaded: LoadedProtocol, analysis: Analysis, findings: Iterable[Finding]) -> Record:
    protocol = loaded.protocol
    return {
        "study": _study(protocol),
        "protocol_hash": loaded.digest,
        "versions": made_with("numpy", "polars", "scipy"),
        "statements": explanation_records(explain(loaded)),
        "marker": _marker(protocol),
        "rules": _rules(protocol),
        "figures": {entry.id: entry.as_record() for entry in describe_figures(protocol)},
        "methods": dict(METHODS),
        "estimates": _records(analysis.estimates),
        "tables": {name: _records(table) for name, table in analysis.tables.items()},
        "columns": {name: table.columns for name, table in analysis.tables.items()},
        "explanations": _explanations(analysis),
        "findings": [finding.as_record() for finding in (*loaded.findings, *findings)],
    }


def _study(protocol: Protocol) -> Record:
    """Id, title, disease and source; a source that only holds a place in a starter is none."""
    study = protocol.study.model_dump()
    return study | {"source": "" if is_placeholder(protocol.study.source) else protocol.study.source}


def _explanations(analysis: Analysis) -> Record:
    """The first patients of a study, explained; the publications of the rules once and not at every visit."""
    patients = analysis.adam.adsl.height
    rows = range(min(patients, MOST_EXPLAINED))
    subjects: list[Record] = [explained.record() for explained in analysis.explain_rows(rows)]
    sources: dict[str, None] = {}
    for subject in subjects:
        del subject["sources"]
        sources |= {visit.pop("source"): None for visit in subject["visits"]}
    return {"patients": patients, "sources": list(sources), "subjects": subjects}


def _marker(protocol: Protocol) -> dict[str, str]:
    marker = marker_figures(protocol)
    return {"label": marker.label, "unit": marker.unit}


def _rules(protocol: Protocol) -> dict[str, list[str]]:
    """Publications of the rules behind each section of the results."""
    criteria = [_cited(source) for source in criteria_named(protocol.response.criteria).sources]
    grading = [_cited(edition_named(protocol.toxicity.grading).source)]
    return {"Response": criteria, "Time": criteria, "Toxicity": grading}


def _cited(source: Source) -> str:
    return f"{source.citation}, doi {source.doi}" if source.doi else source.citation


def _publication(comparison: "PublishedComparison") -> Record:
    published = comparison.published
    kept = ("statistic", "place", "standing", "note")
    return {
        "source": published.source,
        "doi": published.doi,
        "note": published.note,
        "figures": {figure.id: {name: getattr(figure, name) for name in kept} for figure in published.figures},
    }


def _population(loaded: LoadedProtocol) -> Record | None:
    virtual = loaded.protocol.virtual_patients
    if virtual is None:
        return None
    population = load_population(virtual.population, loaded.directory)
    return {
        "name": population.name,
        "model": population.model,
        "variant": population.variant,
        "description": population.description,
        "parameters": [
            {
                "path": parameter.name,
                "text": f"{parameter.typical:.6g} {parameter.unit if parameter.unit != '1' else ''}".rstrip(),
                "spread": _spread_text(parameter.distribution, parameter.spread),
                "standing": parameter.provenance.standing,
                "reason": parameter.provenance.reason,
                "source": _cited(parameter.provenance.source) if parameter.provenance.source else "",
            }
            for parameter in population.parameters.values()
        ],
    }


def _spread_text(distribution: str, spread: float) -> str:
    return "same in all patients" if distribution == "fixed" or spread == 0 else f"{distribution}, SD {spread:.3g}"


def _records(table: pl.DataFrame) -> list[Record]:
    return [dict(plain_record(row)) for row in table.iter_rows(named=True)]


def frame(records: list[Record], columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Records as a table with the named columns; a column that no record has is null throughout."""
    return pl.DataFrame([{name: record.get(name) for name in columns} for record in records], schema=dict(columns))


UNSAFE = re.compile(r"[^A-Za-z0-9-]")


def anchor_of(subject: str) -> str:
    """The element id of a patient's explanation: `explain-` and the subject id.

    Whatever is not a letter of ASCII, a digit or a hyphen becomes its code point between underscores, so that every id
    can stand in a link as it is, and different subjects never share one.
    """
    return "explain-" + UNSAFE.sub(lambda found: f"_{ord(found[0]):x}_", subject)


def explained_anchors(report: Report) -> Mapping[str, str]:
    """USUBJID -> element id, of every patient whom the page explains."""
    return {record["subject"]: anchor_of(record["subject"]) for record in report.explanations["subjects"]}
