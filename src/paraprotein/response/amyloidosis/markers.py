"""What was measured of each domain of AL amyloidosis at a visit, beside what the rules compare it with."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from ..measured_marker import MeasuredMarker, finding, measurement
from .course import AmyloidosisCourse
from .resolve import AmyloidosisResolved, light_chains

DOMAIN_MARKERS: Final[Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    "hematologic": (("kappa", "kappa", "mg/L"), ("lambda_", "lambda", "mg/L"), ("serum", "serum M-protein", "mg/dL"),
                    ("urine", "urine M-protein", "mg/day")),
    "cardiac": (("nt_probnp", "NT-proBNP", "ng/L"), ("troponin", "troponin", "ng/L"),
                ("ejection_fraction", "ejection fraction", "%"), ("nyha", "NYHA class", "")),
    "renal": (("proteinuria", "proteinuria", "mg/day"), ("filtration", "eGFR", "mL/min/1.73 m2")),
    "liver": (("phosphatase", "alkaline phosphatase", "x ULN"), ("liver_span", "liver span", "cm")),
    "graded_cardiac": (("nt_probnp", "NT-proBNP", "ng/L"),),
    "graded_renal": (("proteinuria", "proteinuria", "mg/day"), ("filtration", "eGFR", "mL/min/1.73 m2")),
}  # fmt: skip
"""What each domain rests on, by field of `AmyloidosisResolved`: field of the values, name, unit."""

_PROGRESSION_ONLY: Final = ("serum", "urine", "troponin", "ejection_fraction")
"""Fields that no response rests on."""

_IN_STEPS: Final = ("ejection_fraction", "nyha", "liver_span")
"""Fields whose change the rules count in points, classes or centimetres."""


def measured_in_domain(
    course: AmyloidosisCourse, resolved: AmyloidosisResolved, domain: str, v: int, is_judged: bool
) -> tuple[MeasuredMarker, ...]:
    """Everything measured of a domain at visit `v` of the only patient; `is_judged`: its baseline allows a response."""
    nadir = _nadirs(course, resolved) if domain == "hematologic" else {}
    markers = [
        measurement(
            name,
            unit,
            getattr(course.visits, field)[0, v],
            getattr(course.baseline, field)[0],
            nadir[field][0, v] if field in nadir else float("nan"),
            is_judged=is_judged and field not in _PROGRESSION_ONLY,
            in_percent=field not in _IN_STEPS,
        )
        for field, name, unit in DOMAIN_MARKERS[domain]
    ]
    found: list[MeasuredMarker] = []
    if domain == "hematologic":
        markers = [_difference(course, v, is_judged), *markers[:2], _ratio(course, v), *markers[2:]]
        found = [
            finding(f"{name} immunofixation", "positive" if codes[0, v] > 0 else "negative")
            for name, codes in (("serum", course.serum_immunofixation), ("urine", course.urine_immunofixation))
            if codes[0, v]
        ]
    return (*(marker for marker in markers if marker.value is not None), *found)


def _nadirs(course: AmyloidosisCourse, resolved: AmyloidosisResolved) -> dict[str, np.ndarray]:
    """Field of the values -> its nadir; of the light chains the involved one has one."""
    chain = "kappa" if course.baseline.kappa[0] > course.baseline.lambda_[0] else "lambda_"
    lowest = resolved.nadir
    return {"serum": lowest["serum"], "urine": lowest["urine"], chain: lowest["involved"]}


def _difference(course: AmyloidosisCourse, v: int, is_judged: bool) -> MeasuredMarker:
    """Involved minus uninvolved chain."""
    before = course.baseline._replace(kappa=course.baseline.kappa[:, None], lambda_=course.baseline.lambda_[:, None])
    now = np.subtract(*light_chains(course.visits, before))[0, v]
    return measurement(
        "light chain difference", "mg/L", now, np.subtract(*light_chains(before, before))[0, 0], is_judged=is_judged
    )


def _ratio(course: AmyloidosisCourse, v: int) -> MeasuredMarker:
    kappa, lambda_ = course.visits.kappa[0, v], course.visits.lambda_[0, v]
    return measurement("kappa/lambda", "", kappa / lambda_ if lambda_ > 0 else float("nan"))
