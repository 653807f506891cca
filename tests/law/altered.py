"""Protocols, changes of single fields, and what a change does: the law that whatever is accepted takes effect.

A change counts where it alters rows of a simulated study, estimates of a fixed study, a verdict on its doses, or where
a finding at warning or above names the field. Digests, echoed statements, labels and notes do not count.
"""

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
from hand_built import Patient, frames, on
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from plain_pharmacology import simulate_plainly
from random_studies import random_study

from paraprotein.adam.adrs.marker_panel import laboratory_units
from paraprotein.adam.derive import derive_all
from paraprotein.analysis.doses import audit_study
from paraprotein.analysis.plan import estimate_all
from paraprotein.analysis.tables.laboratory import tabulate_laboratory_grades
from paraprotein.errors import Finding, InputError
from paraprotein.protocol.init import starter_text
from paraprotein.protocol.load import LoadedProtocol, load_protocol_text
from paraprotein.protocol.load_population import load_population
from paraprotein.protocol.statements import separate_statements
from paraprotein.protocol.yaml_reader import read_yaml
from paraprotein.sdtm.intake import admit
from paraprotein.sdtm.tables import StudyTables
from paraprotein.simulation import executable_findings

Tree = dict[str, Any]


def starter_tree(disease: str) -> Tree:
    """A starter protocol as plain data, its placeholders filled."""
    tree: Tree = separate_statements(read_yaml(starter_text(disease), "starter.yaml")).tree
    tree["study"] |= {"id": "LAW", "title": "A trial", "source": "nowhere"}
    if disease != "waldenstrom":
        tree["treatment"]["drug"] = "drug"
    return tree


def waldenstrom_tree() -> Tree:
    """A short trial in which every part of the protocol has something to do."""
    tree = starter_tree("waldenstrom")
    tree["population"] |= {
        "enrolled": 24,
        "eligibility": [{"analyte": "NEUT", "at_least": 2.5, "at_most": 6.0}],
    }
    tree["population"]["characteristics"] |= {"relapsed": 20, "refractory": 4}
    tree["treatment"]["toxicity"] = [
        {"if": "NEUT < 2.2 or PLAT < 120", "action": "hold", "until": "NEUT >= 2.2 and PLAT >= 120",
         "then": "reduce", "again": "stop"},
        {"if": "HGB < 9", "action": "reduce"},
        {"if": "EDEMA grade >= 2", "action": "hold", "until": "EDEMA grade <= 0", "again": "reduce"},
        {"if": "WBC < 3", "action": "stop"},
    ]  # fmt: skip
    tree["treatment"]["stop"] = {"after": "168 days", "longest_hold": "28 days"}
    tree["visits"] |= {"screening": "14 days", "follow_up": "30 days", "missed": "10 %"}
    tree["assays"]["TRYPTASE"] = {"name": "Tryptase", "unit": "ng/mL", "cv": "10 %", "lower_limit": 2, "decimals": 1}
    tree["assays"]["HGB"] |= {"high_normal": 16.0, "method": "PHOTOMETRY"}
    tree["toxicity"] |= {"terms": ["anemia", "neutropenia", "edema"], "emergent_window": "30 days"}
    tree["response"] |= {"baseline_days": "28 days"}
    tree["biomarkers"] = [{"analyte": "TRYPTASE", "after": "last"}]
    tree["fixed_time"] = "84 days"
    tree["endpoints"].append("biomarker")
    tree["conduct"] |= {
        "first_patient": "2004-01-05", "accrual": "3 months", "data_cut": "9 months",
        "withdrawal_per_month": "4 %", "death_per_month": "2 %", "never_assessed": "5 %",
    }  # fmt: skip
    tree["stopping"] = [
        {"name": "edema", "event": "toxicity", "terms": ["edema", "neutropenia"], "grade": 2, "within": "150 days",
         "table": [{"events": 2, "of": 6}, {"events": 4, "of": 24}]},
        {"name": "futility", "event": "no response", "within": "84 days",
         "posterior": {"rate": "30 %", "exceeded": "80 %", "prior": {"a": 0.3, "b": 0.7}, "first": 3}},
        {"name": "any event", "event": "toxicity", "grade": 1, "within": "150 days",
         "pocock": {"rate": "20 %", "error": "20 %"}},
    ]  # fmt: skip
    return tree


def stand_in_tree() -> Tree:
    """The same trial of a drug without a model."""
    tree = waldenstrom_tree()
    tree["treatment"]["drug"] = "bortezomib"
    tree["virtual_patients"]["stand_in"] = {"for": "bortezomib", "reason": "the question is the design"}
    return tree


BASES: Mapping[str, Callable[[], Tree]] = {
    "waldenstrom": waldenstrom_tree,
    "stand-in": stand_in_tree,
    "myeloma": lambda: starter_tree("myeloma"),
    "al-amyloidosis": lambda: starter_tree("al-amyloidosis"),
}


@dataclass(frozen=True)
class Change:
    """Another value for one field.

    Attributes:
        field: the field as `leaf_fields` names it.
        path: its place in the base.
        values: what is written there instead.
        base: key of `BASES`.
        context: values that let the field act, before and after the change, by path.
        beside: values that must change with it for the protocol to stay valid, by path.
    """

    field: str
    path: str
    values: SearchStrategy[Any]
    base: str = "waldenstrom"
    context: Mapping[str, Any] = field(default_factory=dict)
    beside: Callable[[Any], Mapping[str, Any]] = lambda value: {}

    def before(self) -> Tree:
        """The protocol without the change."""
        tree = BASES[self.base]()
        for path, value in self.context.items():
            tree = write(tree, path, value)
        return tree

    def after(self, value: Any) -> Tree:
        """The protocol with the change."""
        tree = write(self.before(), self.path, value)
        for path, other in self.beside(value).items():
            tree = write(tree, path, other)
        return tree

    def effects(self, value: Any) -> Iterator[str]:
        """Where the change shows, the quickest to find first: finding, rows, results."""
        before, after = json.dumps(self.before()), json.dumps(self.after(value))
        said = set(checked(before)[1]) ^ set(checked(after)[1])
        if any(names(where, self.path) or self.path in words for where, words in said):
            yield "finding"
        if checked(after)[0] is not None:
            if rows(after) != rows(before):
                yield "rows"
            if results(after) != results(before):
                yield "results"


def steps(path: str) -> list[str | int]:
    """`a[0].b` as steps."""
    return [int(part) if part.isdigit() else part for part in path.replace("[", ".").replace("]", "").split(".")]


def write(tree: Tree, path: str, value: Any) -> Tree:
    """The tree with another value at a path; its sections are made where they are missing."""
    changed = copy.deepcopy(tree)
    *above, last = steps(path)
    node: Any = changed
    for step in above:
        node = node[step] if isinstance(step, int) else node.setdefault(step, {})
    node[last] = value
    return changed


def load(tree: Tree) -> LoadedProtocol:
    """The protocol of a tree: JSON is YAML."""
    return load_protocol_text(json.dumps(tree), Path("law.yaml"))


@lru_cache(maxsize=64)
def checked(text: str) -> tuple[LoadedProtocol | None, tuple[tuple[str, str], ...]]:
    """The protocol, None where an error refuses it, and what every finding at warning or above says: where and what."""
    try:
        loaded = load_protocol_text(text, Path("law.yaml"))
    except InputError as error:
        return None, _told(error.findings)
    findings = (*loaded.findings, *_population_findings(loaded), *executable_findings(loaded))
    is_refused = any(finding.severity == "error" for finding in findings)
    return None if is_refused else loaded, _told(findings)


@lru_cache(maxsize=64)
def rows(text: str) -> tuple[str, ...]:
    """Rows of a simulated study; none where nothing is simulated."""
    loaded, _ = checked(text)
    if loaded is None or loaded.protocol.virtual_patients is None:
        return ()
    tables = simulate_plainly(loaded)
    return tuple(tables[domain].write_csv() for domain in tables)


@lru_cache(maxsize=64)
def results(text: str) -> tuple[str, ...]:
    """Estimates of the fixed studies, and verdicts on their doses."""
    loaded, _ = checked(text)
    return () if loaded is None else _results(loaded)


def _population_findings(loaded: LoadedProtocol) -> tuple[Finding, ...]:
    virtual = loaded.protocol.virtual_patients
    try:
        if virtual is not None:
            load_population(virtual.population, loaded.directory)
    except InputError as error:
        return loaded.located(replace(finding, where="virtual_patients.population") for finding in error.findings)
    return ()


def _told(findings: tuple[Finding, ...]) -> tuple[tuple[str, str], ...]:
    serious = (finding for finding in findings if finding.severity in ("error", "warning"))
    return tuple((finding.where.partition(" ")[2], f"{finding.found} {finding.fix}") for finding in serious)


def digest(loaded: LoadedProtocol) -> None:
    """Simulate a trial of a protocol and analyse it; whatever goes wrong is raised."""
    tables = simulate_plainly(loaded)
    estimate_all(derive_all(tables, loaded.protocol), loaded.protocol)


@lru_cache(maxsize=8)
def fixed_study(units: tuple[tuple[str, str], ...]) -> StudyTables:
    """The same three studies' own data, in the units that a protocol wants."""
    raw, more = random_study(2, seed=5), frames(BY_HAND, trial=3)
    more["AE"] = more["AE"].with_columns(AEREL=pl.lit("NOT RELATED"))
    more["LB"] = pl.concat([more["LB"], pl.DataFrame(CHEMISTRY)], how="diagonal_relaxed")
    more["CM"] = pl.DataFrame([WARFARIN])
    both = {
        domain: pl.concat(
            [_dates_as_text(raw.get(domain, pl.DataFrame())), more.get(domain, pl.DataFrame())], how="diagonal_relaxed"
        )
        for domain in dict.fromkeys((*raw, *more))
    }
    return admit(both, units=dict(units)).tables


@lru_cache(maxsize=1)
def staggered_study() -> StudyTables:
    """A study whose patients enter one after the other: the base's own, simulated once."""
    return simulate_plainly(load(waldenstrom_tree()))


def _dates_as_text(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(pl.col(pl.Date).cast(pl.String))


BY_HAND = {
    "early": Patient(igm={1: 3000.0}, died=20, died_of_disease=True),
    "treated": Patient(
        igm={1: 3000.0, 29: 2000.0}, labs={"HGB": {1: 12.5, 29: 7.2, 57: 6.2, 120: 6.0}}, doses=((1, 100, 400.0),),
        events=(("Oedema peripheral", 3, 10, 12), ("Cough", 2, 15, 20)), last_contact=150,
    ),
}  # fmt: skip
"""Patients whom chance does not make: progression before the first value, low hemoglobin long after the last dose."""


_TREATED = {"TRIAL": 3, "STUDYID": "HAND", "USUBJID": "treated"}
CHEMISTRY = [
    {**_TREATED, "LBSEQ": 900 + number, "LBTESTCD": test, "LBSTRESN": value, "LBSTRESC": str(value), "LBSTRESU": unit,
     "LBSTNRHI": high, "LBDTC": on(day).isoformat()}
    for number, (test, day, value, unit, high) in enumerate(
        (("GLUC", 29, 170.0, "mg/dL", 110.0), ("INR", 1, 2.5, "1", 1.1), ("INR", 29, 2.6, "1", 1.1),
         ("TROPONI", 29, 0.06, "ng/mL", 0.04))
    )
]  # fmt: skip
WARFARIN = {**_TREATED, "CMSEQ": 1, "CMTRT": "warfarin", "CMSTDTC": on(-30).isoformat()}
"""Glucose without a word on fasting, INR under an anticoagulant, troponin above its limit."""


def _results(loaded: LoadedProtocol) -> tuple[str, ...]:
    protocol = loaded.protocol
    units = tuple(sorted(laboratory_units(protocol).items()))
    results: list[str] = []
    for study in (fixed_study(units), staggered_study()):
        adam = derive_all(study, protocol)
        estimates = estimate_all(adam, protocol).with_columns(pl.col("ID").cast(pl.String))
        results += [estimates.write_csv(), audit_study(adam, protocol).drop("WHY").write_csv()]
        results.append(tabulate_laboratory_grades(adam, protocol).write_csv())
    return tuple(results)


def names(found: str, path: str) -> bool:
    """Whether a finding's place is the field, or a section or rule that holds it."""
    return found == path or path.startswith((f"{found}.", f"{found}[")) or found.startswith(f"{path}[")


def scaled(unit: str, *values: float) -> SearchStrategy[str]:
    """Quantities of a unit."""
    return st.sampled_from([f"{value:g} {unit}".strip() for value in values])


def one_of(*values: Any) -> SearchStrategy[Any]:
    """Any of some values."""
    return st.sampled_from(values)
