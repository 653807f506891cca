"""ADEX: dosing intervals."""

from .declaration import AdamShape, copied, derived, head, sequence, terms, traces

ADEX = AdamShape(
    "ADEX",
    "Exposure Analysis Dataset",
    "One record per dosing interval per subject; a hold is one of dose 0",
    "OCCURRENCE DATA STRUCTURE",
    ("STUDYID", "USUBJID", "ASTDT", "ASEQ"),
    (
        *head(subject="EX.USUBJID"),
        sequence(),
        copied("EXTRT", "Name of Treatment", "text", "EX.EXTRT", 40),
        derived("DOSE", "Dose per Day (mg)", "number",
                "EX.EXDOSE in mg times the administrations per day of EX.EXDOSFRQ, else of treatment.every; 0 on days "
                "between two intervals, of which nothing is recorded."),
        derived("ASTDT", "Analysis Start Date", "date", "Day of EX.EXSTDTC.", is_required=True),
        derived("AENDT", "Analysis End Date", "date",
                "Day of EX.EXENDTC, else TRTEDT; not before ASTDT.", is_required=True),
        derived("ASTDY", "Analysis Start Relative Day", "integer", "ASTDT - TRTSDT + 1; there is no day 0.",
                is_required=True),
        derived("AENDY", "Analysis End Relative Day", "integer", "AENDT - TRTSDT + 1; there is no day 0.",
                is_required=True),
        derived("DAYS", "Days of the Interval", "integer", "AENDT - ASTDT + 1.", is_required=True),
        derived("CHANGE", "Change of the Dose", "text",
                "DOSE against the last dose above 0 before it.", 12,
                terms=terms("CHANGE", "START", "SAME", "HOLD", "RESUME", "ESCALATION", "REDUCTION"), is_required=True),
        derived("REASON", "Reason for Dose Adjustment", "text",
                "EX.EXADJ; NO RECORD for days between two intervals.", 200),
        *traces(("EX",)),
    ),
)  # fmt: skip
"""Declaration of ADEX."""
