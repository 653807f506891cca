"""Worst grades: any, treatment-emergent, and as adverse events code them."""

import polars as pl
import pytest
from hand_built import PROTOCOL, Patient, build

from paraprotein.adam.derive import derive_all

IGM = {1: 3000.0, 29: 2900.0}
TREATED = ((1, 56, 400.0),)


def grades(term: str, **patient: object) -> dict[str, int | None]:
    table = derive_all(build({"A": Patient(igm=IGM, doses=TREATED, **patient)}), PROTOCOL).toxicity
    return dict(table.filter(pl.col("TERM") == term).select(pl.col("COUNT").cast(pl.String), "GRADE").iter_rows())


def test_an_anemia_that_was_there_before_is_counted_but_not_emergent() -> None:
    assert grades("anemia", labs={"HGB": {1: 9.5, 29: 9.0, 57: 9.4}}) == {"any": 2, "emergent": 0}


def test_an_anemia_that_worsens_is_emergent() -> None:
    assert grades("anemia", labs={"HGB": {1: 9.5, 29: 7.9}}) == {"any": 3, "emergent": 3}


def test_values_before_treatment_and_long_after_it_do_not_count() -> None:
    assert grades("anemia", labs={"HGB": {-5: 6.0, 1: 12.5, 29: 12.5, 87: 6.0}}) == {"any": 0, "emergent": 0}


def test_an_adverse_event_of_a_laboratory_term_is_counted_apart() -> None:
    found = grades("neutropenia", labs={"NEUT": {1: 3.0, 29: 1.2}}, events=[("Neutropenia", 3, 30, 40)])
    assert found == {"any": 2, "emergent": 2, "ae": 3}


@pytest.mark.parametrize("word", ["Oedema peripheral", "EDEMA: LIMB", "Periorbital oedema", "Generalized edema"])
def test_edema_pools_its_sites(word: str) -> None:
    assert grades("edema", events=[(word, 2, 20, None)]) == {"any": 2, "emergent": 2, "ae": 2}


def test_an_edema_that_lasts_from_before_counts_as_any_only() -> None:
    assert grades("edema", events=[("Oedema", 2, -10, None)]) == {"any": 2}


def test_an_edema_that_ended_before_the_first_dose_does_not_count() -> None:
    assert grades("edema", events=[("Oedema", 2, -10, -2)]) == {}


def test_an_edema_that_was_over_before_the_first_dose_is_no_baseline() -> None:
    assert grades("edema", events=[("Oedema", 2, -30, -2), ("Oedema", 1, 20, None)])["emergent"] == 1
    assert grades("edema", events=[("Oedema", 2, -30, 1), ("Oedema", 1, 20, None)])["emergent"] == 0


def test_an_edema_that_worsens_under_treatment_is_emergent() -> None:
    assert grades("edema", events=[("Oedema", 1, -10, 14), ("Oedema", 2, 15, None)]) == {
        "any": 2,
        "emergent": 2,
        "ae": 2,
    }


def test_an_event_without_a_start_date_counts_as_emergent() -> None:
    assert grades("edema", events=[("Oedema", 2, None, None)])["emergent"] == 2


def test_an_event_without_a_grade_is_no_grade() -> None:
    assert grades("edema", events=[("Oedema", None, 20, None)])["any"] is None


def test_a_toxicity_that_the_table_does_not_know_is_read_from_adverse_events() -> None:
    toxicity = PROTOCOL.toxicity.model_copy(update={"terms": ("nausea",)})
    patient = Patient(igm=IGM, doses=TREATED, events=[("Nausea", 2, 10, 12)])
    table = derive_all(build({"A": patient}), PROTOCOL.model_copy(update={"toxicity": toxicity})).toxicity
    assert table.select("TERM", "COUNT", "GRADE").rows() == [
        ("nausea", "any", 2),
        ("nausea", "emergent", 2),
        ("nausea", "ae", 2),
    ]
