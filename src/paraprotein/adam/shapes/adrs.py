"""ADRS: response by visit and by subject."""

from ...response.clauses import Clause
from ..adrs import PARAMS
from .declaration import YES, AdamShape, Parameter, Terms, assigned, derived, head, sequence, terms, traces

_RULES = {
    "OVR": "Category of the visit by itself: the first clause of the criteria (CRIT) that holds for the marker and the "
    "findings of the visit.",
    "COVR": "OVR with progression confirmed or refuted by the next sample, visits after progression marked post, and "
    "visits under a new therapy set aside.",
    "INVOVR": "RS.RSSTRESC of the test OVRLRESP on the day of the visit; compared with ours, never used by it.",
    "BOR": "Best COVR up to progression and new therapy.",
    "CBOR": "Best COVR where every response was upheld by the next visit that can be judged.",
    "RSP": "Y where COVR reached MR or better; ADT is the first such visit.",
    "RSPPR": "Y where COVR reached PR or better; ADT is the first such visit.",
    "PD": "What kind of progression; ADT is the day on which it was first seen.",
}

CLAUSES = Terms(
    "CRIT",
    {clause.name: clause.name.replace("_", " ").capitalize() for clause in Clause if clause is not Clause.NO_VISIT},
)

ADRS = AdamShape(
    "ADRS",
    "Response Analysis Dataset",
    "One record per parameter per assessment per subject",
    "BASIC DATA STRUCTURE",
    ("STUDYID", "USUBJID", "PARAMCD", "ADT"),
    (
        *head(),
        sequence(),
        assigned("PARAMCD", "Parameter Code", "text", "One code for each kind of record.", 8,
                 terms=Terms("ADRS.PARAMCD", PARAMS), is_required=True),
        assigned("PARAM", "Parameter", "text", "PARAMCD in words.", 60,
                 terms=terms("ADRS.PARAM", *PARAMS.values()), is_required=True),
        derived("AVALC", "Analysis Value (C)", "text", "By parameter: see its value-level derivation.", 40,
                is_required=True),
        derived("ADT", "Analysis Date", "date", "Day of the assessment; null for a best response and for a No."),
        derived("ADY", "Analysis Relative Day", "integer", "ADT - TRTSDT + 1; there is no day 0."),
        derived("ANL01FL", "Analysis Flag 01", "text", "Y for a visit that counts for best response.", 1, terms=YES),
        derived("CRIT", "Clause That Decided", "text", "The clause of the criteria that decided OVR.", 16,
                terms=CLAUSES),
        assigned("CRITVER", "Edition of the Response Criteria", "text", "response.criteria of the protocol.", 16,
                 is_required=True),
        *traces(("LB", "RS", "ADRS")),
    ),
    tuple(Parameter(code, title, "AVALC", _RULES[code]) for code, title in PARAMS.items()),
)  # fmt: skip
"""Declaration of ADRS."""
