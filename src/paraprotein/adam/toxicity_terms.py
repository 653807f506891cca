"""Toxicities as a report names them: which laboratory test and which adverse events belong to each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True)
class Term:
    """One toxicity.

    Attributes:
        label: what a reader sees.
        analyte: LBTESTCD whose grade counts; "" when only adverse events can tell.
        direction: side of normal that is graded.
        pattern: regular expression on the lower-case dictionary or reported term of an adverse event.
    """

    label: str
    analyte: str
    pattern: str
    direction: Literal["low", "high"] = "low"


TERMS: Mapping[str, Term] = MappingProxyType(
    {
        "anemia": Term("Anemia", "HGB", r"an(?:a)?emia|h(?:a)?emoglobin (?:decreas|low)"),
        "neutropenia": Term("Neutropenia", "NEUT", r"neutropeni|neutrophil count decreas|granulocytopeni"),
        "leucopenia": Term(
            "Leucopenia", "WBC", r"leu[ck]openi|white blood cell (?:count )?decreas|leukocytes? decreas"
        ),
        "thrombocytopenia": Term("Thrombocytopenia", "PLAT", r"thrombocytopeni|platelet count decreas"),
        "lymphopenia": Term("Lymphopenia", "LYM", r"lymphopeni|lymphocyte count decreas"),
        "edema": Term("Edema", "", r"o?edema|fluid retention"),
    }
)
"""Terms by the name that a protocol gives in `toxicity.terms`. Edema is one pooled word: limb, face, periorbital,
trunk, localized and generalized edema are counted together, as the founding trial's abstract does."""


def term_named(name: str) -> Term:
    """The toxicity of this name; a name that the table does not have is looked for in the words of adverse events."""
    return TERMS.get(name.lower()) or Term(name.capitalize(), "", re.escape(name.lower()))
