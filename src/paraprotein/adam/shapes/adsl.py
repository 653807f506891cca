"""ADSL: one record per subject."""

from ...sdtm.deaths import ADVERSE_EVENT, BY_DAY, DISEASE, OTHER
from ..adrs.evaluable import REASONS
from .declaration import IMPUTED, YES, YES_NO, AdamShape, copied, derived, head, terms

ADSL = AdamShape(
    "ADSL",
    "Subject-Level Analysis Dataset",
    "One record per subject",
    "SUBJECT LEVEL ANALYSIS DATASET",
    ("STUDYID", "USUBJID"),
    (
        *head(),
        copied("SUBJID", "Subject Identifier for the Study", "text", "DM.SUBJID", 40, is_required=True),
        copied("SITEID", "Study Site Identifier", "text", "DM.SITEID", 20),
        copied("ARM", "Description of Planned Arm", "text", "DM.ARM", 100),
        copied("AGE", "Age", "number", "DM.AGE"),
        copied("SEX", "Sex", "text", "DM.SEX", 16, terms=terms("SEX", "F", "M", "U", "UNDIFFERENTIATED")),
        copied("PRIORTX", "Number of Prior Therapies", "number", "SUPPDM.PRIORTX"),
        copied("DISSTAT", "Disease Status at Entry", "text", "SUPPDM.DISSTAT", 16,
               terms=terms("DISSTAT", "RELAPSED", "REFRACTORY")),
        derived("DTHDT", "Date of Death", "date",
                "DM.DTHDTC, else DS.DSSTDTC of the disposition DEATH, else the end (or start) of a fatal event of AE, "
                "else DD.DDDTC or SS.SSDTC; for a death without a recorded day the last day known alive, see DTHDTF."),
        derived("DTHFL", "Subject Death Flag", "text",
                "Y where DM, DS, AE (AEOUT FATAL, AESDTH Y or grade 5), DD or SS holds a death.", 1, terms=YES),
        derived("DTHDOM", "Domain for Date of Death Collection", "text", "The table that gives DTHDT.", 2,
                terms=terms("DTHDOM", *BY_DAY)),
        derived("DTHCGR1", "Cause of Death Group 1", "text",
                "The cause as DD, SUPPDM.DTHCAUS, DS.DSTERM or the fatal event of AE names it, the first that does; "
                "null where none does.", 13, terms=terms("DTHCGR1", DISEASE, ADVERSE_EVENT, OTHER)),
        derived("DTHDISFL", "Death From the Disease Flag", "text",
                "Y where DTHCGR1 is DISEASE.", 1, terms=YES),
        derived("EOTDT", "End of Treatment Date", "date",
                "DS.DSSTDTC of the first disposition of study treatment; a record without subcategory counts."),
        derived("EOTREAS", "Reason for End of Treatment", "text", "DS.DSDECOD of the record that gives EOTDT.", 100),
        derived("EOSDT", "End of Study Date", "date",
                "DS.DSSTDTC of the last disposition of study participation; a record without subcategory counts."),
        derived("EOSREAS", "Reason for End of Study", "text", "DS.DSDECOD of the record that gives EOSDT.", 100),
        derived("TRTSDT", "Date of First Exposure to Treatment", "date",
                "First EX.EXSTDTC with a dose above 0, or not recorded; DM.RFSTDTC in a study without EX."),
        derived("LSTALVDT", "Date Last Known Alive", "date",
                "Latest date in any study table that shows the subject alive (dispositions DEATH and LOST TO FOLLOW-UP "
                "do not), not after DTHDT."),
        derived("DTHDTF", "Date of Death Imputation Flag", "text",
                "Y where DTHDT is inferred: from the start of a fatal event, DD, SS or the last sign of life.", 1,
                terms=IMPUTED),
        derived("TRTEDT", "Date of Last Exposure to Treatment", "date",
                "Last EX.EXENDTC with a dose, where every such record has an end; else DM.RFENDTC, EOTDT or LSTALVDT, "
                "the first that is known; not after DTHDT."),
        derived("TRTEDTF", "Date of Last Exposure Imput. Flag", "text",
                "Y where neither EX nor DM gives the last dose.", 1, terms=IMPUTED),
        derived("TRTDURD", "Total Treatment Duration (Days)", "integer", "TRTEDT - TRTSDT + 1."),
        derived("NACTDT", "Start of New Anticancer Therapy", "date",
                "First CM.CMSTDTC after TRTSDT of a medication with CM.CMCAT ANTICANCER THERAPY and CM.CMOCCUR not N."),
        derived("FASFL", "Full Analysis Set Population Flag", "text",
                "N for screen failures (disposition SCREEN FAILURE or ARMCD SCRNFAIL), else Y.", 1, terms=YES_NO,
                is_required=True),
        derived("SAFFL", "Safety Population Flag", "text",
                "Y where FASFL is Y and TRTSDT is known: at least one dose.", 1, terms=YES_NO, is_required=True),
        derived("BASE", "Baseline Marker (mg/dL or Own Unit)", "number",
                "The serum marker before treatment by the protocol's response section: last valid value (no older than "
                "response.baseline_days where given); null where it cannot be judged. With several markers: the "
                "deciding marker, in its own unit (mg/dL, mg/day, mg/L or %)."),
        derived("BASEDT", "Date of Baseline Marker", "date", "Date of the value in BASE."),
        derived("EVALREAS", "Reason Not Evaluable for Response", "text",
                "First reason that applies; null where EVALFL is Y.", 30, terms=terms("EVALREAS", *REASONS)),
        derived("EVALFL", "Evaluable for Response Flag", "text",
                "Y where no reason of EVALREAS applies, by the protocol's section evaluable.", 1, terms=YES_NO,
                is_required=True),
    ),
)  # fmt: skip
"""Declaration of ADSL."""
