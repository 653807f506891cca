"""A draft is not finished until a person has confirmed it, and `check` says so."""

import pytest

from paraprotein.drafting.findings import check_draft
from paraprotein.drafting.protocol import short_id
from paraprotein.sources import Provenance


def test_each_thing_to_fill_in_is_a_warning_and_all_guesses_are_one_note() -> None:
    provenance = {
        "treatment.toxicity": Provenance("assumed", "to fill in: the dose rules"),
        "assays.IGM.unit": Provenance("assumed", "guess: 5 results"),
        "assays.IGM.name": Provenance("assumed", "guess: 5 results"),
        "visits.every": Provenance("assumed", "the usual schedule"),
        "study.title": Provenance("stated"),
    }
    fill_in, guesses = check_draft(provenance, "p.yaml")
    assert (fill_in.severity, fill_in.where) == ("warning", "p.yaml treatment.toxicity")
    assert (guesses.severity, guesses.found) == ("note", "1 guesses from data are not confirmed: assays.IGM")


def test_a_finished_protocol_has_nothing_to_say() -> None:
    assert check_draft({"study.title": Provenance("stated")}, "p.yaml") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ABC-1", "ABC-1"), ("A LONG STUDY NAME 2020-001234-56", "A LONG STUDY NAME 20"), ("Ä_1", "1"), ("??", "STUDY")],
)
def test_a_long_or_odd_study_id_is_cut_to_what_a_protocol_takes(text: str, expected: str) -> None:
    assert short_id(text) == expected
