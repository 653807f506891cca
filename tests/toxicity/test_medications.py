"""Treatments that change what a laboratory value means, by the names that records give."""

import pytest

from paraprotein.toxicity.medications import MEDICATIONS, medications_in


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("Warfarin sodium 5 mg", ["anticoagulant"]),
        ("ENOXAPARIN", ["anticoagulant"]),
        ("heparin sodium", ["anticoagulant"]),
        ("heparin lock flush", []),
        ("aspirin", []),
        ("no warfarin", []),
        ("filgrastim", ["growth factor"]),
        ("Pegfilgrastim (Neulasta)", ["growth factor"]),
        ("epoetin alfa", ["growth factor"]),
        ("packed red blood cells", ["transfusion"]),
        ("PRBC", ["transfusion"]),
        ("platelet transfusion", ["transfusion"]),
        ("platelet aggregation inhibitor", []),
        ("dexamethasone", []),
    ],
)
def test_a_record_is_known_by_substance_brand_or_product(name: str, kinds: list[str]) -> None:
    assert [found.kind for found in medications_in(name)] == kinds


def test_every_treatment_has_a_source_and_touches_a_test() -> None:
    for medication in MEDICATIONS:
        assert medication.source.citation
        assert medication.analytes
