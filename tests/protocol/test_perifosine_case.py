"""The held-out trial states what its publications state (Blood 2008;112(11):1010), and marks all else."""

import pytest

from paraprotein.calibration.transport import check_transport
from paraprotein.protocol.case_files import bundled_names
from paraprotein.protocol.explain import explain
from paraprotein.protocol.load import load_protocol
from paraprotein.protocol.load_population import find_population
from paraprotein.protocol.published import Published, load_published

CASE = "perifosine-wm-2008"
LOADED = load_protocol(CASE)
FOUNDING = load_protocol("imatinib-wm-2007")

STATED = {
    "population.enrolled": "37",
    "population.characteristics.age_years.median": "65",
    "population.characteristics.age_years.low": "44",
    "population.characteristics.age_years.high": "82",
    "population.characteristics.prior_therapies.median": "3",
    "population.characteristics.prior_therapies.low": "1",
    "population.characteristics.prior_therapies.high": "5",
    "population.characteristics.relapsed": "24",
    "population.characteristics.refractory": "13",
    "treatment.every": "1 day",
    "visits.every": "28 days",
    "toxicity.grading": "ctcae-3.0",
    "response.marker": "IGM",
    "response.confirm_response": "consecutive",
}


@pytest.fixture(scope="module")
def published() -> Published:
    found = load_published(LOADED.directory)
    assert found is not None
    return found


def test_the_case_is_bundled() -> None:
    assert CASE in bundled_names()


@pytest.mark.parametrize(("path", "text"), STATED.items())
def test_what_the_publications_state_is_stated(path: str, text: str) -> None:
    item = next(item for item in explain(LOADED) if item.path == path)
    assert (item.text, item.standing) == (text, "stated")


def test_nothing_else_is_called_stated_and_every_assumption_has_a_reason() -> None:
    also = {"schema", "study.id", "study.title", "study.disease", "study.source", "treatment.route",
            "population.characteristics.male"}  # fmt: skip
    explained = explain(LOADED)
    assert {item.path for item in explained if item.standing == "stated"} == also | set(STATED)
    assert all(item.reason for item in explained if item.standing == "assumed")


def test_the_stand_in_is_never_called_perifosine_and_its_doses_are_assumed() -> None:
    known = {item.path: item for item in explain(LOADED)}
    assert known["treatment.drug"].text == "perifosine stand-in"
    assert "150 mg perifosine daily was given" in known["treatment.levels"].reason
    dosed = ("drug", "levels", "start", "escalate.after", "escalate.to")
    assert {known[f"treatment.{field}"].standing for field in dosed} == {"assumed"}


def test_the_stand_in_has_the_founding_trials_regimen_and_noise() -> None:
    here, there = LOADED.protocol, FOUNDING.protocol
    regimen = {"levels", "every", "start", "escalate", "toxicity"}
    assert here.treatment.model_dump(include=regimen) == there.treatment.model_dump(include=regimen)
    assert all(assay == there.assays[code] for code, assay in here.assays.items())


def test_the_patients_are_the_calibrated_ensemble_and_the_prediction_is_warned_of() -> None:
    virtual = LOADED.protocol.virtual_patients
    assert virtual is not None
    assert find_population(virtual.population, LOADED.directory).parent.parent == FOUNDING.directory
    findings = check_transport(LOADED)
    assert [(finding.where, finding.severity) for finding in findings] == [("treatment.drug", "warning")]


@pytest.mark.parametrize(
    ("identifier", "text", "denominator"),
    [
        ("enrolled", "37", None),
        ("male", "27", 37),
        ("age_median", "65", 37),
        ("age_min", "44", 37),
        ("age_max", "82", 37),
        ("prior_therapies_median", "3", 37),
        ("prior_therapies_min", "1", 37),
        ("prior_therapies_max", "5", 37),
        ("evaluable", "36", 37),
        ("orr", "13", 36),
        ("mrr", "2", 36),
        ("stable_disease", "21", 36),
        ("progression_as_best", "2", 36),
        ("minor_response_duration_median", "7", 11),
    ],
)
def test_each_figure_is_the_abstracts(
    published: Published, identifier: str, text: str, denominator: int | None
) -> None:
    figure = published.figure(identifier)
    assert (figure.text, figure.denominator) == (text, denominator)


def test_counts_agree_with_each_other_and_with_the_printed_percentages(published: Published) -> None:
    responders, major, stable, progressed, evaluable = (
        published.figure(name).value or 0.0
        for name in ("orr", "mrr", "stable_disease", "progression_as_best", "evaluable")
    )
    assert responders + stable + progressed == evaluable
    percentages = [round(100 * count / evaluable) for count in (responders, major, stable, progressed)]
    assert percentages == [36, 6, 58, 6]
    assert published.study == LOADED.protocol.study.id
