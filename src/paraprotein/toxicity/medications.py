"""Treatment that changes what a laboratory value means: anticoagulants, growth factors, transfusions.

An anticoagulant decides by which limits an INR is graded. A growth factor or a transfusion raises counts, so that a
value under its effect shows less toxicity than there is: such values are flagged, and counted with and without them.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from ..sources import Source

Kind = Literal["anticoagulant", "growth factor", "transfusion"]


@dataclass(frozen=True)
class Medication:
    """Treatments of one kind that touch the same laboratory tests.

    Attributes:
        kind: what it is.
        names: words of a record's name, in capitals, each a regular expression.
        analytes: LBTESTCD of the values that it touches.
        days: days after the last one on which it still does.
        source: where the names and the effect are described.
    """

    kind: Kind
    names: tuple[str, ...]
    analytes: tuple[str, ...]
    days: int
    source: Source


ATC = Source("atc-b01a", "WHO Collaborating Centre, ATC index, B01A and L03A, B03X", note="names; recalled")
FILGRASTIM = Source(
    "filgrastim-label", "Neupogen (filgrastim), US prescribing information",
    note="recalled: neutrophils return to where they were within 4 to 7 days of the last dose",
)  # fmt: skip
PEGFILGRASTIM = Source(
    "pegfilgrastim-label", "Neulasta (pegfilgrastim), US prescribing information",
    note="recalled: not within 14 days before chemotherapy",
)  # fmt: skip
EPOETIN = Source(
    "epoetin-label", "Epogen (epoetin alfa), US prescribing information",
    note="recalled: hemoglobin answers within 2 to 6 weeks; 28 days are assumed",
)  # fmt: skip
ROMIPLOSTIM = Source(
    "romiplostim-label", "Nplate (romiplostim), US prescribing information",
    note="recalled: platelets return to baseline within about 2 weeks",
)  # fmt: skip
MDS = Source(
    "platzbecker2019", "Platzbecker et al., Blood 2019;133:1020", "10.1182/blood-2018-06-857102",
    "recalled: hemoglobin within 14 days of red cells and platelets within 7 days of platelets are set aside",
)  # fmt: skip

MEDICATIONS: Final[tuple[Medication, ...]] = (
    Medication(
        "anticoagulant",
        ("WARFARIN", "COUMADIN", "JANTOVEN", "PHENPROCOUMON", "MARCUMAR", "MARCOUMAR", "FALITHROM", "ACENOCOUMAROL",
         "SINTROM", "FLUINDIONE", r"HEPARIN\w*", "ENOXAPARIN", "LOVENOX", "CLEXANE", "DALTEPARIN", "FRAGMIN",
         "TINZAPARIN", "INNOHEP", "NADROPARIN", "FRAXIPARINE?", "BEMIPARIN", "CERTOPARIN", "FONDAPARINUX", "ARIXTRA",
         "APIXABAN", "ELIQUIS", "RIVAROXABAN", "XARELTO", "EDOXABAN", "LIXIANA", "SAVAYSA", "DABIGATRAN", "PRADAXA",
         "ARGATROBAN", "BIVALIRUDIN"),
        ("INR",), 0, ATC,
    ),
    Medication(
        "growth factor",
        ("FILGRASTIM", "NEUPOGEN", "ZARXIO", "ZARZIO", "NIVESTYM", "GRANIX", "TBO FILGRASTIM", "LENOGRASTIM",
         "GRANOCYTE", "SARGRAMOSTIM", "LEUKINE", "G CSF", "GCSF", "GM CSF"),
        ("NEUT", "WBC"), 7, FILGRASTIM,
    ),
    Medication(
        "growth factor",
        ("PEGFILGRASTIM", "NEULASTA", "LIPEGFILGRASTIM", "LONQUEX", "EFLAPEGRASTIM", "FULPHILA", "ZIEXTENZO"),
        ("NEUT", "WBC"), 14, PEGFILGRASTIM,
    ),
    Medication(
        "growth factor",
        (r"EPOETIN\w*", "ERYTHROPOIETIN", "EPOGEN", "PROCRIT", "EPREX", "RETACRIT", "NEORECORMON", r"DARBEPOETIN\w*",
         "ARANESP", "MIRCERA", "LUSPATERCEPT", "REBLOZYL"),
        ("HGB",), 28, EPOETIN,
    ),
    Medication(
        "growth factor",
        ("ROMIPLOSTIM", "NPLATE", "ELTROMBOPAG", "PROMACTA", "REVOLADE", "AVATROMBOPAG", "DOPTELET", "OPRELVEKIN",
         "LUSUTROMBOPAG"),
        ("PLAT",), 14, ROMIPLOSTIM,
    ),
    Medication(
        "transfusion",
        ("RED BLOOD CELLS?", "RED CELLS?", "PACKED CELLS?", "ERYTHROCYTES?", "P?RBCS?", "BLOOD TRANSFUSION",
         "WHOLE BLOOD"),
        ("HGB",), 14, MDS,
    ),
    Medication(
        "transfusion",
        (r"PLATELETS? (?:TRANSFUSION|CONCENTRATE|APHERESIS)\w*", "TRANSFUSION OF PLATELETS", "THROMBOCYTES?",
         r"PLATELETS?(?: \w+)? TRANSFUSIONS?", "POOLED PLATELETS", "PLATELETS$"),
        ("PLAT",), 7, MDS,
    ),
)  # fmt: skip
"""Every treatment that is known; one that is not in the table touches nothing."""

_NOT_GIVEN = re.compile(r"\b(?:FLUSH|LOCK|NO|WITHOUT|DECLINED|TOPICAL|GEL|CREAM)\b")
"""A heparin that keeps a line open, or is rubbed in, and a denial are no anticoagulation."""


@cache
def medications_in(name: str) -> tuple[Medication, ...]:
    """The treatments of the table that a record names.

    Args:
        name: CMTRT, CMDECOD, PRTRT or PRDECOD, any case.

    Example:
        >>> [found.kind for found in medications_in("Warfarin sodium")]
        ['anticoagulant']
    """
    plain = " ".join(re.sub(r"[^\w ]+", " ", name.upper()).split())
    if _NOT_GIVEN.search(plain):
        return ()
    return tuple(each for each in MEDICATIONS if any(re.search(rf"\b(?:{word})\b", plain) for word in each.names))
