"""Toxicities as reports name them: a laboratory scale, the adverse events of the same meaning, or both.

Adverse events are coded in MedDRA (British spelling, "Oedema peripheral") or by the CTCAE's own terms ("Edema limbs").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..arguments import nearest
from ..errors import UsageError
from .limits import Direction


@dataclass(frozen=True)
class ToxicityTerm:
    """One toxicity of a report.

    Attributes:
        name: as the protocol writes it in `toxicity.terms`.
        analyte: LBTESTCD of the laboratory scale; "" where only adverse events tell.
        direction: side of normal that is graded.
        events: dictionary terms of adverse events that mean it, upper case.
    """

    name: str
    analyte: str = ""
    direction: Direction = "low"
    events: frozenset[str] = frozenset()


EDEMA_SITES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "limb": frozenset({"OEDEMA PERIPHERAL", "EDEMA PERIPHERAL", "PERIPHERAL EDEMA", "PERIPHERAL OEDEMA",
                           "EDEMA LIMBS", "OEDEMA LIMBS", "EDEMA: LIMB", "PERIPHERAL SWELLING"}),
        "face": frozenset({"FACE OEDEMA", "FACE EDEMA", "EDEMA FACE", "OEDEMA FACE", "EDEMA: HEAD AND NECK",
                           "SWELLING FACE"}),
        "periorbital": frozenset({"PERIORBITAL OEDEMA", "PERIORBITAL EDEMA", "EYELID OEDEMA", "EYELID EDEMA",
                                  "ORBITAL OEDEMA", "ORBITAL EDEMA", "PERIORBITAL SWELLING"}),
        "trunk": frozenset({"EDEMA TRUNK", "OEDEMA TRUNK", "EDEMA: TRUNK/GENITAL"}),
        "generalized": frozenset({"GENERALISED OEDEMA", "GENERALIZED OEDEMA", "GENERALISED EDEMA", "GENERALIZED EDEMA",
                                  "ANASARCA"}),
        "localized": frozenset({"LOCALISED OEDEMA", "LOCALIZED OEDEMA", "LOCALISED EDEMA", "LOCALIZED EDEMA"}),
        "not specified": frozenset({"OEDEMA", "EDEMA"}),
    }
)  # fmt: skip
"""The sites that "edema" pools: the founding trial reports one number, and imatinib edema is often periorbital.

Assumed: the abstract does not say which events it pooled. Edema of an organ (pulmonary, cerebral, laryngeal) and
effusions are other diseases and stay out.
"""

_EDEMA = frozenset().union(*EDEMA_SITES.values())

TERMS: Mapping[str, ToxicityTerm] = MappingProxyType(
    {
        term.name: term
        for term in (
            ToxicityTerm("anemia", "HGB", "low", frozenset({"ANAEMIA", "ANEMIA", "HAEMOGLOBIN DECREASED",
                                                            "HEMOGLOBIN DECREASED", "HEMOGLOBIN"})),
            ToxicityTerm("leucopenia", "WBC", "low", frozenset({"LEUKOPENIA", "LEUCOPENIA",
                                                                "WHITE BLOOD CELL COUNT DECREASED",
                                                                "WHITE BLOOD CELL DECREASED",
                                                                "LEUKOCYTES (TOTAL WBC)"})),
            ToxicityTerm("neutropenia", "NEUT", "low", frozenset({"NEUTROPENIA", "NEUTROPHIL COUNT DECREASED",
                                                                  "NEUTROPHILS/GRANULOCYTES (ANC/AGC)",
                                                                  "GRANULOCYTOPENIA", "AGRANULOCYTOSIS"})),
            ToxicityTerm("thrombocytopenia", "PLAT", "low", frozenset({"THROMBOCYTOPENIA", "PLATELET COUNT DECREASED",
                                                                       "PLATELETS"})),
            ToxicityTerm("lymphopenia", "LYM", "low", frozenset({"LYMPHOPENIA", "LYMPHOCYTE COUNT DECREASED"})),
            ToxicityTerm("edema", events=_EDEMA),
        )
    }
)  # fmt: skip
"""Terms by the name that a protocol gives."""

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "anaemia": "anemia", "leukopenia": "leucopenia", "oedema": "edema", "low platelets": "thrombocytopenia",
        "granulocytopenia": "neutropenia", "lymphocytopenia": "lymphopenia",
    }
)  # fmt: skip


OTHER_EVENTS = "other adverse events"
"""Stands among toxicities that were not looked for, where nothing but the toxicities named elsewhere was."""


def toxicity_term(name: str) -> ToxicityTerm:
    """The toxicity of a name in `toxicity.terms`, whatever its spelling or case.

    Raises:
        UsageError: no such toxicity.
    """
    plain = name.strip().lower()
    plain = ALIASES.get(plain, plain)
    if plain not in TERMS:
        near = nearest(plain, [*TERMS, *ALIASES])
        fix = f"write {near}" if near else f"write one of: {', '.join(TERMS)}"
        raise UsageError.one("toxicity.terms", f"'{name}' is not a toxicity known here", fix)
    return TERMS[plain]


def term_named(name: str) -> ToxicityTerm:
    """The toxicity of this name; an unknown name stands for adverse events of exactly these words."""
    plain = name.strip().lower()
    if plain in TERMS or plain in ALIASES:
        return toxicity_term(plain)
    return ToxicityTerm(plain, events=frozenset({plain.upper()}))


def is_event_of(term: ToxicityTerm, dictionary_term: str) -> bool:
    """Whether an adverse event, by its dictionary or reported term, is this toxicity."""
    return " ".join(dictionary_term.upper().split()) in term.events
