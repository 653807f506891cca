"""Two hundred invented adverse events counted by hand: plain loops over records beside the tables of the product."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import polars as pl
import pytest
from event_study import NOT_RELATED, WINDOW, Invented, invent
from hand_built import PROTOCOL, Patient, frames, on
from scipy.stats import chi2

from paraprotein.adam.adae.doubts import find_event_doubts
from paraprotein.adam.adae.occurrences import FIRST, WORST
from paraprotein.adam.derive import derive_all
from paraprotein.analysis import analyze
from paraprotein.analysis.tables import tabulate_all
from paraprotein.analysis.tables.adverse_events import COUNTS, tabulate_adverse_events
from paraprotein.analysis.tables.event_rates import tabulate_event_rates
from paraprotein.sdtm.intake import admit
from paraprotein.sdtm.tables import StudyTables

TABLES, EVENTS, LAST_DOSE = invent()
ADAM = derive_all(TABLES, PROTOCOL)
EMERGENT = [event for event in EVENTS if event.emergent]
BY_HAND: dict[str, Callable[[Invented], bool]] = {
    "N": lambda event: True,
    "GRADE3": lambda event: (event.grade or 0) >= 3,
    "SERIOUS": lambda event: event.serious == "Y" or event.fatal,
    "RELATED": lambda event: event.related not in NOT_RELATED,
    "RELATED3": lambda event: event.related not in NOT_RELATED and (event.grade or 0) >= 3,
    "HELD": lambda event: event.action == "DRUG INTERRUPTED",
    "REDUCED": lambda event: event.action == "DOSE REDUCED",
    "STOPPED": lambda event: event.action == "DRUG WITHDRAWN",
    "FATAL": lambda event: event.fatal,
}
AF = ("Atrial fibrillation", "a-fib")
"""Terms of the standard list: the one in the dictionary, and a verbatim that is proposed to it."""


def patients(events: Iterable[Invented]) -> int:
    return len({event.subject for event in events})


def row(table: pl.DataFrame, level: str, name: str | None = None) -> dict[str, int]:
    column = {"all": None, "class": "ASOC", "term": "ADECOD"}[level]
    found = table.filter(pl.col("LEVEL") == level)
    found = found if column is None else found.filter(pl.col(column) == name)
    assert found.height == 1
    return found.row(0, named=True)


def of(level: str, name: str | None) -> list[Invented]:
    return [event for event in EMERGENT if level == "all" or name == (event.organ if level == "class" else event.name)]


ROWS = [
    ("all", None),
    *(("class", organ) for organ in sorted({event.organ for event in EVENTS if event.organ})),
    *(("term", name) for name in sorted({event.name for event in EVENTS})),
]


def test_the_invented_study_has_two_hundred_events_of_every_kind() -> None:
    assert len(EVENTS) == 200
    assert 120 < len(EMERGENT) < 200
    assert any(not event.term for event in EMERGENT)
    assert any(event.grade is None for event in EMERGENT)


@pytest.mark.parametrize(("level", "name"), ROWS)
def test_patients_of_each_class_and_term_are_those_counted_by_hand(level: str, name: str | None) -> None:
    found, own = row(tabulate_adverse_events(ADAM, PROTOCOL), level, name), of(level, name)
    assert {column: found[column] for column in BY_HAND} == {
        column: patients(filter(holds, own)) for column, holds in BY_HAND.items()
    }
    assert (found["EVENTS"], found["DENOM"]) == (len(own), 40)
    before = [e for e in EVENTS if e.day < 1 and (level == "all" or name == (e.organ if level == "class" else e.name))]
    assert found["PRE"] == patients(before)


@pytest.mark.parametrize(("level", "name"), ROWS)
def test_each_patient_stands_at_one_worst_grade_or_is_not_graded(level: str, name: str | None) -> None:
    found, own = row(tabulate_adverse_events(ADAM, PROTOCOL), level, name), of(level, name)
    worst = {e.subject: max((o.grade or 0) for o in own if o.subject == e.subject) for e in own}
    counted = [list(worst.values()).count(grade) for grade in range(6)]
    assert [found["UNGRADED"], *(found[f"WORST{grade}"] for grade in range(1, 6))] == counted
    mild = {
        subject for subject, grade in worst.items() if grade == 0
        and {e.severity for e in own if e.subject == subject} - {None} == {"MILD"}
    }  # fmt: skip
    assert found["MILD"] == len(mild)
    assert found["MILD"] + found["MODERATE"] + found["SEVERE"] <= found["UNGRADED"]


def test_the_occurrence_flags_add_up_to_the_patients_of_the_table() -> None:
    table, adae = tabulate_adverse_events(ADAM, PROTOCOL), ADAM.adae
    for name, level in (("AOCCFL", "all"), ("AOCCSFL", "class"), ("AOCCPFL", "term")):
        assert adae[name].count() == table.filter(pl.col("LEVEL") == level)["N"].sum()
    for flags in (FIRST, WORST):
        assert adae.filter(pl.any_horizontal(pl.col(*flags) == "Y"))["TRTEMFL"].unique().to_list() == ["Y"]
    graded = adae.filter(pl.col("AOCCPIFL") == "Y")["ATOXGRN"].drop_nulls().sort()
    by_hand = sorted(
        grade for grade in (
            max((e.grade or 0) for e in EMERGENT if (e.subject, e.name) == key)
            for key in {(e.subject, e.name) for e in EMERGENT}
        ) if grade
    )  # fmt: skip
    assert graded.to_list() == by_hand


def days_at_risk(subject: str) -> int:
    death = next((e.day for e in EVENTS if e.fatal and e.subject == subject), 10**6)
    return min(LAST_DOSE[subject] + WINDOW, LAST_DOSE[subject] + 60, death)


@pytest.mark.parametrize("name", ["any", "serious", "grade 3 or more"])
def test_rates_per_hundred_patient_years_are_those_of_plain_arithmetic(name: str) -> None:
    table = tabulate_event_rates(ADAM, PROTOCOL)
    found = table.filter(pl.col("KIND") == "overall", pl.col("NAME") == name).row(0, named=True)
    holds = BY_HAND[{"any": "N", "serious": "SERIOUS", "grade 3 or more": "GRADE3"}[name]]
    own = list(filter(holds, EMERGENT))
    first = {e.subject: min(o.day for o in own if o.subject == e.subject) for e in own}
    years = sum(map(days_at_risk, LAST_DOSE)) / 365.25
    free_years = sum(first.get(subject, days_at_risk(subject)) for subject in LAST_DOSE) / 365.25
    assert found["RATE"] == pytest.approx(100 * len(own) / years)
    assert found["LOW"] == pytest.approx(100 * chi2.ppf(0.025, 2 * len(own)) / 2 / years)
    assert found["HIGH"] == pytest.approx(100 * chi2.ppf(0.975, 2 * len(own) + 2) / 2 / years)
    assert found["FIRST_RATE"] == pytest.approx(100 * len(first) / free_years)


def test_cumulative_incidence_of_atrial_fibrillation_is_that_of_a_product_by_hand() -> None:
    own = [event for event in EMERGENT if event.name in AF]
    first = {e.subject: min(o.day for o in own if o.subject == e.subject) for e in own}
    died = {e.subject: e.day for e in EVENTS if e.fatal and e.day == days_at_risk(e.subject)}
    end = {subject: first.get(subject, days_at_risk(subject)) for subject in LAST_DOSE}
    free, incidence, steps = 1.0, 0.0, {}
    for day in sorted(set(end.values())):
        at_risk = sum(last >= day for last in end.values())
        events = sum(first.get(subject) == day for subject in end)
        deaths = sum(end[subject] == day and subject in died and subject not in first for subject in end)
        incidence += free * events / at_risk
        free *= 1 - (events + deaths) / at_risk
        steps[day] = incidence
    curve = tabulate_all(ADAM, PROTOCOL)["incidence_curves"].filter(pl.col("NAME") == "atrial fibrillation")
    assert [round(months * 365.25 / 12) for months in curve["TIME"]] == list(steps)
    assert curve["INCIDENCE"].to_list() == pytest.approx(list(steps.values()))


def test_a_list_of_special_interest_counts_uncoded_events_and_says_so() -> None:
    found = tabulate_all(ADAM, PROTOCOL)["special_interest"].filter(pl.col("NAME") == "atrial fibrillation")
    own = [event for event in EMERGENT if event.name in AF]
    coded = {event.subject for event in own if event.term}
    assert (found["N"].item(), found["EVENTS"].item()) == (patients(own), len(own))
    assert found["PROPOSED"].item() == len({event.subject for event in own} - coded) > 0


def test_results_name_patients_with_each_kind_of_event_and_the_deaths() -> None:
    result = analyze(TABLES, PROTOCOL)
    assert result["ae_grade3"].n == patients(filter(BY_HAND["GRADE3"], EMERGENT))
    assert result["aesi_atrial_fibrillation"].n == patients(event for event in EMERGENT if event.name in AF)
    assert (result["deaths"].n, result["ae_fatal"].n) == (5, 5)
    assert result.tables["deaths"]["RELATED"].to_list() == ["RELATED"] * 5
    assert result.tables["deaths"]["CAUSE"].to_list() == ["Pneumonia"] * 5


def test_every_death_serious_event_and_stop_has_a_narrative_that_is_called_a_draft() -> None:
    told = tabulate_all(ADAM, PROTOCOL)["narratives"]
    wanted = {e.subject for e in EMERGENT if e.serious == "Y" or e.action == "DRUG WITHDRAWN"}
    assert set(told["USUBJID"].cast(pl.String)) == wanted
    assert all(text.startswith("DRAFT") for text in told["TEXT"])
    died = told.filter(pl.col("REASONS").str.contains("death"))
    assert died.height == 5
    assert all("The patient died on day" in text and "The event was fatal." in text for text in died["TEXT"])


def test_a_table_by_arm_adds_up_to_the_table_of_all() -> None:
    in_a = pl.col("USUBJID").cast(pl.String) < "P20"
    arms = ADAM.adsl.with_columns(ARM=pl.when(in_a).then(pl.lit("A")).otherwise(pl.lit("B")))
    adam = replace(ADAM, adsl=arms)
    by_arm = tabulate_adverse_events(adam, PROTOCOL, by=("ARM",)).filter(pl.col("LEVEL") == "all")
    assert by_arm["ARM"].to_list() == ["A", "B"]
    whole = row(tabulate_adverse_events(ADAM, PROTOCOL), "all")
    assert {name: by_arm[name].sum() for name in COUNTS} == {name: whole[name] for name in COUNTS}


def small(rows: list[dict[str, str | None]]) -> StudyTables:
    tables = frames({"A": Patient(igm={1: 3000.0}, doses=((1, 100, 400.0),)), "B": Patient(igm={1: 3000.0})})
    head = {"TRIAL": 0, "STUDYID": "HAND", "USUBJID": "A", "AESTDTC": on(10).isoformat()}
    tables["AE"] = pl.DataFrame(
        [{**head, "AESEQ": n, **row} for n, row in enumerate(rows, 1)], infer_schema_length=None
    )
    return admit(tables).tables


def test_what_no_event_records_has_no_count_rather_than_zero() -> None:
    result = analyze(small([{"AETERM": "Cough", "AETOXGR": "2"}]), PROTOCOL)
    assert result["ae_any"].n == 1
    for identifier in ("ae_serious", "ae_related", "ae_held", "ae_stopped"):
        assert result[identifier].value is None
        assert "not collected" in str(result[identifier].reason)
    table = row(result.tables["adverse_events"], "all")
    assert (table["SERIOUS"], table["RELATED"], table["HELD"]) == (None, None, None)
    assert result["ae_grade3"].n == 0


def test_a_study_without_the_table_of_adverse_events_has_no_safety_rows() -> None:
    tables = frames({"A": Patient(igm={1: 3000.0})})
    result = analyze(admit({name: table for name, table in tables.items() if name != "AE"}).tables, PROTOCOL)
    assert result["ae_any"].value is None
    assert all(result.tables[name].is_empty() for name in ("adverse_events", "event_rates", "special_interest"))


def test_an_empty_table_of_adverse_events_says_that_nothing_happened() -> None:
    result = analyze(small([{"AETERM": "x"}]).replaced({"AE": small([{"AETERM": "x"}])["AE"].clear()}), PROTOCOL)
    table = row(result.tables["adverse_events"], "all")
    assert (table["N"], table["SERIOUS"], table["DENOM"]) == (0, 0, 2)


@pytest.mark.parametrize(
    ("record", "rule", "words"),
    [
        ({"AETERM": "severe a fib"}, "events.uncoded", "Atrial fibrillation (1)"),
        ({"AETERM": "moved house"}, "events.uncoded", "like none"),
        ({"AETERM": "x", "AEDECOD": "Cough", "AESEV": "SEVERE"}, "events.severity", "no grade"),
        ({"AETERM": "x", "AEDECOD": "Cough", "AESER": "N", "AESHOSP": "Y"}, "events.seriousness", "serious"),
        ({"AETERM": "x", "AEDECOD": "Cough", "AETRTEM": "N"}, "events.emergent", "the dates decide"),
    ],
)  # fmt: skip
def test_what_decides_and_is_open_is_reported(record: dict[str, str | None], rule: str, words: str) -> None:
    tables = small([record])
    found = list(find_event_doubts(tables, derive_all(tables, PROTOCOL).adsl, PROTOCOL))
    assert any(finding.rule == rule and words in finding.found for finding in found)


def test_a_column_that_only_some_events_fill_is_reported() -> None:
    tables = small([{"AETERM": "x", "AEDECOD": "Cough", "AESER": "Y"}, {"AETERM": "y", "AEDECOD": "Rash"}])
    found = list(find_event_doubts(tables, derive_all(tables, PROTOCOL).adsl, PROTOCOL))
    assert [finding.where for finding in found if finding.rule == "events.empty"] == ["AE, AESER"]


def test_a_criterion_of_seriousness_makes_an_event_serious_whatever_aeser_says() -> None:
    adae = derive_all(small([{"AETERM": "x", "AESER": "N", "AESHOSP": "Y"}]), PROTOCOL).adae
    assert adae["ASER"].to_list() == ["Y"]


def test_qualifiers_of_adverse_events_are_read() -> None:
    tables = frames({"A": Patient(igm={1: 3000.0})})
    head = {"TRIAL": 0, "STUDYID": "HAND", "USUBJID": "A"}
    tables["AE"] = pl.DataFrame([{**head, "AESEQ": 1, "AETERM": "Rash", "AESTDTC": on(5).isoformat(), "AESEV": "schwer",
                                  "AEREL": "UNLIKELY", "AEACN": "dose held", "AETRTEM": "Y"}])  # fmt: skip
    (event,) = derive_all(admit(tables).tables, PROTOCOL).adae.iter_rows(named=True)
    assert (event["ASEV"], event["ASEVN"], event["AREL"], event["AACN"]) == (
        "SEVERE", 3, "NOT RELATED", "DRUG INTERRUPTED",
    )  # fmt: skip
    assert event["ATOXGRN"] is None
