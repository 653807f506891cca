"""Which laboratory test plays which part in criteria of several markers, with the unit in which the rules take it.

Codes are LBTESTCD of CDISC controlled terminology where `is_cdisc`; the others are ours, because the standard
uses one code for several specimens (LBSPEC) or keeps the test in another domain. A protocol may name
others (`response.analytes`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from .amyloidosis.criteria import AmyloidosisCriteria
from .editions import Criteria
from .myeloma.criteria import MyelomaCriteria


@dataclass(frozen=True)
class Role:
    """One part that a laboratory test plays.

    Attributes:
        name: field of the course that it fills.
        code: LBTESTCD unless the protocol names another.
        unit: unit of the rules; empty for a finding that is NEGATIVE or POSITIVE.
        title: what is measured.
        is_cdisc: the code is in CDISC controlled terminology.
        worse: which of several values of one day is the worse one.
        is_washed_out: plasma exchange takes it out of the blood.
    """

    name: str
    code: str
    unit: str
    title: str
    is_cdisc: bool = True
    worse: Literal["high", "low"] = "high"
    is_washed_out: bool = False


SERUM = Role("serum", "MCPROT", "mg/dL", "serum M-protein", is_washed_out=True)
URINE = Role("urine", "UMCPROT", "mg/day", "urine M-protein in 24 hours", is_cdisc=False)  # CDISC: MCPROT in urine
KAPPA = Role("kappa", "KLCFR", "mg/L", "free kappa light chain", is_washed_out=True)
LAMBDA = Role("lambda_", "LLCFR", "mg/L", "free lambda light chain", is_washed_out=True)
SERUM_FIXATION = Role("serum_immunofixation", "IFE", "", "serum immunofixation", is_cdisc=False, is_washed_out=True)
URINE_FIXATION = Role("urine_immunofixation", "UIFE", "", "urine immunofixation", is_cdisc=False)

MYELOMA_ROLES = (
    SERUM,
    URINE,
    KAPPA,
    LAMBDA,
    Role("marrow", "PLSTCECE", "%", "plasma cells of all marrow cells"),
    Role("circulating", "PLSTCE", "/uL", "circulating plasma cells"),
    SERUM_FIXATION,
    URINE_FIXATION,
    Role("clonal_cells", "PLSNCE", "", "clonal plasma cells by immunohistochemistry"),
)
"""Tests that the myeloma criteria read."""

RELAPSE_ROLES = (
    Role("calcium", "CA", "mg/dL", "calcium"),
    Role("hemoglobin", "HGB", "g/dL", "hemoglobin", worse="low"),
    Role("creatinine", "CREAT", "mg/dL", "creatinine"),
)
"""Tests of clinical relapse in myeloma, which decides no response."""

AMYLOIDOSIS_ROLES = (
    KAPPA,
    LAMBDA,
    SERUM,
    URINE,
    SERUM_FIXATION,
    URINE_FIXATION,
    Role("nt_probnp", "BNPPRONT", "ng/L", "NT-proBNP"),
    Role("troponin", "TROPONIT", "ng/L", "troponin T"),
    Role("ejection_fraction", "LVEF", "%", "left ventricular ejection fraction", is_cdisc=False, worse="low"),
    Role("proteinuria", "PROTEXR", "mg/day", "urine protein in 24 hours"),
    Role("filtration", "GFRE", "mL/min/1.73m2", "estimated glomerular filtration rate", worse="low"),
    Role("phosphatase", "ALP", "U/L", "alkaline phosphatase"),
    Role("liver_span", "LIVSPAN", "cm", "liver span", is_cdisc=False),
)
"""Tests that the AL amyloidosis criteria read."""

DEFAULT_CODES: Mapping[str, str] = MappingProxyType(
    {role.name: role.code for role in (*MYELOMA_ROLES, *AMYLOIDOSIS_ROLES)}
)
"""Role -> LBTESTCD."""


def roles_of(criteria: Criteria) -> tuple[Role, ...]:
    """The tests that an edition reads; none for criteria of one serum marker, which the protocol names itself."""
    if isinstance(criteria, MyelomaCriteria):
        return MYELOMA_ROLES
    return AMYLOIDOSIS_ROLES if isinstance(criteria, AmyloidosisCriteria) else ()
