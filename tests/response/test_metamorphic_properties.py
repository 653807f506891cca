"""What must hold of every course of myeloma and AL amyloidosis, whatever the criteria say of it.

The unit changes nothing; less of the marker is never worse at that visit; later visits never change an earlier raw
status. `test_resolve` asks the same of Waldenström's macroglobulinemia.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_panels import random_amyloidosis, random_myeloma

from paraprotein.response import (
    AmyloidosisCourse,
    Domain,
    MyelomaCourse,
    Policies,
    Status,
    resolve_amyloidosis,
    resolve_myeloma,
)
from paraprotein.response.amyloidosis.editions import AL_2012
from paraprotein.response.myeloma.editions import IMWG_2016
from paraprotein.units import conversion_factor

SEEDS = st.integers(0, 2**32 - 1)
POLICIES = st.builds(
    Policies, nadir=st.sampled_from([None, "lowest"]), pr_strict=st.booleans(), cr_uninvolved_ratio=st.booleans()
)
IMWG, AL = IMWG_2016, AL_2012
DOMAINS = ("hematologic", "cardiac", "renal", "liver")

RULE_UNITS = {
    "serum": ("mg/dL", ("g/L", "g/dL", "mg/L")),
    "urine": ("mg/day", ("g/day",)),
    "kappa": ("mg/L", ("mg/dL",)),
    "lambda_": ("mg/L", ("mg/dL",)),
    "proteinuria": ("mg/day", ("g/day",)),
}
"""Marker: the unit of the rules, and others that laboratories report."""


def rewritten(values: Any, name: str, unit: str) -> Any:
    """The values of a marker as another laboratory reports them, in twelve digits, converted back by the package."""
    own = RULE_UNITS[name][0]
    reported = getattr(values, name) * conversion_factor(own, unit)
    as_written = np.vectorize(lambda amount: float(f"{amount:.12g}"))(reported)
    return values._replace(**{name: as_written * conversion_factor(unit, own)})


def in_other_units(values: Any, seed: int) -> Any:
    rng = np.random.default_rng(seed)
    for name, (_, others) in RULE_UNITS.items():
        if name in values._fields:
            values = rewritten(values, name, str(rng.choice(others)))
    return values


def raw_myeloma(course: MyelomaCourse, policies: Policies) -> np.ndarray:
    return resolve_myeloma(course, IMWG, policies).raw


def first_visits(values: Any, n_visits: int) -> Any:
    return type(values)(*(field[:, :n_visits] for field in values))


def amyloidosis_upto(course: AmyloidosisCourse, n_visits: int) -> AmyloidosisCourse:
    kept = {name: getattr(course, name)[:, :n_visits] for name in ("day", "present")}
    fixations = {name: getattr(course, name)[:, :n_visits] for name in ("serum_immunofixation", "urine_immunofixation")}
    return course._replace(visits=first_visits(course.visits, n_visits), **kept, **fixations)


def assert_never_worse(before: np.ndarray, after: np.ndarray, missing: int, progression: int) -> None:
    """No category is worse; a rise that is gone may leave a visit at which nothing else can be judged."""
    uncovered = (before == progression) & (after == missing)
    assert np.all((after >= before) | uncovered)


def lowered(values: Any, name: str, visit: int, share: float) -> Any:
    """One visit at which a marker is lower; all others as they were."""
    changed = getattr(values, name).copy()
    changed[:, visit] *= share
    return values._replace(**{name: changed})


@settings(max_examples=40, deadline=None)
@given(SEEDS, POLICIES)
def test_myeloma_the_unit_changes_nothing(seed: int, policies: Policies) -> None:
    course = random_myeloma(seed)
    other = course._replace(
        baseline=in_other_units(course.baseline, seed), visits=in_other_units(course.visits, seed + 1)
    )
    ours, theirs = (resolve_myeloma(each, IMWG, policies) for each in (course, other))
    for field in ("raw", "status", "clause", "best", "response_day", "progression_day", "censor_day"):
        np.testing.assert_array_equal(getattr(ours, field), getattr(theirs, field), err_msg=field)


@settings(max_examples=40, deadline=None)
@given(SEEDS, POLICIES)
def test_amyloidosis_the_unit_changes_nothing(seed: int, policies: Policies) -> None:
    course = random_amyloidosis(seed)
    other = course._replace(
        baseline=in_other_units(course.baseline, seed), visits=in_other_units(course.visits, seed + 1)
    )
    ours, theirs = (resolve_amyloidosis(each, AL, policies) for each in (course, other))
    for domain in DOMAINS:
        for field in ("status", "best", "response_day", "progression_day"):
            first, second = (getattr(getattr(each, domain), field) for each in (ours, theirs))
            np.testing.assert_array_equal(first, second, err_msg=f"{domain} {field}")


@settings(max_examples=40, deadline=None)
@given(SEEDS, POLICIES, st.integers(0, 6))
def test_myeloma_later_visits_never_change_an_earlier_raw_status(seed: int, policies: Policies, kept: int) -> None:
    course = random_myeloma(seed)
    shorter = course._replace(visits=first_visits(course.visits, kept))
    np.testing.assert_array_equal(raw_myeloma(shorter, policies), raw_myeloma(course, policies)[:, :kept])


@settings(max_examples=40, deadline=None)
@given(SEEDS, POLICIES, st.integers(0, 5))
def test_amyloidosis_later_visits_never_change_an_earlier_status(seed: int, policies: Policies, kept: int) -> None:
    course = random_amyloidosis(seed)
    full = resolve_amyloidosis(course, AL, policies)
    short = resolve_amyloidosis(amyloidosis_upto(course, kept), AL, policies)
    for domain in DOMAINS:
        np.testing.assert_array_equal(getattr(short, domain).status, getattr(full, domain).status[:, :kept])


@pytest.mark.parametrize("marker", ["serum", "urine", "marrow", "circulating", "plasmacytoma"])
@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, policies=POLICIES, visit=st.integers(0, 6), share=st.sampled_from([0.0, 0.1, 0.5, 0.9, 0.999]))
def test_myeloma_less_of_a_marker_is_never_worse(
    marker: str, seed: int, policies: Policies, visit: int, share: float
) -> None:
    course = random_myeloma(seed)
    less = course._replace(visits=lowered(course.visits, marker, visit, share))
    before, after = (raw_myeloma(each, policies)[:, visit] for each in (course, less))
    assert_never_worse(before, after, Status.NE, Status.PD)


@settings(max_examples=40, deadline=None)
@given(SEEDS, POLICIES, st.integers(0, 6), st.sampled_from([0.0, 0.1, 0.5, 0.9, 0.999]))
def test_myeloma_less_of_the_involved_chain_is_never_worse_but_for_a_ratio_that_turns(
    seed: int, policies: Policies, visit: int, share: float
) -> None:
    course = random_myeloma(seed)
    involved_is_kappa = course.baseline.kappa >= course.baseline.lambda_
    less = lowered(course.visits, "kappa", visit, share)
    before = raw_myeloma(course, policies)[:, visit]
    after = raw_myeloma(course._replace(visits=less), policies)[:, visit]
    turned = less.kappa[:, visit] < 0.26 * less.lambda_[:, visit]
    asked = involved_is_kappa & ~turned
    assert_never_worse(before[asked], after[asked], Status.NE, Status.PD)


@pytest.mark.parametrize(
    ("domain", "marker"),
    [
        ("hematologic", "serum"),
        ("hematologic", "urine"),
        ("cardiac", "nt_probnp"),
        ("cardiac", "troponin"),
        ("renal", "proteinuria"),
        ("liver", "phosphatase"),
        ("liver", "liver_span"),
    ],
)
@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, policies=POLICIES, visit=st.integers(0, 5), share=st.sampled_from([0.0, 0.1, 0.5, 0.9, 0.999]))
def test_amyloidosis_less_of_a_marker_is_never_worse(
    domain: str, marker: str, seed: int, policies: Policies, visit: int, share: float
) -> None:
    course = random_amyloidosis(seed)
    less = course._replace(visits=lowered(course.visits, marker, visit, share))
    before, after = (
        getattr(resolve_amyloidosis(each, AL, policies), domain).status[:, visit] for each in (course, less)
    )
    assert_never_worse(before, after, Domain.NE, Domain.PROGRESSION)


@settings(max_examples=40, deadline=None)
@given(SEEDS, POLICIES, st.integers(0, 5), st.sampled_from([0.0, 0.1, 0.5, 0.9, 0.999]))
def test_amyloidosis_less_of_the_involved_chain_is_never_worse_but_for_a_ratio_that_turns(
    seed: int, policies: Policies, visit: int, share: float
) -> None:
    course = random_amyloidosis(seed)
    involved_is_kappa = course.baseline.kappa > course.baseline.lambda_
    less = lowered(course.visits, "kappa", visit, share)
    before = resolve_amyloidosis(course, AL, policies).hematologic.status[:, visit]
    after = resolve_amyloidosis(course._replace(visits=less), AL, policies).hematologic.status[:, visit]
    turned = less.kappa[:, visit] < 0.26 * less.lambda_[:, visit]
    asked = involved_is_kappa & ~turned
    assert_never_worse(before[asked], after[asked], Domain.NE, Domain.PROGRESSION)
