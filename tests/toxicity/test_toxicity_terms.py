"""Toxicities as reports name them."""

import pytest

from paraprotein.errors import UsageError
from paraprotein.toxicity.ctcae import EDITIONS, edition_named, scale_of
from paraprotein.toxicity.edema import EDEMA_SCALES, edema_scales
from paraprotein.toxicity.terms import EDEMA_SITES, TERMS, is_event_of, toxicity_term


@pytest.mark.parametrize(
    ("name", "analyte"),
    [
        ("anemia", "HGB"),
        ("Anaemia", "HGB"),
        ("leucopenia", "WBC"),
        ("leukopenia", "WBC"),
        ("neutropenia", "NEUT"),
        ("thrombocytopenia", "PLAT"),
        ("lymphopenia", "LYM"),
        ("edema", ""),
        ("Oedema ", ""),
    ],
)
def test_each_spelling_finds_its_toxicity(name: str, analyte: str) -> None:
    assert toxicity_term(name).analyte == analyte


def test_an_unknown_toxicity_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="write neutropenia"):
        toxicity_term("neutropaenia")
    with pytest.raises(UsageError, match="write one of: anemia"):
        toxicity_term("hiccups")


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_founding_trials_laboratory_toxicities_have_a_scale_in_every_edition(edition: str) -> None:
    for name in ("anemia", "leucopenia", "neutropenia", "thrombocytopenia"):
        term = TERMS[name]
        assert scale_of(edition_named(edition), term.analyte, term.direction) is not None


@pytest.mark.parametrize(
    "event",
    ["Oedema peripheral", "PERIORBITAL OEDEMA", "Edema limbs", "edema  face", "Generalised oedema", "Edema"],
)
def test_edema_pools_its_sites_in_either_spelling(event: str) -> None:
    assert is_event_of(toxicity_term("edema"), event)


@pytest.mark.parametrize(
    "event", ["Pulmonary oedema", "Brain oedema", "Pleural effusion", "Angioedema", "Weight increased"]
)
def test_edema_of_an_organ_is_another_disease(event: str) -> None:
    assert not is_event_of(toxicity_term("edema"), event)


def test_no_event_means_two_toxicities() -> None:
    events = [event for term in TERMS.values() for event in term.events]
    assert len(events) == len(set(events))
    assert all(event == event.upper() for event in events)


def test_every_edition_grades_edema_of_limbs_and_its_terms_are_in_the_group() -> None:
    for edition in EDITIONS:
        assert any(scale.site == "limb" for scale in edema_scales(edition))
    for scale in EDEMA_SCALES:
        assert scale.site in EDEMA_SITES
        assert is_event_of(toxicity_term("edema"), scale.term)
        assert all(scale.grades[:3])
