"""The study tables: columns, types, units and keys, declared once.

Names, labels and controlled terms follow CDISC SDTM. Reading, checking, writing and documentation come from here.
`TRIAL` is ours and comes first: 0 for a real study, the replicate number for virtual ones. A replicate is one more
key, so every derivation groups by `TRIAL, USUBJID`.

A `--DTC` column holds ISO 8601 text in files. In memory, after the door (`intake.admit`), each is accompanied by a
`--DT` column of type Date (null where the date is partial or impossible). Virtual studies may hand over `--DTC`
columns that are already of type Date; the door takes them as complete dates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Kind = Literal["text", "code", "number", "integer", "date"]
"""text: free text · code: few repeated values · number: float64 · integer: int32 · date: ISO 8601 text in files"""

Core = Literal["required", "expected", "permissible"]
"""required: never null · expected: the column must exist, values may be null · permissible: may be absent"""


@dataclass(frozen=True)
class Column:
    """One variable of a study table."""

    name: str
    kind: Kind
    label: str
    core: Core = "permissible"
    terms: tuple[str, ...] = ()
    supplemental: bool = False  # goes to SUPP-- when the table is written for submission
    when_known: bool = False  # run directories hold the column only where a record has a value


@dataclass(frozen=True)
class Shape:
    """One domain: its columns in order and the key that makes a row unique."""

    domain: str
    label: str
    structure: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...]

    def column(self, name: str) -> Column:
        """The declaration of one column."""
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order, TRIAL first."""
        return tuple(column.name for column in self.columns)


def _head(domain: str) -> tuple[Column, ...]:
    return (
        Column("TRIAL", "integer", "Trial replicate (0 = real study)", "required"),
        Column("STUDYID", "code", "Study Identifier", "required"),
        Column("DOMAIN", "code", "Domain Abbreviation", "required", (domain,)),
        Column("USUBJID", "code", "Unique Subject Identifier", "required"),
    )


DM = Shape(
    "DM",
    "Demographics",
    "One record per subject",
    (
        *_head("DM"),
        Column("SUBJID", "code", "Subject Identifier for the Study", "required"),
        Column("RFSTDTC", "date", "Subject Reference Start Date/Time", "expected"),  # first dose
        Column("RFENDTC", "date", "Subject Reference End Date/Time", "expected"),  # last dose
        Column("RFICDTC", "date", "Date/Time of Informed Consent"),
        Column("RFPENDTC", "date", "Date/Time of End of Participation", "expected"),  # last known contact
        Column("DTHDTC", "date", "Date/Time of Death"),
        Column("DTHFL", "code", "Subject Death Flag", terms=("Y",)),
        Column("SITEID", "code", "Study Site Identifier"),
        Column("BRTHDTC", "date", "Date/Time of Birth"),
        Column("AGE", "number", "Age", "expected"),
        Column("AGEU", "code", "Age Units", "expected", ("YEARS",)),
        Column("SEX", "code", "Sex", "expected", ("F", "M", "U", "UNDIFFERENTIATED")),
        Column("ARMCD", "code", "Planned Arm Code"),
        Column("ARM", "code", "Description of Planned Arm"),
        Column("ACTARMCD", "code", "Actual Arm Code", when_known=True),
        Column("ACTARM", "code", "Description of Actual Arm", when_known=True),
        Column("PRIORTX", "number", "Number of Prior Therapies", supplemental=True),
        Column("DISSTAT", "code", "Disease Status at Entry", terms=("RELAPSED", "REFRACTORY"), supplemental=True),
        # Y: a virtual subject; results show it, and nothing that is derived or estimated reads it
        Column("SIMULATED", "code", "Simulated Subject Flag", terms=("Y",), supplemental=True, when_known=True),
        Column("DTHCAUS", "text", "Cause of Death", supplemental=True, when_known=True),
    ),
    ("TRIAL", "USUBJID"),
)

EX = Shape(
    "EX",
    "Exposure",
    "One record per constant dosing interval per subject; a hold is a record with EXDOSE 0",
    (
        *_head("EX"),
        Column("EXSEQ", "integer", "Sequence Number", "required"),
        Column("EXTRT", "code", "Name of Treatment", "required"),
        Column("EXDOSE", "number", "Dose", "expected"),  # per administration
        Column("EXDOSU", "code", "Dose Units", "expected"),
        Column("EXDOSFRQ", "code", "Dosing Frequency per Interval", "expected"),  # QD
        Column("EXROUTE", "code", "Route of Administration", "expected"),
        Column("EXADJ", "text", "Reason for Dose Adjustment"),
        Column("EXSTDTC", "date", "Start Date/Time of Treatment", "required"),
        Column("EXENDTC", "date", "End Date/Time of Treatment", "expected"),
    ),
    ("TRIAL", "USUBJID", "EXSEQ"),
)

LB = Shape(
    "LB",
    "Laboratory Test Results",
    "One record per lab test per visit per subject",
    (
        *_head("LB"),
        Column("LBSEQ", "integer", "Sequence Number", "required"),
        Column("LBTESTCD", "code", "Lab Test or Examination Short Name", "required"),
        Column("LBTEST", "code", "Lab Test or Examination Name"),
        Column("LBCAT", "code", "Category for Lab Test"),  # URINALYSIS
        Column("LBSPEC", "code", "Specimen Type"),  # SERUM, PLASMA, BLOOD, URINE, BONE MARROW
        Column("LBORRES", "text", "Result or Finding in Original Units"),
        Column("LBORRESU", "code", "Original Units"),
        Column("LBSTRESC", "text", "Character Result/Finding in Std Format"),  # e.g. <20 or NEGATIVE
        Column("LBSTRESN", "number", "Numeric Result/Finding in Standard Units", "expected"),
        Column("LBSTRESU", "code", "Standard Units", "expected"),
        Column("LBSTNRLO", "number", "Reference Range Lower Limit-Std Units"),
        Column("LBSTNRHI", "number", "Reference Range Upper Limit-Std Units"),
        Column("LBSTAT", "code", "Completion Status", terms=("NOT DONE",)),
        Column("LBNAM", "code", "Vendor Name", when_known=True),
        Column("LBMETHOD", "code", "Method of Test or Examination"),
        Column("LBFAST", "code", "Fasting Status", terms=("Y", "N", "U"), when_known=True),
        Column("LBLOBXFL", "code", "Last Observation Before Exposure Flag", terms=("Y",), when_known=True),
        Column("LBBLFL", "code", "Baseline Flag", terms=("Y",)),
        Column("VISITNUM", "number", "Visit Number"),
        Column("VISIT", "code", "Visit Name"),
        Column("LBDTC", "date", "Date/Time of Specimen Collection", "expected"),
        Column("LBTPT", "code", "Planned Time Point Name", when_known=True),  # PREDOSE, 2H POST
        Column("LBTPTNUM", "number", "Planned Time Point Number", when_known=True),
        Column("LBELTM", "code", "Planned Elapsed Time from Time Point Ref", when_known=True),
        Column("LBLLOQ", "number", "Lower Limit of Quantitation"),
        # Y: the specimen was below the limit, and LBSTRESN holds the limit itself
        Column("LBBLQFL", "code", "Below Limit of Quantitation Flag", terms=("Y",), supplemental=True),
    ),
    ("TRIAL", "USUBJID", "LBSEQ"),
)

AE = Shape(
    "AE",
    "Adverse Events",
    "One record per adverse event per subject",
    (
        *_head("AE"),
        Column("AESEQ", "integer", "Sequence Number", "required"),
        Column("AETERM", "text", "Reported Term for the Adverse Event", "required"),
        Column("AEDECOD", "code", "Dictionary-Derived Term", "expected"),
        Column("AEBODSYS", "code", "Body System or Organ Class"),
        Column("AESOC", "code", "Primary System Organ Class", when_known=True),
        Column("AESEV", "code", "Severity/Intensity", when_known=True),  # MILD, MODERATE, SEVERE: no grade
        Column("AETOXGR", "code", "Standard Toxicity Grade", terms=("1", "2", "3", "4", "5")),
        Column("AESER", "code", "Serious Event", terms=("Y", "N")),
        Column("AEREL", "code", "Causality"),
        Column("AEACN", "code", "Action Taken with Study Treatment"),
        Column("AEOUT", "code", "Outcome of Adverse Event", when_known=True),  # FATAL
        Column("AESDTH", "code", "Results in Death", terms=("Y", "N"), when_known=True),
        Column("AESHOSP", "code", "Requires or Prolongs Hospitalization", terms=("Y", "N"), when_known=True),
        Column("AESLIFE", "code", "Is Life Threatening", terms=("Y", "N"), when_known=True),
        Column("AESDISAB", "code", "Persist or Signif Disability/Incapacity", terms=("Y", "N"), when_known=True),
        Column("AESCONG", "code", "Congenital Anomaly or Birth Defect", terms=("Y", "N"), when_known=True),
        Column("AESMIE", "code", "Other Medically Important Serious Event", terms=("Y", "N"), when_known=True),
        Column("AETRTEM", "code", "Treatment Emergent Flag", terms=("Y", "N"), supplemental=True, when_known=True),
        Column("AESTDTC", "date", "Start Date/Time of Adverse Event", "expected"),
        Column("AEENDTC", "date", "End Date/Time of Adverse Event"),
    ),
    ("TRIAL", "USUBJID", "AESEQ"),
)

DS = Shape(
    "DS",
    "Disposition",
    "One record per disposition status or protocol milestone per subject",
    (
        *_head("DS"),
        Column("DSSEQ", "integer", "Sequence Number", "required"),
        Column("DSTERM", "text", "Reported Term for the Disposition Event", "required"),
        Column("DSDECOD", "code", "Standardized Disposition Term", "required"),
        Column("DSCAT", "code", "Category for Disposition Event"),  # DISPOSITION EVENT, PROTOCOL MILESTONE
        Column("DSSCAT", "code", "Subcategory for Disposition Event"),  # STUDY TREATMENT, STUDY PARTICIPATION
        Column("DSSTDTC", "date", "Start Date/Time of Disposition Event", "expected"),
    ),
    ("TRIAL", "USUBJID", "DSSEQ"),
)

DD = Shape(
    "DD",
    "Death Details",
    "One record per finding about a death per subject",
    (
        *_head("DD"),
        Column("DDSEQ", "integer", "Sequence Number", "required"),
        Column("DDTESTCD", "code", "Death Detail Assessment Short Name", "required"),  # PRCDTH: primary cause
        Column("DDTEST", "code", "Death Detail Assessment Name"),
        Column("DDORRES", "text", "Result or Finding as Collected"),
        Column("DDSTRESC", "text", "Character Result/Finding in Std Format", "expected"),
        Column("DDRESCAT", "code", "Result Category"),  # TREATMENT RELATED, NONTREATMENT RELATED
        Column("DDEVAL", "code", "Evaluator"),
        Column("DDDTC", "date", "Date/Time of Collection"),  # the day of death, or of the report on it
    ),
    ("TRIAL", "USUBJID", "DDSEQ"),
)

SS = Shape(
    "SS",
    "Subject Status",
    "One record per status of a subject per contact",
    (
        *_head("SS"),
        Column("SSSEQ", "integer", "Sequence Number", "required"),
        Column("SSTESTCD", "code", "Status Short Name", "required"),  # SURVSTAT
        Column("SSTEST", "code", "Status Name"),
        Column("SSORRES", "text", "Result or Finding in Original Units"),
        Column("SSSTRESC", "code", "Character Result/Finding in Std Format", "expected"),  # ALIVE, DEAD
        Column("SSDTC", "date", "Date/Time of Assessment", "expected"),
    ),
    ("TRIAL", "USUBJID", "SSSEQ"),
)

RS = Shape(
    "RS",
    "Disease Response and Clin Classification",
    "One record per response assessment per visit per subject",
    (
        *_head("RS"),
        Column("RSSEQ", "integer", "Sequence Number", "required"),
        Column("RSTESTCD", "code", "Assessment Short Name", "required"),  # OVRLRESP, CLINPD, EMD, IFE, BMNORM
        Column("RSTEST", "code", "Assessment Name"),
        Column("RSCAT", "code", "Category for Assessment"),  # the criteria set
        Column("RSORRES", "text", "Result or Finding in Original Units"),
        Column("RSSTRESC", "code", "Character Result/Finding in Std Format", "expected"),
        Column("RSEVAL", "code", "Evaluator"),  # INVESTIGATOR; empty: the investigator
        Column("RSEVALID", "code", "Evaluator Identifier", when_known=True),  # READER 1
        Column("RSACPTFL", "code", "Accepted Record Flag", terms=("Y", "N"), when_known=True),  # of several readers
        Column("VISITNUM", "number", "Visit Number"),
        Column("VISIT", "code", "Visit Name"),
        Column("RSDTC", "date", "Date/Time of Assessment", "expected"),
    ),
    ("TRIAL", "USUBJID", "RSSEQ"),
)

PC = Shape(
    "PC",
    "Pharmacokinetics Concentrations",
    "One record per sample per subject",
    (
        *_head("PC"),
        Column("PCSEQ", "integer", "Sequence Number", "required"),
        Column("PCTESTCD", "code", "Pharmacokinetic Test Short Name", "required"),
        Column("PCTEST", "code", "Pharmacokinetic Test Name"),
        Column("PCSTRESN", "number", "Numeric Result/Finding in Standard Units", "expected"),
        Column("PCSTRESU", "code", "Standard Units", "expected"),
        Column("VISITNUM", "number", "Visit Number"),
        Column("PCDTC", "date", "Date/Time of Specimen Collection", "expected"),
    ),
    ("TRIAL", "USUBJID", "PCSEQ"),
)

CM = Shape(
    "CM",
    "Concomitant and Prior Medications",
    "One record per medication per subject; here: new anticancer therapy, anti-CD20 antibodies, anticoagulants, "
    "growth factors and transfusions",
    (
        *_head("CM"),
        Column("CMSEQ", "integer", "Sequence Number", "required"),
        Column("CMTRT", "text", "Reported Name of Drug, Med, or Therapy", "required"),
        Column("CMDECOD", "code", "Standardized Medication Name"),
        Column("CMCAT", "code", "Category for Medication"),  # ANTICANCER THERAPY, ANTI-CD20
        Column("CMSCAT", "code", "Subcategory for Medication", when_known=True),
        Column("CMOCCUR", "code", "CM Occurrence", terms=("Y", "N"), when_known=True),  # N: asked for, and not taken
        Column("CMSTDTC", "date", "Start Date/Time of Medication", "expected"),
        Column("CMENDTC", "date", "End Date/Time of Medication"),
    ),
    ("TRIAL", "USUBJID", "CMSEQ"),
)

PR = Shape(
    "PR",
    "Procedures",
    "One record per procedure per subject; here: plasmapheresis and transfusions",
    (
        *_head("PR"),
        Column("PRSEQ", "integer", "Sequence Number", "required"),
        Column("PRTRT", "text", "Reported Name of Procedure", "required"),
        Column("PRDECOD", "code", "Standardized Procedure Name"),  # PLASMAPHERESIS
        Column("PROCCUR", "code", "PR Occurrence", terms=("Y", "N"), when_known=True),  # N: asked for, and not done
        Column("PRSTDTC", "date", "Start Date/Time of Procedure", "expected"),
    ),
    ("TRIAL", "USUBJID", "PRSEQ"),
)

TU = Shape(
    "TU",
    "Tumor/Lesion Identification",
    "One record per identified lesion per subject per assessor",
    (
        *_head("TU"),
        Column("TUSEQ", "integer", "Sequence Number", "required"),
        Column("TULNKID", "code", "Link ID", "expected"),
        Column("TUTESTCD", "code", "Tumor/Lesion ID Short Name", "required"),  # TUMIDENT
        Column("TUORRES", "text", "Tumor/Lesion ID Result"),  # TARGET, NON-TARGET, NEW
        Column("TUSTRESC", "code", "Tumor/Lesion ID Result Std. Format", "expected"),
        Column("TULOC", "code", "Location of the Tumor/Lesion"),
        Column("TUEVAL", "code", "Evaluator"),
        Column("TUDTC", "date", "Date/Time of Tumor/Lesion Identification", "expected"),
    ),
    ("TRIAL", "USUBJID", "TUSEQ"),
)

TR = Shape(
    "TR",
    "Tumor/Lesion Results",
    "One record per measurement of a lesion per visit per subject per assessor",
    (
        *_head("TR"),
        Column("TRSEQ", "integer", "Sequence Number", "required"),
        Column("TRLNKID", "code", "Link ID", "expected"),  # the lesion, as in TULNKID
        Column("TRTESTCD", "code", "Tumor/Lesion Assessment Short Name", "required"),  # LDIAM, LPERP, SAXIS, TUMSTATE
        Column("TRORRES", "text", "Result or Finding in Original Units"),
        Column("TRORRESU", "code", "Original Units"),
        Column("TRSTRESC", "text", "Character Result/Finding in Std Format"),
        Column("TRSTRESN", "number", "Numeric Result/Finding in Standard Units", "expected"),
        Column("TRSTRESU", "code", "Standard Units", "expected"),
        Column("TRSTAT", "code", "Completion Status", terms=("NOT DONE",)),
        Column("TREVAL", "code", "Evaluator"),
        Column("VISITNUM", "number", "Visit Number"),
        Column("TRDTC", "date", "Date/Time of Tumor/Lesion Measurement", "expected"),
    ),
    ("TRIAL", "USUBJID", "TRSEQ"),
)

SHAPES: Mapping[str, Shape] = MappingProxyType(
    {shape.domain: shape for shape in (DM, EX, LB, AE, DS, RS, CM, PR, PC, TU, TR, DD, SS)}
)
"""Every study table by its domain code; a study must have DM and LB, the rest may be absent."""
