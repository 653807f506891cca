"""AL amyloidosis (Palladini et al., J Clin Oncol 2012;30:4541, doi 10.1200/JCO.2011.37.7614): worked courses."""

import numpy as np
import pytest

from paraprotein.errors import DataError
from paraprotein.response import (
    AmyloidosisCourse,
    AmyloidosisCriteria,
    AmyloidosisResolved,
    AmyloidosisValues,
    Domain,
    Policies,
    criteria_named,
    resolve_amyloidosis,
)

CRITERIA = criteria_named("al-2012")
assert isinstance(CRITERIA, AmyloidosisCriteria)
NAN = float("nan")


def resolved(
    before: dict[str, float],
    *visits: dict[str, float],
    policies: Policies | None = None,
    new_therapy: float = NAN,
) -> AmyloidosisResolved:
    """One patient seen every 28 days from day 29; `dflc` is written with an uninvolved lambda chain of 10 mg/L."""
    before, *rest = ({**light_chains(source), **source} for source in (before, *visits))
    baseline = AmyloidosisValues(*(np.array([before.get(name, NAN)]) for name in AmyloidosisValues._fields))
    values = AmyloidosisValues(
        *(np.array([[visit.get(name, NAN) for visit in rest]]).reshape(1, -1) for name in AmyloidosisValues._fields)
    )
    day = 29.0 + 28.0 * np.arange(len(rest))[None, :]
    serum, urine = (
        np.array([[visit.get(name, 0) for visit in rest]], dtype=np.int8).reshape(1, -1) for name in ("sife", "uife")
    )
    course = AmyloidosisCourse(baseline, values, day, np.isfinite(day), serum, urine, np.array([new_therapy]))
    return resolve_amyloidosis(course, CRITERIA, policies or Policies())


def light_chains(source: dict[str, float]) -> dict[str, float]:
    return {"kappa": source["dflc"] + 10.0, "lambda_": 10.0} if "dflc" in source else {}


def blood(before: float, after: float, policies: Policies | None = None, **more: float) -> Domain:
    return Domain(resolved({"dflc": before}, {"dflc": after, **more}, policies=policies).hematologic.status[0, 0])


@pytest.mark.parametrize(("after", "expected"), [(39.0, Domain.VGPR), (40.0, Domain.RESPONSE)])
def test_a01_very_good_response_is_below_40(after: float, expected: Domain) -> None:
    assert blood(180.0, after, sife=1) == expected


def test_a02_partial_response_is_more_than_half() -> None:
    assert blood(180.0, 90.0) == Domain.NR
    assert blood(180.0, 89.9) == Domain.RESPONSE
    assert blood(180.0, 90.0, Policies(pr_strict=False)) == Domain.RESPONSE


@pytest.mark.parametrize(("after", "expected"), [(9.0, Domain.RESPONSE), (10.0, Domain.NR)])
def test_a03_low_light_chains_respond_below_10(after: float, expected: Domain) -> None:
    assert blood(45.0, after) == expected


def test_a04_light_chains_below_20_are_not_assessable_except_for_complete_response() -> None:
    assert blood(15.0, 5.0) == Domain.NE
    assert blood(15.0, 5.0, sife=-1, uife=-1) == Domain.CR


def test_complete_response_needs_both_immunofixations_and_a_normal_ratio() -> None:
    assert blood(180.0, 0.0, sife=-1, uife=-1) == Domain.CR
    assert blood(180.0, 0.0, sife=-1) == Domain.VGPR
    assert blood(180.0, 7.0, sife=-1, uife=-1) == Domain.VGPR
    assert blood(180.0, -8.0, sife=-1, uife=-1) == Domain.VGPR
    assert blood(180.0, -8.0, Policies(cr_uninvolved_ratio=True), sife=-1, uife=-1) == Domain.CR


def test_relapse_from_complete_response() -> None:
    complete = {"dflc": 0.0, "sife": -1, "uife": -1}
    assert resolved({"dflc": 180.0}, complete, {"dflc": 0.0, "sife": 1}).hematologic.progression_day[0] == 57.0
    doubled = {"dflc": 10.0, "sife": -1, "uife": -1}
    assert resolved({"dflc": 180.0}, complete, doubled).hematologic.progression_day[0] == 57.0
    short = {"dflc": 9.0, "sife": -1, "uife": -1}
    assert resolved({"dflc": 180.0}, complete, short).hematologic.status[0, 1] == Domain.VGPR


def test_progression_is_half_more_and_above_the_floor() -> None:
    def last(*dflc: float) -> Domain:
        return Domain(resolved({"dflc": 290.0}, *({"dflc": value} for value in dflc)).hematologic.status[0, -1])

    assert last(60.0, 92.0) == Domain.RESPONSE  # kappa 102, +46 %
    assert last(50.0, 80.0) == Domain.RESPONSE  # kappa 90, +50 %, not above 100
    assert last(60.0, 95.0) == Domain.PROGRESSION  # kappa 105, exactly +50 %
    serum = resolved({"serum": 700.0}, {"serum": 300.0}, {"serum": 500.0}, {"serum": 501.0}).hematologic
    assert serum.status[0].tolist() == [Domain.NE, Domain.NE, Domain.PROGRESSION]
    urine = resolved({"urine": 900.0}, {"urine": 100.0}, {"urine": 200.0}, {"urine": 201.0}).hematologic
    assert urine.status[0].tolist() == [Domain.NE, Domain.NE, Domain.PROGRESSION]


def heart(before: dict[str, float], after: dict[str, float]) -> Domain:
    return Domain(resolved(before, after).cardiac.status[0, 0])


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (1000.0, 700.0, Domain.NR),  # A05: neither more than 30 % nor more than 300
        (1000.0, 699.0, Domain.RESPONSE),
        (800.0, 550.0, Domain.NR),  # A06: 31 %, but 250
        (600.0, 200.0, Domain.NE),  # A07
        (650.0, 300.0, Domain.RESPONSE),
        (1000.0, 1300.0, Domain.NR),
        (1000.0, 1301.0, Domain.PROGRESSION),
    ],
)
def test_a05_to_a07_nt_probnp_must_change_by_more_than_30_percent_and_300(
    before: float, after: float, expected: Domain
) -> None:
    assert heart({"nt_probnp": before}, {"nt_probnp": after}) == expected


def test_nt_probnp_is_no_progression_while_the_kidney_worsens() -> None:
    before = {"nt_probnp": 1000.0, "filtration": 60.0}
    assert heart(before, {"nt_probnp": 2000.0, "filtration": 44.0}) == Domain.NR
    assert heart(before, {"nt_probnp": 2000.0, "filtration": 45.0}) == Domain.PROGRESSION


def test_heart_by_class_troponin_and_ejection_fraction() -> None:
    assert heart({"nyha": 3.0}, {"nyha": 1.0}) == Domain.RESPONSE
    assert heart({"nyha": 3.0}, {"nyha": 2.0}) == Domain.NR
    assert heart({"nyha": 2.0}, {"nyha": 1.0}) == Domain.NE
    assert heart({"troponin": 100.0}, {"troponin": 133.0}) == Domain.PROGRESSION
    assert heart({"ejection_fraction": 60.0}, {"ejection_fraction": 50.0}) == Domain.PROGRESSION


@pytest.mark.parametrize(
    ("before", "after", "filtration", "expected"),
    [
        (5000.0, 3500.0, 50.0, Domain.RESPONSE),  # A08: exactly 30 %
        (5000.0, 3500.0, 44.0, Domain.PROGRESSION),
        (5000.0, 3501.0, 50.0, Domain.NR),
        (5000.0, 1000.0, 45.0, Domain.RESPONSE),  # exactly 25 % less eGFR is no progression
        (600.0, 490.0, 60.0, Domain.RESPONSE),  # A09: below 0.5 g
        (600.0, 500.0, 60.0, Domain.NR),
        (500.0, 100.0, 60.0, Domain.NE),
        (5000.0, 1000.0, NAN, Domain.NE),
    ],
)
def test_a08_a09_proteinuria_falls_without_loss_of_filtration(
    before: float, after: float, filtration: float, expected: Domain
) -> None:
    found = resolved({"proteinuria": before, "filtration": 60.0}, {"proteinuria": after, "filtration": filtration})
    assert found.renal.status[0, 0] == expected


def test_liver_responds_by_phosphatase_or_span() -> None:
    def liver(before: dict[str, float], after: dict[str, float]) -> Domain:
        return Domain(resolved(before, after).liver.status[0, 0])

    assert liver({"phosphatase": 3.0}, {"phosphatase": 1.5}) == Domain.RESPONSE
    assert liver({"phosphatase": 3.0}, {"phosphatase": 1.6}) == Domain.NR
    assert liver({"phosphatase": 1.0}, {"phosphatase": 0.4}) == Domain.NE
    assert liver({"liver_span": 18.0}, {"liver_span": 16.0}) == Domain.RESPONSE


def test_domains_are_summarised_up_to_progression_and_new_therapy() -> None:
    visits = [{"nt_probnp": value} for value in (1000.0, 600.0, 1500.0, 100.0)]
    cardiac = resolved({"nt_probnp": 1000.0}, *visits).cardiac
    assert (cardiac.best[0], cardiac.response_day[0], cardiac.progression_day[0]) == (Domain.RESPONSE, 57.0, 85.0)
    stopped = resolved({"nt_probnp": 1000.0}, *visits, new_therapy=57.0).cardiac
    assert stopped.best[0] == Domain.NR
    assert np.isnan(stopped.response_day[0])
    assert stopped.status[0].tolist() == [Domain.NR, *[Domain.NEW_THERAPY] * 3]


def test_a_patient_never_seen_again_is_not_evaluable() -> None:
    nothing = resolved({"dflc": 180.0})
    for domain in (nothing.hematologic, nothing.cardiac, nothing.renal, nothing.liver):
        assert domain.best.tolist() == [Domain.NE]


def test_an_impossible_value_is_refused() -> None:
    with pytest.raises(DataError, match="nt_probnp"):
        resolved({"nt_probnp": 1000.0}, {"nt_probnp": -1.0})
