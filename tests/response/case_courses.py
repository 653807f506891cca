"""Worked courses written as text: `29:2250[ife=-][bm=n] 57:-`, in mg/dL unless a unit follows."""

import re
from dataclasses import dataclass, field

import numpy as np

from paraprotein.response import Enlargement, Policies, WaldenstromCourse
from paraprotein.response.preparation import ClinicalFindings, Events, MarkerRecords, choose_baseline, no_events
from paraprotein.response.visit_grid import ClinicalRecords
from paraprotein.response.waldenstrom.preparation import assemble_course
from paraprotein.units import Quantity

NEPHELOMETRY, ELECTROPHORESIS = 0, 1
_VISIT = re.compile(r"^(-?\d+):(-|[\d.]+)([a-zA-Z/]*)((?:\[[^]]*\])*)$")


@dataclass
class Written:
    """One written visit."""

    day: int
    value: float
    tags: dict[str, str] = field(default_factory=dict)


def read_visits(text: str, unit: str) -> list[Written]:
    """Visits in the order in which they are written."""
    visits = []
    for word in [] if text == "(none)" else text.split():
        match = _VISIT.match(word)
        assert match is not None, word
        day, value, own_unit, tags = match.groups()
        mg_dl = float("nan") if value == "-" else Quantity(float(value), own_unit or unit).to("mg/dL")
        pairs = dict(tag.split("=") for tag in re.findall(r"\[([^]]*)\]", tags))
        visits.append(Written(int(day), mg_dl, pairs))
    return visits


def _records(visits: list[Written]) -> MarkerRecords:
    n = len(visits)
    return MarkerRecords(
        patient=np.zeros(n, np.int64),
        day=np.array([visit.day for visit in visits], np.int64),
        order=np.arange(n, dtype=np.float64),
        value=np.array([visit.value for visit in visits]),
        is_below_limit=np.zeros(n, np.bool_),
        method=np.array([ELECTROPHORESIS if visit.tags.get("m") == "S" else NEPHELOMETRY for visit in visits]),
        high_normal=np.full(n, np.nan),
    )


def _tagged(visits: list[Written], tag: str, codes: dict[str, int]) -> ClinicalRecords:
    found = [visit for visit in visits if tag in visit.tags]
    return ClinicalRecords(
        np.zeros(len(found), np.int64),
        np.array([visit.day for visit in found], np.int64),
        np.array([codes[visit.tags[tag]] for visit in found], np.int8),
    )


def _events(options: dict[str, str]) -> Events:
    def days(name: str) -> np.ndarray:
        return np.array([float(options.get(name, "nan"))])

    return no_events(1)._replace(
        plasmapheresis_day=days("tpe")[:, None],
        anti_cd20_day=days("flare"),
        new_therapy_day=days("nact"),
        disease_death_day=days("death_pd"),
        enlarged_at_baseline=np.array([options.get("emd_base") == "True"]),
    )


def read_course(base: str, post: str, opt: str, policies: Policies) -> WaldenstromCourse:
    """The course of one patient, prepared as study records are."""
    options = dict(word.split("=") for word in opt.split())
    unit = options.get("u", "mg/dL")
    visits = read_visits(base, unit) + read_visits(post, unit)
    records, events = _records(visits), _events(options)
    findings = ClinicalFindings(
        immunofixation=_tagged(visits, "ife", {"-": -1, "+": 1}),
        marrow_normal=_tagged(visits, "bm", {"n": 1}),
        extramedullary=_tagged(visits, "emd", {code.name.lower(): code.value for code in Enlargement}),
        clinical_progression=_tagged(visits, "clin", {"1": 1}),
    )
    baseline = choose_baseline(records, events.plasmapheresis_day, policies)
    return assemble_course(records, findings, events, baseline, policies)
