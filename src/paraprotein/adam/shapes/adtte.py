"""ADTTE: times to events."""

from ..adrs.response_tables import DOMAINS, ORGANS
from ..adtte.adtte import PARAMS
from ..adtte.censoring import ADMIRALONCO, CENSORED, FDA, RULES
from .declaration import AdamParameter, AdamShape, Terms, assigned, derived, head, sequence, terms, traces

_RULES = {
    "TTP": "First dose to progression or death from the disease.",
    "PFS": "First dose to progression or death from any cause.",
    "TTPR": "TTP of subjects with a first response.",
    "DOR": "First response to progression or death.",
    "DORPR": "First partial response or better to progression or death.",
    "TTR": "First dose to first response, of responders.",
    "TTPRR": "First dose to first partial response or better, of those who reached it.",
    "OS": "First dose to death from any cause; censored at LSTALVDT.",
    "TTNT": "First dose to new anticancer therapy or death; censored at LSTALVDT.",
    "TTF": "First dose to the end of treatment for any reason but COMPLETED, or death under treatment; censored at "
    "completion or the last dose.",
    "FUP": "First dose to last contact or death; nobody is censored.",
    **{
        f"TTR{code}": f"First dose to the first {DOMAINS[code]} response, of responders (AL amyloidosis)."
        for code in ORGANS
    },
}

RULE_SETS = Terms(
    "RULES",
    {
        **{rules.name: rules.title for rules in RULES},
        "death-event": "duration of response: death is an event",
        "death-censor": "duration of response: death is censored",
    },
)
CENSORING = Terms("CNSR", {"0": "EVENT", **{str(code): reason for code, reason in CENSORED.items()}})

ADTTE = AdamShape(
    "ADTTE",
    "Time-to-Event Analysis Dataset",
    "One record per parameter per set of censoring rules per subject",
    "BASIC DATA STRUCTURE",
    ("STUDYID", "USUBJID", "PARAMCD", "RULES"),
    (
        *head(),
        sequence(),
        assigned("PARAMCD", "Parameter Code", "text", "One code for each endpoint.", 8,
                 terms=Terms("ADTTE.PARAMCD", PARAMS), is_required=True),
        assigned("PARAM", "AdamParameter", "text", "PARAMCD in words.", 60,
                 terms=terms("ADTTE.PARAM", *PARAMS.values()), is_required=True),
        assigned("RULES", "Set of Censoring Rules", "text",
                 "primary is the analysis; the other sets are alternatives.", 20, terms=RULE_SETS, is_required=True),
        derived("STARTDT", "Time-to-Event Origin Date", "date",
                "TRTSDT, or the first response for durations of response.", is_required=True),
        derived("ADT", "Analysis Date", "date",
                "Day of the event or of censoring by the set of rules.", is_required=True, source=FDA),
        derived("AVAL", "Analysis Value", "number", "ADT - STARTDT + 1, days.", is_required=True, source=ADMIRALONCO),
        derived("AVALM", "Analysis Value (Months)", "number", "AVAL / 30.4375.", is_required=True, source=ADMIRALONCO),
        derived("CNSR", "Censor", "integer", "0 for an event, else the first reason for censoring that applies.",
                terms=CENSORING, is_required=True, source=FDA),
        derived("EVNTDESC", "Event Description", "text", "What happened, of events.", 60),
        derived("CNSDTDSC", "Censor Date Description", "text", "Why censored, of the others.", 60,
                terms=terms("CNSDTDSC", *CENSORED.values())),
        *traces(("ADSL", "ADRS")),
    ),
    tuple(AdamParameter(code, title, "AVAL", _RULES[code]) for code, title in PARAMS.items()),
)  # fmt: skip
"""Declaration of ADTTE."""
