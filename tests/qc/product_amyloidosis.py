"""Hand random patients with AL amyloidosis to the package, many at once, and read its answer one patient at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from amyloidosis_oracle import Chains, Heart, Kidney, Liver
from grades_and_samples import Amyloid

from paraprotein.response import (
    AmyloidosisCourse,
    AmyloidosisValues,
    Domain,
    DomainResult,
    Policies,
    resolve_amyloidosis,
)
from paraprotein.response.amyloidosis.editions import AL_2012

WORDS = {
    Domain.NE: "NE",
    Domain.PROGRESSION: "PROGRESSION",
    Domain.NR: "NR",
    Domain.RESPONSE: "RESPONSE",
    Domain.VGPR: "VGPR",
    Domain.CR: "CR",
}


@dataclass(frozen=True)
class AmyloidAnswer:
    """Statuses of the blood up to its first progression; each organ, plain and graded, at the one later visit."""

    blood: tuple[str, ...]
    heart: str
    kidney: str
    liver: str
    graded_heart: str
    graded_kidney: str


def number(value: Fraction | int | None, factor: int = 1) -> float:
    return np.nan if value is None else float(value * factor)


def row_of(blood: Chains, heart: Heart, kidney: Kidney, liver: Liver) -> list[float]:
    """One visit in the order and the units of the package: mg/dL in serum, mg/24 h in urine, ALP as multiples."""
    alp = np.nan if liver.alp is None or liver.alp_upper is None else float(liver.alp / liver.alp_upper)
    return [
        number(blood.kappa),
        number(blood.lambda_),
        number(blood.serum_m, 100),
        number(blood.urine_m),
        number(heart.nt_probnp),
        number(heart.troponin),
        number(heart.ejection_fraction),
        number(heart.nyha),
        number(kidney.proteinuria, 1000),
        number(kidney.egfr),
        alp,
        number(liver.span_cm),
    ]


def organs_at(patient: Amyloid, visit: int) -> tuple[Heart, Kidney, Liver]:
    """Organs are measured at baseline and at the first later visit."""
    if visit > 1:
        return Heart(), Kidney(), Liver()
    return patient.heart[visit], patient.kidney[visit], patient.liver[visit]


def sign(ife: str | None) -> int:
    return {None: 0, "-": -1, "+": 1}[ife]


def resolve_in_package(patients: Sequence[Amyloid], policies: Policies) -> list[AmyloidAnswer]:
    """The package's answer for each patient."""
    widest = max((len(patient.chains) for patient in patients), default=1)
    values = np.full((len(patients), widest, len(AmyloidosisValues._fields)), np.nan)
    ife = np.zeros((2, len(patients), widest), np.int8)
    present = np.zeros((len(patients), widest), np.bool_)
    for row, patient in enumerate(patients):
        for visit, blood in enumerate(patient.chains):
            values[row, visit] = row_of(blood, *organs_at(patient, visit))
            ife[:, row, visit] = sign(blood.serum_ife), sign(blood.urine_ife)
            present[row, visit] = True
    course = AmyloidosisCourse(
        baseline=AmyloidosisValues(*np.moveaxis(values[:, 0], 1, 0)),
        visits=AmyloidosisValues(*np.moveaxis(values[:, 1:], 2, 0)),
        day=np.where(present[:, 1:], 29.0 + 28 * np.arange(widest - 1), np.nan),
        present=present[:, 1:],
        serum_immunofixation=ife[0, :, 1:],
        urine_immunofixation=ife[1, :, 1:],
        new_therapy_day=np.full(len(patients), np.nan),
    )
    answer = resolve_amyloidosis(course, AL_2012, replace(policies, graded_organ_response=True))
    assert answer.graded_cardiac is not None
    assert answer.graded_renal is not None
    organs = (answer.cardiac, answer.renal, answer.liver, answer.graded_cardiac, answer.graded_renal)
    return [
        AmyloidAnswer(
            read_blood(answer.hematologic, row, len(patient.chains) - 1),
            *(read_first(domain, row) for domain in organs),
        )
        for row, patient in enumerate(patients)
    ]


def read_blood(result: DomainResult, row: int, n_visits: int) -> tuple[str, ...]:
    """Statuses up to and including the first progression."""
    words = [WORDS[Domain(code)] for code in result.status[row, :n_visits].tolist()]
    end = words.index("PROGRESSION") + 1 if "PROGRESSION" in words else len(words)
    return tuple(words[:end])


def read_first(result: DomainResult, row: int) -> str:
    return WORDS[Domain(int(result.status[row, 0]))]
