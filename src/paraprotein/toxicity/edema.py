"""How each edition of the CTCAE grades edema: text, because a person grades it, not a laboratory."""

from dataclasses import dataclass

from ..sources import Standing


@dataclass(frozen=True)
class EdemaScale:
    """One edema term of one or more editions.

    Attributes:
        editions: names of the editions, e.g. `ctcae-5.0`.
        term: the term as printed.
        site: site of `terms.EDEMA_SITES`.
        grades: what grades 1 to 4 look like, in short; "" where the edition has no such grade.
        standing: how the text is known.
    """

    editions: tuple[str, ...]
    term: str
    site: str
    grades: tuple[str, str, str, str]
    standing: Standing


EDEMA_SCALES = (
    EdemaScale(
        ("ctcae-3.0",),
        "Edema: limb",
        "limb",
        (
            "5-10 % difference between limbs; swelling or obscured anatomy on close inspection; pitting",
            ">10-30 % difference; readily apparent; skin folds obliterated",
            ">30 % difference; lymphorrhea; gross deviation from normal contour; interferes with daily living",
            "malignancy (lymphangiosarcoma); amputation; disabling",
        ),
        "recalled",
    ),
    EdemaScale(
        ("ctcae-3.0",),
        "Edema: head and neck",
        "face",
        (
            "localized, dependent, no functional impairment",
            "facial or neck edema with functional impairment",
            "generalized with functional impairment",
            "ulceration, cerebral edema, tracheotomy or feeding tube",
        ),
        "recalled",
    ),
    EdemaScale(
        ("ctcae-4.03", "ctcae-5.0"),
        "Edema limbs",
        "limb",
        (
            "5-10 % difference between limbs; swelling on close inspection",
            ">10-30 % difference; readily apparent; limits instrumental daily living",
            ">30 % difference; gross deviation; limits self care",
            "",
        ),
        "verified",
    ),
    EdemaScale(
        ("ctcae-4.03", "ctcae-5.0"),
        "Edema face",
        "face",
        (
            "localized facial edema",
            "moderate localized facial edema; limits instrumental daily living",
            "severe swelling; limits self care",
            "",
        ),
        "verified",
    ),
    EdemaScale(
        ("ctcae-4.03", "ctcae-5.0"),
        "Periorbital edema",
        "periorbital",
        (
            "soft or non-pitting",
            "indurated or pitting; topical treatment",
            "visual disturbance, raised pressure in the eye, optic neuritis; diuretics; operation",
            "",
        ),
        "verified",
    ),
    EdemaScale(
        ("ctcae-5.0",),
        "Generalized edema",
        "generalized",
        (
            "noted on examination; 1+ pitting",
            "limits instrumental daily living; oral treatment",
            "limits self care; intravenous treatment; skin breakdown",
            "life-threatening",
        ),
        "verified",
    ),
    EdemaScale(
        ("ctcae-6.0",),
        "Peripheral edema",
        "limb",
        (
            "swelling on close inspection",
            "readily apparent; limits instrumental daily living",
            "gross deviation; limits self care",
            "",
        ),
        "verified",
    ),
)
"""v3.0 recalled; v4.03 and v5.0 read in copies of the NCI sheets (CTCAE_4.03.csv, CTCAE_v5.0.csv; edema limbs also in
PMC9512730, Table 3); v6.0 in a transcription of the sheet."""


def edema_scales(edition: str) -> tuple[EdemaScale, ...]:
    """The edema terms of an edition, in the order of the sheet."""
    return tuple(scale for scale in EDEMA_SCALES if edition in scale.editions)
