"""ADAE: adverse events."""

from ...sources import Source
from .declaration import EVENT_GRADES, YES, YES_NO, AdamShape, Variable, copied, derived, head, sequence, terms, traces

OCCDS = Source("occds11", "CDISC ADaM Structure for Occurrence Data (OCCDS) 1.1, 2021", note="recalled")

SEVERITY = terms("ASEV", "MILD", "MODERATE", "SEVERE")
RELATION = terms("AREL", "RELATED", **{"NOT RELATED": "Not related"})
ACTION = terms(
    "AACN", **{name: name.capitalize() for name in (
        "DRUG WITHDRAWN", "DRUG INTERRUPTED", "DOSE REDUCED", "DOSE INCREASED", "DOSE NOT CHANGED", "NOT APPLICABLE",
    )},
)  # fmt: skip


def _flag(name: str, label: str, rule: str) -> Variable:
    return derived(name, label, "text", rule, 1, terms=YES, source=OCCDS)


_FIRST = "Y for the first treatment-emergent record of the subject{}, by ASTDT (without a date last) and AESEQ."
_WORST = "Y for the first treatment-emergent record of the highest ATOXGRN of the subject{}."

ADAE = AdamShape(
    "ADAE",
    "Adverse Events Analysis Dataset",
    "One record per adverse event per subject",
    "OCCURRENCE DATA STRUCTURE",
    ("STUDYID", "USUBJID", "ASEQ"),
    (
        *head(subject="AE.USUBJID"),
        sequence(),
        copied("AETERM", "Reported Term for the Adverse Event", "text", "AE.AETERM", 200, is_required=True),
        copied("AEDECOD", "Dictionary-Derived Term", "text", "AE.AEDECOD", 200),
        copied("AEBODSYS", "Body System or Organ Class", "text", "AE.AEBODSYS", 200),
        copied("AESOC", "Primary System Organ Class", "text", "AE.AESOC", 200),
        copied("AESEV", "Severity/Intensity", "text", "AE.AESEV", 40),
        copied("AESER", "Serious Event", "text", "AE.AESER", 1, terms=YES_NO),
        copied("AEREL", "Causality", "text", "AE.AEREL", 40),
        copied("AEACN", "Action Taken with Study Treatment", "text", "AE.AEACN", 40),
        copied("AEOUT", "Outcome of Adverse Event", "text", "AE.AEOUT", 40),
        copied("AESDTH", "Results in Death", "text", "AE.AESDTH", 1, terms=YES_NO),
        copied("AETRTEM", "Treatment Emergent Flag", "text", "SUPPAE.AETRTEM", 1, terms=YES_NO),
        derived("ADECOD", "Analysis Dictionary-Derived Term", "text",
                "AEDECOD; where it is empty, AETERM: an event that nobody coded counts under its own words.", 200),
        derived("ASOC", "Analysis System Organ Class", "text", "AESOC, else AEBODSYS, else the words No system organ "
                "class given.", 200),
        derived("ACODFL", "Coded Flag", "text", "Y where AEDECOD is given, else N.", 1, terms=YES_NO),
        derived("APROP", "Proposed Dictionary Term", "text",
                "Terms of the CTCAE that AETERM seems to name, where AEDECOD is empty; counted nowhere as a coding.",
                200),
        derived("ASTDT", "Analysis Start Date", "date", "Day of AE.AESTDTC; null where it is partial."),
        derived("ASTDY", "Analysis Start Relative Day", "integer",
                "ASTDT - TRTSDT + 1 from the day of the first dose on, ASTDT - TRTSDT before."),
        derived("AENDT", "Analysis End Date", "date", "Day of AE.AEENDTC; null where it is partial."),
        derived("AENDY", "Analysis End Relative Day", "integer", "Study day of AENDT, as ASTDY."),
        derived("ADURN", "Analysis Duration (N)", "integer", "AENDT - ASTDT + 1, days."),
        derived("AONSETDT", "Onset Date for Time to Event", "date",
                "ASTDT; where it is partial, the earliest day under treatment that AESTDTC can mean."),
        derived("ATOXGR", "Analysis Toxicity Grade", "text", "AE.AETOXGR where it is 1 to 5.", 1, terms=EVENT_GRADES),
        derived("ATOXGRN", "Analysis Toxicity Grade (N)", "integer", "ATOXGR as a number."),
        derived("ASEV", "Analysis Severity", "text", "What AESEV says; a severity is no grade.", 8, terms=SEVERITY),
        derived("ASEVN", "Analysis Severity (N)", "integer", "1 mild, 2 moderate, 3 severe."),
        derived("AREL", "Analysis Causality", "text", "What AEREL says; null where it is empty or not understood.", 11,
                terms=RELATION),
        derived("AACN", "Analysis Action Taken", "text", "What AEACN says; null where empty or not understood.", 16,
                terms=ACTION),
        derived("ASER", "Analysis Serious Event", "text",
                "Y where AESER, a criterion of seriousness (AESDTH, AESHOSP, AESLIFE, AESDISAB, AESCONG, AESMIE) or "
                "AFATFL is Y, else AESER.", 1, terms=YES_NO),
        _flag("AFATFL", "Fatal Event Flag", "Y where AEOUT is fatal, AESDTH is Y, or AETOXGR is 5."),
        derived("TERM", "Toxicity That the Event Belongs To", "text",
                "The toxicity of the protocol whose list of terms holds AEDECOD, else AETERM.", 40),
        *(
            derived(f"CQ{place:02d}NAM", f"Customized Query {place:02d} Name", "text",
                    f"Name of list {place} of toxicity.groups where ASOC, ADECOD or APROP is in it.", 40, source=OCCDS)
            for place in range(1, 11)
        ),
        derived("PREFL", "Pre-Treatment Flag", "text",
                "Y where the event began before the first dose, or has no complete start and ended before it.", 1,
                terms=YES),
        derived("TRTEMFL", "Treatment Emergent Analysis Flag", "text",
                "Y where the event began on or after TRTSDT, and not after TRTEDT plus toxicity.emergent_window; "
                "without a complete start date, unless it ended before TRTSDT.", 1, terms=YES),
        derived("ONTRTFL", "On Treatment Record Flag", "text",
                "Y where the event was there between TRTSDT and TRTEDT plus toxicity.emergent_window, though it may "
                "have begun before.", 1, terms=YES),
        _flag("AOCCFL", "1st Occurrence of Any AE Flag", _FIRST.format("")),
        _flag("AOCCSFL", "1st Occurrence of SOC Flag", _FIRST.format(" and ASOC")),
        _flag("AOCCPFL", "1st Occurrence of Preferred Term Flag", _FIRST.format(", ASOC and ADECOD")),
        _flag("AOCCIFL", "1st Max Sev./Int. Occurrence Flag", _WORST.format("")),
        _flag("AOCCSIFL", "1st Max Sev./Int. Occur Within SOC Flag", _WORST.format(" and ASOC")),
        _flag("AOCCPIFL", "1st Max Sev./Int. Occur Within PT Flag", _WORST.format(", ASOC and ADECOD")),
        derived("DTHFL", "Subject Death Flag", "text", "ADSL.DTHFL", 1, terms=YES),
        derived("DTHDT", "Date of Death", "date", "ADSL.DTHDT"),
        *traces(("AE",)),
    ),
)  # fmt: skip
"""Declaration of ADAE."""
