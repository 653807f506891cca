"""Names of the variables of the SDTM standard, so that none is taken for another one misspelt.

Identifiers and timing variables are common to all domains; the other variables of a general observation class are the
domain's two letters and one of the class's suffixes (LBORRES, AESTDTC). DM has variables of its own.

Source: CDISC SDTM 2.0, sections 3.1 (general observation classes) and 3.2 (special purpose domains), and SDTMIG 3.4.
"""

import re


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


IDENTIFIERS = _names(
    """
    STUDYID DOMAIN USUBJID SUBJID SPDEVID POOLID APID RDOMAIN IDVAR IDVARVAL QNAM QLABEL QVAL QORIG QEVAL
    """
)
"""Variables that have one name in every domain."""

TIMING = _names(
    """
    VISITNUM VISIT VISITDY TAETORD EPOCH RPHASE RPPLDY RPPLSTDY RPPLENDY
    """
)
"""Timing variables without a prefix."""

DEMOGRAPHICS = _names(
    """
    RFSTDTC RFENDTC RFXSTDTC RFXENDTC RFCSTDTC RFCENDTC RFICDTC RFPENDTC DTHDTC DTHFL SITEID INVID INVNAM BRTHDTC
    AGE AGETXT AGEU SEX RACE ETHNIC SPECIES STRAIN SBSTRAIN ARMCD ARM ACTARMCD ACTARM ARMNRS ACTARMUD SETCD COUNTRY
    DMDTC DMDY DMXFN
    """
)
"""Variables of DM."""

SUFFIXES = _names(
    """
    SEQ GRPID REFID SPID LNKID LNKGRP RECID TRT MODIFY DECOD CAT SCAT PRESP OCCUR STAT REASND INDC CLAS CLASCD DOSE
    DOSTXT DOSU DOSFRM DOSFRQ DOSTOT DOSRGM ROUTE LOT LOC LAT DIR PORTOT FAST PSTRG PSTRGU TRTV VAMT VAMTU ADJ MOOD
    METHOD TPT TPTNUM ELTM TPTREF RFTDTC TERM LLT LLTCD PTCD HLT HLTCD HLGT HLGTCD BODSYS BDSYCD SOC SOCCD PARTY
    PRTYID SEV SER ACN ACNOTH ACNDEV REL RELNST PATT OUT SCAN SCONG SDISAB SDTH SHOSP SLIFE SOD SMIE SINTV UNANT
    RLPRT RLPRC TOX TOXGR CONTRT ESINTR TESTCD TEST TSTCND BDAGNT TSTOPO TSTPNL POS BODPRT ORRES ORRESU ORNRLO
    ORNRHI ORREF STRESC STRESN STRESU STNRLO STNRHI STNRC STREFC NRIND RESCAT XFN NAM LOINC SPEC ANTREG SPCCND
    SPCUFL ANMETH LEAD CSTATE RUNID ANLGRP BLFL LOBXFL DRVFL EVAL EVALID ACPTFL REPNUM LLOQ ULOQ EXCLFL REASEX
    MSCBCE CLSIG COLSRT IMPLBL RSTIND RSTMOD RESLOC STOXGR DTHREL CLSG ORLORF CRIT CHNGI CNTMOD EPCHGI INTP SBJDIR
    DTC STDTC ENDTC DY STDY ENDY DUR NOMDY NOMLBL STRF ENRF EVLINT EVINTX STRTPT STTPT ENRTPT ENTPT STINT ENINT
    DETECT USCHFL PTFL PDUR
    """
)
"""What follows the domain's letters in a variable of a general observation class."""

_PREFIXED = re.compile(r"^[A-Z]{2}(?P<suffix>[A-Z0-9]+)$")


def is_standard_variable(name: str) -> bool:
    """Whether a name is a variable of the standard, of whatever domain: it means what the standard says, nothing else.

    Args:
        name: upper-case name of a column.
    """
    if name in IDENTIFIERS or name in TIMING or name in DEMOGRAPHICS:
        return True
    prefixed = _PREFIXED.match(name)
    return prefixed is not None and prefixed["suffix"] in SUFFIXES
