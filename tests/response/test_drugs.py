"""Names of drugs after which IgM flares (Ghobrial et al. 2004) or rebounds in a hold (Castillo et al. 2018)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paraprotein.response.drugs import (
    DRUGS,
    WITHOUT_EFFECT,
    DrugFact,
    effects_of,
    is_anticancer,
    is_known,
    is_placebo,
    is_study_drug,
    is_suspect,
)


@pytest.mark.parametrize(
    "name",
    [
        "rituximab", "RITUXIMAB-ABBS", "Rituximab SC", "rituximab + bendamustine", "MabThera", "Truxima", "GA-101",
        "R-CHOP", "R-CHOP x 6 cycles", "DRC", "DRC regimen", "BDR", "BR", "R/Bendamustine", "FCR", "obinutuzumab",
        "Ofatumumab (Arzerra)", "veltuzumab", "TG-1101", "ocrelizumab", "tositumomab", "anti-CD20 antibody",
        "Rituximab/hyaluronidase", "ритуксимаб",
    ],
)  # fmt: skip
def test_igm_may_flare_after(name: str) -> None:
    assert effects_of(name) == {"flare"}
    assert not is_suspect(name)


@pytest.mark.parametrize(
    "name", ["ibrutinib", "IMBRUVICA 140 mg", "PCI-32765", "acalabrutinib", "zanubrutinib", "tirabrutinib", "Jaypirca"]
)
def test_igm_may_rebound_in_a_hold_of(name: str) -> None:
    assert effects_of(name) == {"rebound"}


def test_a_combination_has_the_effects_of_its_parts() -> None:
    assert effects_of("ibrutinib + rituximab") == {"flare", "rebound"}


@pytest.mark.parametrize(
    "name", ["imatinib", "isatuximab", "daratumumab", "siltuximab", "brentuximab vedotin", "CHOP", "aspirin", "B"]
)
def test_other_drugs_mean_nothing_and_raise_no_suspicion(name: str) -> None:
    assert not effects_of(name)
    assert not is_suspect(name)


@pytest.mark.parametrize(
    "name", ["Rituxamab", "remitinibrutinib", "glofitamab", "footuximab", "bendamustine (no rituximab)", "RVD", "R"]
)
def test_a_name_that_may_be_one_of_them_is_suspect_and_not_counted(name: str) -> None:
    assert not effects_of(name)
    assert is_suspect(name)


@pytest.mark.parametrize("name", ["placebo", "rituximab placebo", "Placebo to match ibrutinib", "sham"])
def test_placebo_is_no_drug(name: str) -> None:
    assert is_placebo(name)
    assert not effects_of(name)
    assert not is_suspect(name)


def test_the_study_drug_is_named_by_itself_or_by_a_general_name() -> None:
    assert is_study_drug("Rituximab 375 mg/m2", "rituximab")
    assert is_study_drug("STUDY DRUG", "rituximab")
    assert not is_study_drug("bendamustine", "rituximab")


@pytest.mark.parametrize(
    ("recorded", "drug"), [("Imbruvica 140 mg", "ibrutinib"), ("MabThera", "Rituximab"), ("ibrutinib", "Imbruvica"),
                           ("Glivec", "imatinib"), ("VELCADE", "bortezomib")]
)  # fmt: skip
def test_a_brand_is_the_study_drug(recorded: str, drug: str) -> None:
    assert is_study_drug(recorded, drug)
    assert not is_study_drug(f"no {recorded}", "zanubrutinib")


def test_drugs_against_the_disease_are_known_by_brand_and_corticosteroids_are_not_among_them() -> None:
    assert is_anticancer("Velcade 1.3 mg/m2")
    assert is_anticancer("Bendamustin")
    assert is_anticancer("R-CHOP")
    assert not is_anticancer("Dexamethasone 4 mg")
    assert not is_anticancer("aspirin")


@given(
    st.sampled_from([(fact, spelling) for fact in DRUGS for spelling in (fact.name, *fact.spellings)]), st.booleans()
)
def test_every_spelling_is_found_in_any_case(entry: tuple[DrugFact, str], lower: bool) -> None:
    fact, spelling = entry
    assert effects_of(spelling.lower() if lower else spelling) >= fact.effects


@given(st.text(max_size=30))
def test_any_text_is_read_without_a_failure_and_is_either_counted_or_suspect(text: str) -> None:
    assert not (effects_of(text) and is_suspect(text))


def test_each_drug_has_a_source_and_one_spelling_names_one_entry() -> None:
    spellings = [spelling for fact in DRUGS for spelling in (fact.name, *fact.spellings)]
    assert all(fact.source.citation and fact.effects for fact in DRUGS)
    assert {spelling for spelling in WITHOUT_EFFECT if effects_of(spelling)} == set()
    assert all(is_known(spelling) for spelling in (*spellings, *WITHOUT_EFFECT))
