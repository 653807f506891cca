"""ADLB: laboratory results."""

from ...sources import Source
from ..adlb.baseline import REASONS
from .declaration import LAB_GRADES, RANGE, YES, AdamShape, assigned, copied, derived, head, sequence, terms, traces

CTCAE = Source("ctcae", "NCI Common Terminology Criteria for Adverse Events, the edition named in ATOXVER")

ADLB = AdamShape(
    "ADLB",
    "Laboratory Analysis Dataset",
    "One record per laboratory result per subject",
    "BASIC DATA STRUCTURE",
    ("STUDYID", "USUBJID", "PARAMCD", "ADT", "ASEQ"),
    (
        *head(subject="LB.USUBJID"),
        sequence(),
        copied("PARAMCD", "Parameter Code", "text", "LB.LBTESTCD", 8, is_required=True),
        derived("PARAM", "Parameter", "text",
                "LB.LBTEST, or LB.LBTESTCD where it has none, with the standard unit most frequent for the test.", 100,
                is_required=True),
        derived("AVAL", "Analysis Value", "number",
                "LB.LBSTRESN in the unit that the protocol wants; below the limit of quantitation the limit itself, "
                "see BLQFL."),
        copied("AVALC", "Analysis Value (C)", "text", "LB.LBSTRESC", 200),
        copied("AVALU", "Analysis Value Unit", "text", "LB.LBSTRESU", 40),
        derived("BLQFL", "Below Limit of Quantitation Flag", "text",
                "Y where the result was reported as below its limit of quantitation.", 1, terms=YES),
        derived("ADT", "Analysis Date", "date", "Day of LB.LBDTC; null where it is partial."),
        copied("VISITNUM", "Visit Number", "number", "LB.VISITNUM"),
        copied("METHOD", "Method of Test", "text", "LB.LBMETHOD", 40),
        copied("ANRLO", "Analysis Normal Range Lower Limit", "number", "LB.LBSTNRLO"),
        copied("ANRHI", "Analysis Normal Range Upper Limit", "number", "LB.LBSTNRHI"),
        *traces(("LB",)),
        derived("ADY", "Analysis Relative Day", "integer",
                "ADT - TRTSDT + 1 from the day of the first dose on, ADT - TRTSDT before: there is no day 0."),
        derived("BASE", "Baseline Value", "number",
                "AVAL of the record with ABLFL Y, in every record of the parameter."),
        derived("ABLFL", "Baseline Record Flag", "text",
                "Y for the last value up to the first dose that the protocol allows as baseline, see ABLREAS; by the "
                "clock on the day of the first dose where times are known. ADSL.BASE is its value.", 1, terms=YES),
        derived("ABLREAS", "Reason Not Usable as Baseline", "text",
                "Why a value up to the day of the first dose cannot be the baseline: taken after the dose, by another "
                "method than the assay states, or for markers of the criteria older than response.baseline_days or in "
                "the window after plasma exchange.", 30, terms=terms("ABLREAS", *REASONS.values())),
        derived("CHG", "Change from Baseline", "number", "AVAL - BASE after the day of the first dose."),
        derived("PCHG", "Percent Change from Baseline", "number",
                "100 x (AVAL - BASE) / BASE after the day of the first dose; null where BASE is 0."),
        derived("NADIR", "Lowest Value Before This Record", "number",
                "Lowest AVAL of the baseline and of every record after the first dose up to the one before."),
        derived("ATOXGR", "Analysis Toxicity Grade", "text",
                "Grade of AVAL, the worse direction where both are graded, from the limits of the record, else those "
                "of the protocol; null where the test has no scale or a limit is missing.", 1, terms=LAB_GRADES,
                source=CTCAE),
        derived("ATOXGRN", "Analysis Toxicity Grade (N)", "integer", "ATOXGR as a number.", source=CTCAE),
        derived("BTOXGR", "Baseline Toxicity Grade", "text", "Grade of BASE by the same rule and limits.", 1,
                terms=LAB_GRADES, source=CTCAE),
        derived("BTOXGRN", "Baseline Toxicity Grade (N)", "integer", "BTOXGR as a number.", source=CTCAE),
        assigned("ATOXVER", "Toxicity Grading Edition", "text", "toxicity.grading of the protocol, where graded.", 12,
                 terms=terms("ATOXVER", "ctcae-3.0", "ctcae-4.03", "ctcae-5.0", "ctcae-6.0")),
        derived("ANRIND", "Analysis Reference Range Indicator", "text", "AVAL against ANRLO and ANRHI.", 6,
                terms=RANGE),
        derived("BNRIND", "Baseline Reference Range Indicator", "text", "ANRIND of the record with ABLFL Y.", 6,
                terms=RANGE),
        derived("SHIFT1", "Shift 1", "text",
                "BNRIND to ANRIND, of records after the day of the first dose with both.", 16),
        derived("ONTRTFL", "On Treatment Record Flag", "text",
                "Y after the day of the first dose and up to the last dose plus toxicity.emergent_window.", 1,
                terms=YES),
    ),
)  # fmt: skip
"""Declaration of ADLB."""
