"""One patient's course of myeloma, as plain rows for sentences."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..criteria import Nadir
from ..measured_marker import MeasuredMarker, finding, measurement
from ..policies import Policies
from .criteria import MyelomaCriteria
from .deciding_marker import deciding_myeloma_marker
from .resolve import MyelomaCourse, resolve_myeloma
from .timepoint import MyelomaBaseline, MyelomaVisit, marker_levels, measured_by, nadir_rules

Numbers = NDArray[np.float64]
Codes = NDArray[np.int8]

NAMES: Mapping[str, tuple[str, str]] = {
    "serum": ("serum M-protein", "mg/dL"),
    "urine": ("urine M-protein", "mg/day"),
    "flc": ("light chain difference", "mg/L"),
    "marrow": ("marrow plasma cells", "%"),
    "circulating": ("circulating plasma cells", "/uL"),
    "plasmacytoma": ("plasmacytomas", ""),  # cm2 where measured, a share of the baseline where recorded in words
}
"""Name and unit of each of `myeloma_timepoint.MARKERS`."""

_DECIDING = ("", "serum", "urine", "flc", "marrow")
"""Marker by code of `deciding_marker`."""

_FINDINGS = (
    ("serum_immunofixation", "serum immunofixation", {-1: "negative", 1: "positive"}),
    ("urine_immunofixation", "urine immunofixation", {-1: "negative", 1: "positive"}),
    ("clonal_cells", "clonal plasma cells", {-1: "none", 1: "found"}),
)


class MyelomaFacts(NamedTuple):
    """What is known and what was decided; arrays of shape (n_visits,), padding removed."""

    criteria: MyelomaCriteria
    policies: Policies
    nadir_rule: Mapping[str, Nadir]
    deciding: str  # the marker that decides first; empty when none can
    judged: Mapping[str, bool]  # marker -> measurable before treatment, so that response rests on it
    chains: tuple[float, float]  # kappa and lambda before treatment, mg/L
    baseline: Mapping[str, float]
    visits: MyelomaVisit
    value: Mapping[str, Numbers]
    nadir: Mapping[str, Numbers]
    clause: Codes
    raw: Codes
    status: Codes
    by_next: Codes
    next_day: Numbers
    progression_day: float
    disease_death_day: float


def myeloma_facts(course: MyelomaCourse, patient: int, criteria: MyelomaCriteria, policies: Policies) -> MyelomaFacts:
    """Resolve one patient and lay the course out in rows."""
    rows = slice(patient, patient + 1)
    before = MyelomaBaseline._make(field[rows] for field in course.baseline)
    visits = MyelomaVisit._make(field[rows] for field in course.visits)
    one = MyelomaCourse(before, visits, course.new_therapy_day[rows], course.disease_death_day[rows])
    resolved, measured = resolve_myeloma(one, criteria, policies), measured_by(before, criteria)
    there = visits.present[0]
    marrow = bool(measured.marrow[0])
    return MyelomaFacts(
        criteria=criteria,
        policies=policies,
        nadir_rule=nadir_rules(criteria, policies),
        deciding=_DECIDING[int(deciding_myeloma_marker(one, criteria).code[0])],
        judged={
            "serum": bool(measured.serum[0]),
            "urine": bool(measured.urine[0]),
            "flc": bool(measured.flc[0]),
            "marrow": marrow,
            "circulating": bool(measured.none[0]) and not marrow,
            "plasmacytoma": bool(before.plasmacytoma[0] > 0),
        },
        chains=(float(before.kappa[0]), float(before.lambda_[0])),
        baseline={marker: float(level[0]) for marker, level in marker_levels(before, measured).items()},
        visits=MyelomaVisit._make(field[0][there] for field in visits),
        value={marker: np.asarray(level[0][there]) for marker, level in marker_levels(visits, measured).items()},
        nadir={marker: lowest[0][there] for marker, lowest in resolved.nadir.items()},
        clause=resolved.clause[0][there],
        raw=resolved.raw[0][there],
        status=resolved.status[0][there],
        by_next=resolved.by_next[0][there],
        next_day=resolved.next_day[0][there],
        progression_day=float(resolved.progression_day[0]),
        disease_death_day=float(one.disease_death_day[0]),
    )


def marker_of(facts: MyelomaFacts, v: int, marker: str) -> MeasuredMarker:
    """One of `NAMES` at visit `v`, beside its baseline and its nadir."""
    name, unit = NAMES[marker]
    return measurement(
        name,
        unit,
        facts.value[marker][v],
        facts.baseline[marker],
        facts.nadir[marker][v],
        is_judged=facts.judged[marker],
    )


def measured_markers(facts: MyelomaFacts, v: int) -> tuple[MeasuredMarker, ...]:
    """Everything that was measured or found at visit `v`."""
    markers = [marker_of(facts, v, marker) for marker in NAMES]
    kappa, lambda_ = float(facts.visits.kappa[v]), float(facts.visits.lambda_[v])
    chains = [
        measurement(name, "mg/L", value, before, is_judged=facts.judged["flc"])
        for name, value, before in zip(("kappa", "lambda"), (kappa, lambda_), facts.chains, strict=True)
    ]
    ratio = measurement("kappa/lambda", "", kappa / lambda_ if lambda_ > 0 else float("nan"))
    found = [
        finding(name, words[int(getattr(facts.visits, field)[v])])
        for field, name, words in _FINDINGS
        if getattr(facts.visits, field)[v]
    ]
    if facts.visits.imaging_progression[v]:
        found.append(finding("imaging", "new or grown lesion"))
    return (*(each for each in (*markers[:3], *chains, ratio, *markers[3:]) if each.value is not None), *found)
