"""ADRS: response by visit and by subject."""

from ...response import AmyloidosisClause
from ...response.myeloma.clinical_relapse import RelapseClause
from ...response.myeloma.timepoint import MyelomaClause
from ...response.waldenstrom.clauses import Clause
from ..adrs.adrs import PARAMS
from ..adrs.response_tables import DOMAINS
from .declaration import YES, AdamParameter, AdamShape, Terms, assigned, derived, head, sequence, terms, traces

_RULES = {
    "OVR": "Category of the visit by itself: the first clause of the criteria (CRIT) that holds for the marker and the "
    "findings of the visit.",
    "COVR": "OVR with progression confirmed or refuted by the next sample, visits after progression marked post, and "
    "visits under a new therapy set aside.",
    "INVOVR": "RS.RSSTRESC, else RS.RSORRES, of the test OVRLRESP on the day of the visit, by the investigator (RSEVAL "
    "INVESTIGATOR or empty); compared with ours, never used by it.",
    "INDOVR": "The same by an independent assessor; of several readers the accepted record (RSACPTFL).",
    "BOR": "Best COVR up to progression and new therapy; NE where nothing can be judged, MISSING where nothing was "
    "assessed after the first dose. ADT is the first visit that reached it.",
    "CBOR": "Best COVR where every response was upheld by the next visit that can be judged, else as BOR. ADT is the "
    "first visit of the pair.",
    "RSP": "Y where COVR reached MR or better; ADT is the first such visit.",
    "RSPPR": "Y where COVR reached PR or better; ADT is the first such visit.",
    "PD": "What kind of progression; ADT is the day on which it was first seen.",
    "CLREL": "Y where new disease was seen, calcium, hemoglobin or creatinine show organ damage (CRIT), before new "
    "therapy; ADT is the first such day. It decides neither response nor progression (myeloma).",
    "UBOR": "Best OVR up to progression and new therapy: without confirmation (myeloma).",
    **{
        f"OVR{code}": f"The {name} domain of AL amyloidosis at the visit, judged by itself."
        for code, name in DOMAINS.items()
    },
    **{f"BOR{code}": f"Best OVR{code} up to its first progression and new therapy." for code in DOMAINS},
    **{f"RSP{code}": f"Y where OVR{code} reached a response; ADT is the first such visit." for code in DOMAINS},
    **{f"PD{code}": f"Y where OVR{code} was progression; ADT is the first such visit." for code in DOMAINS},
}

CLAUSES = Terms(
    "CRIT",
    {
        name: name.replace("_", " ").capitalize()
        for name in dict.fromkeys(
            clause.name for clause in (*Clause, *MyelomaClause, *AmyloidosisClause, *RelapseClause)
        )
        if name not in ("NO_VISIT", "NO_RELAPSE")
    },
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
        assigned("PARAM", "AdamParameter", "text", "PARAMCD in words.", 60,
                 terms=terms("ADRS.PARAM", *PARAMS.values()), is_required=True),
        derived("AVALC", "Analysis Value (C)", "text", "By parameter: see its value-level derivation.", 40,
                is_required=True),
        derived("ADT", "Analysis Date", "date", "Day of the assessment; of a best response the first "
                "visit that counts and reached it, of NE the first visit; null for MISSING and for a No."),
        derived("ADY", "Analysis Relative Day", "integer", "ADT - TRTSDT + 1; there is no day 0."),
        derived("ANL01FL", "Analysis Flag 01", "text", "Y for a visit that counts for best response.", 1, terms=YES),
        derived("CRIT", "Clause That Decided", "text", "The clause of the criteria that decided OVR, or the domain.",
                20, terms=CLAUSES),
        assigned("CRITVER", "Edition of the Response Criteria", "text", "response.criteria of the protocol.", 16,
                 is_required=True),
        *traces(("LB", "RS", "ADRS")),
    ),
    tuple(AdamParameter(code, title, "AVALC", _RULES[code]) for code, title in PARAMS.items()),
)  # fmt: skip
"""Declaration of ADRS."""
