"""What the columns of the study tables are for, where they decide nothing: the hand-written side of the first law.

Every other column of `shapes` takes effect: a change of its values, and their absence, changes what is derived, decided
or estimated, or is reported at warning or above with the column's name.
"""

from collections.abc import Mapping
from types import MappingProxyType

LABEL = "a name for the reader; the code or the day beside it decides"
DATED = "results and assessments are placed by their date"

NOT_DECIDING: Mapping[str, str] = MappingProxyType(
    {
        "TULOC": "marks a lymph node, for complete response in Waldenström; the myeloma criteria do not ask",
        "SSTESTCD": "every status of a subject is a contact, whatever it is called",
        "STUDYID": "tables of two studies are refused when they are selected",
        "SUBJID": LABEL,
        "SITEID": LABEL,
        "ARM": "ACTARM, the arm that was given, comes first",
        "ACTARMCD": LABEL,
        "DDTEST": LABEL,
        "DDEVAL": "a cause of death counts whoever gives it",
        "SSTEST": LABEL,
        "RSEVALID": "of several readers the accepted record decides (RSACPTFL)",
        "RSCAT": "the protocol's criteria are applied, whatever set an assessor names",
        "SIMULATED": "shown in the header of results; nothing may read it",
        "LBTEST": LABEL,
        "RSTEST": LABEL,
        "PCTEST": LABEL,
        "VISITNUM": DATED,
        "VISIT": DATED,
        "EXADJ": "carried to ADEX; a dose is judged by the findings that the rules name, not by the reason given",
        "CMENDTC": "a medication counts from its start",
        "PCTESTCD": "no estimate rests on concentrations",
        "PCSTRESN": "no estimate rests on concentrations",
        "PCSTRESU": "no estimate rests on concentrations",
        "TUTESTCD": "a lesion is identified by TULNKID and TUSTRESC",
        "TUEVAL": "of two readers of one day the larger size is used, whoever they are",
        "TREVAL": "of two readers of one day the larger size is used, whoever they are",
    }
)
"""Columns that decide nothing, and why."""

MAY_BE_EMPTY: Mapping[str, str] = MappingProxyType(
    {
        "ACTARM": "ARM is taken",
        "RSSTRESC": "RSORRES is read instead",
        "RSEVAL": "an assessment without an evaluator is the investigator's",
        "RFSTDTC": "the first dose of EX is used, and a note says so",
        "DTHFL": "DTHDTC says it",
        "BRTHDTC": "AGE says it",
        "EXROUTE": "the protocol's route is taken",
        "LBNAM": "only compared",
        "LBFAST": "a result without it counts as `toxicity.glucose_when_fasting_unknown` says",
        "LBLOBXFL": "only compared: the protocol's own rule decides",
        "LBBLFL": "only compared: the protocol's own rule decides",
        "AESOC": "AEBODSYS is read instead",
        "AETRTEM": "only compared: the dates decide",
        "TUSTRESC": "TUORRES is read instead",
        "TRSTRESC": "TRSTRESN says it",
        "TRSTRESN": "TRSTRESC is read instead",
    }
)
"""Columns whose absence changes nothing, and why; their values do."""
