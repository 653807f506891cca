"""ADAE: adverse events."""

from .declaration import EVENT_GRADES, YES, YES_NO, AdamShape, copied, derived, head, sequence, traces

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
        copied("AESER", "Serious Event", "text", "AE.AESER", 1, terms=YES_NO),
        copied("AEREL", "Causality", "text", "AE.AEREL", 40),
        copied("AEACN", "Action Taken with Study Treatment", "text", "AE.AEACN", 40),
        derived("ASTDT", "Analysis Start Date", "date", "Day of AE.AESTDTC; null where it is partial."),
        derived("ASTDY", "Analysis Start Relative Day", "integer",
                "ASTDT - TRTSDT + 1 from the day of the first dose on, ASTDT - TRTSDT before."),
        derived("AENDT", "Analysis End Date", "date", "Day of AE.AEENDTC; null where it is partial."),
        derived("ATOXGR", "Analysis Toxicity Grade", "text", "AE.AETOXGR where it is 1 to 5.", 1, terms=EVENT_GRADES),
        derived("ATOXGRN", "Analysis Toxicity Grade (N)", "integer", "ATOXGR as a number."),
        derived("TERM", "Toxicity That the Event Belongs To", "text",
                "The toxicity of the protocol whose list of terms holds AEDECOD, else AETERM.", 40),
        derived("PREFL", "Pre-Treatment Flag", "text",
                "Y where the event began before the first dose, or has no complete start and ended before it.", 1,
                terms=YES),
        derived("TRTEMFL", "Treatment Emergent Analysis Flag", "text",
                "Y where the event began on or after TRTSDT, and not after TRTEDT plus toxicity.emergent_window; "
                "without a complete start date, unless it ended before TRTSDT.", 1, terms=YES),
        derived("ONTRTFL", "On Treatment Record Flag", "text",
                "Y where the event was there between TRTSDT and TRTEDT plus toxicity.emergent_window, though it may "
                "have begun before.", 1, terms=YES),
        *traces(("AE",)),
    ),
)  # fmt: skip
"""Declaration of ADAE."""
