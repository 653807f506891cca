"""Each check passes, fails, is skipped or breaks for its own reason and leaves the others alone."""

from dataclasses import replace

import polars as pl
import pytest
from broken_studies import BREAKS
from submission_study import Derived

from paraprotein.submission.conformance import CHECKS, Check, check_conformance, conformance_findings

BY_ID = {check.id: check for check in CHECKS}


def states(datasets: dict[str, pl.DataFrame]) -> dict[str, str]:
    return {outcome.check.id: outcome.state for outcome in check_conformance(datasets)}


def test_identifiers_are_unique_and_every_check_can_be_broken() -> None:
    assert len(BY_ID) == len(CHECKS)
    assert set(BREAKS) == set(BY_ID)


def test_every_check_passes_on_a_sound_study(study: Derived) -> None:
    assert states(study.datasets) == dict.fromkeys(BY_ID, "pass")


@pytest.mark.parametrize("identifier", list(BREAKS))
def test_a_broken_rule_flips_its_own_check_alone(study: Derived, identifier: str) -> None:
    outcomes = check_conformance(BREAKS[identifier](study.datasets))
    assert [outcome.check.id for outcome in outcomes if outcome.state != "pass"] == [identifier]
    (failed,) = [outcome for outcome in outcomes if outcome.state == "fail"]
    assert failed.records >= 1
    (finding,) = conformance_findings(outcomes)
    assert finding.rule == identifier
    assert finding.severity == BY_ID[identifier].severity


@pytest.mark.parametrize("identifier", list(BREAKS))
def test_a_missing_variable_skips_the_check_and_says_which(study: Derived, identifier: str) -> None:
    check = BY_ID[identifier]
    name, variables = next(iter(check.needs.items()))
    datasets = {**study.datasets, name: study.datasets[name].drop(variables[-1])}
    (outcome,) = check_conformance(datasets, [check])
    assert outcome.state == "skipped"
    assert variables[-1] in outcome.reason


def test_a_missing_data_set_skips_its_checks_and_no_others(study: Derived) -> None:
    found = states({name: frame for name, frame in study.datasets.items() if name != "ADAE"})
    assert {key for key, state in found.items() if state == "skipped"} == {k for k in BY_ID if k.startswith("ADAE")}
    assert set(found.values()) == {"pass", "skipped"}


def test_an_empty_data_set_has_nothing_to_judge(study: Derived) -> None:
    (outcome,) = check_conformance({**study.datasets, "ADEX": study.datasets["ADEX"].clear()}, [BY_ID["ADEX.01"]])
    assert (outcome.state, outcome.reason) == ("skipped", "ADEX has no records")


def test_a_check_that_breaks_is_an_error_and_stops_no_other(study: Derived) -> None:
    datasets = {**study.datasets, "ADEX": study.datasets["ADEX"].with_columns(DOSE=pl.lit([1.0]))}
    outcomes = check_conformance(datasets, [BY_ID["ADEX.04"], BY_ID["ADEX.01"]])
    assert [outcome.state for outcome in outcomes] == ["error", "pass"]
    (finding,) = conformance_findings(outcomes)
    assert "could not be checked" in finding.found


def test_places_are_the_first_few_and_all_are_counted(study: Derived) -> None:
    datasets = {**study.datasets, "ADLB": study.datasets["ADLB"].with_columns(ADY=pl.lit(5000, pl.Int32))}
    (outcome,) = check_conformance(datasets, [BY_ID["ADLB.11"]])
    assert outcome.records == datasets["ADLB"].height
    assert outcome.places[0] == "subject S1, ASEQ 1"
    assert len(outcome.places) == 5


def test_virtual_trials_are_named_by_number(study: Derived) -> None:
    datasets = {name: frame.with_columns(TRIAL=pl.lit(7, pl.Int32)) for name, frame in study.datasets.items()}
    (outcome,) = check_conformance(BREAKS["ADEX.05"](datasets), [BY_ID["ADEX.05"]])
    assert outcome.places == ("subject S3, ASEQ 1, trial 7",)


def test_a_check_is_data(study: Derived) -> None:
    strict: Check = replace(BY_ID["ADEX.02"], severity="error")
    (outcome,) = check_conformance(BREAKS["ADEX.02"](study.datasets), [strict])
    assert conformance_findings([outcome])[0].severity == "error"
