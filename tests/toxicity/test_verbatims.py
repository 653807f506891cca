"""Reported terms and the CTCAE terms that they seem to name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paraprotein.toxicity.groups import STANDARD
from paraprotein.toxicity.names import plain_name
from paraprotein.toxicity.verbatims import TERMS, Verbatim, propose_terms


@pytest.mark.parametrize(
    ("verbatim", "terms"),
    [
        ("NAUSEA", ["Nausea"]), ("severe nausea, grade 3", ["Nausea"]), ("nausea and vomiting", ["Nausea", "Vomiting"]),
        ("Nausia", ["Nausea"]), ("a. fib", ["Atrial fibrillation"]), ("Pneumonia (fatal)", ["Lung infection"]),
        ("Diarrhoea", ["Diarrhea"]), ("swollen ankles", ["Edema limbs"]), ("no nausea", []), ("denies pain", []),
        ("upper respiratory infection", ["Upper respiratory infection"]), ("moved house", []), ("", []), ("?", []),
    ],
)  # fmt: skip
def test_words_of_investigators_lead_to_terms(verbatim: str, terms: list[str]) -> None:
    assert [found.term for found in propose_terms(verbatim)] == terms


@pytest.mark.parametrize("entry", TERMS, ids=lambda entry: entry.term)
def test_every_term_is_proposed_for_its_own_name(entry: Verbatim) -> None:
    assert entry in propose_terms(entry.term)


@given(text=st.text(max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    assert len(set(propose_terms(text))) == len(propose_terms(text))


def test_british_and_american_spellings_are_one_name() -> None:
    pairs = [("Anaemia", "anemia"), ("Oedema peripheral", "EDEMA PERIPHERAL"), ("Haemorrhage", "Hemorrhage"),
             ("Diarrhoea", "Diarrhea"), ("Dyspnoea", "Dyspnea"), ("Leucopenia", "Leukopenia")]  # fmt: skip
    for british, american in pairs:
        assert plain_name(british) == plain_name(american)


def test_the_standard_lists_have_the_seven_names_and_a_source_each() -> None:
    assert list(STANDARD) == [
        "atrial fibrillation", "bleeding", "infection", "neuropathy", "infusion reaction", "cytokine release",
        "second cancer",
    ]  # fmt: skip
    assert all(group.source.citation and group.plain for group in STANDARD.values())
    assert plain_name("Haematuria") in STANDARD["bleeding"].plain
