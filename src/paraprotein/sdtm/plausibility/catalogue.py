"""Every check of plausibility: what it finds, the likely cause, and what to do; a page is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

PREFIX: Final = "plausibility."
"""In front of each name in a finding's rule."""


@dataclass(frozen=True)
class Check:
    """One check, as a person reads it.

    Attributes:
        group: part of the data: results, calendar, identity, doses, persons and events.
        found: what is wrong with the records.
        cause: the likely cause.
        fix: what to do.
    """

    group: str
    found: str
    cause: str
    fix: str


_CORRECT = "compare with the source and correct {}, or accept it in decisions.yaml"
_RESULT = _CORRECT.format("the result or its unit")
_DATE = _CORRECT.format("the date")
_ID = _CORRECT.format("the identifiers")
_DOSE = _CORRECT.format("EX")

CHECKS: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "range": Check(
            "results", "a result that no patient has", "another unit, a decimal point, or another test", _RESULT
        ),
        "median": Check(
            "results",
            "a whole group of results in another unit",
            "results in a unit other than the one written beside them, such as g/L for mg/dL",
            "compare LBSTRESU and LBORRESU with the laboratory's reports, and correct the units",
        ),
        "no-marker": Check(
            "results",
            "a marker before treatment that does not fit the disease",
            "another unit, another patient, or a patient without the disease",
            _RESULT,
        ),
        "part-whole": Check("results", "a part above its whole", "exchanged tests, or percent for a count", _RESULT),
        "range-unit": Check(
            "results",
            "a reference interval of another unit",
            "the interval is in another unit than the one written beside it",
            "correct the unit or the interval",
        ),
        "range-reversed": Check(
            "results", "a lower limit above the upper one", "the two are exchanged", "exchange them"
        ),
        "range-far": Check(
            "results",
            "every result far outside its reference interval",
            "results and interval are in different units",
            _RESULT,
        ),
        "spike": Check("results", "a single result far from those before and after it", "a slip of the pen", _RESULT),
        "fall": Check(
            "results",
            "a fall faster than the protein can leave the blood",
            "another unit, or another patient's sample",
            _RESULT,
        ),
        "rise": Check(
            "results", "a rise faster than a clone can grow", "another unit, or another patient's sample", _RESULT
        ),
        "step": Check(
            "results",
            "a change larger than patients have between two visits",
            "another unit, or another patient's sample",
            _RESULT,
        ),
        "carried-forward": Check(
            "results",
            "the same result to all decimals over many visits",
            "the last result was carried forward",
            _CORRECT.format("the results that were not measured"),
        ),
        "copied-visit": Check(
            "results",
            "a visit that repeats the visit before",
            "the results were copied",
            _CORRECT.format("the results that were not measured"),
        ),
        "same-day": Check(
            "results",
            "two results of one test, day and time that differ",
            "one is another visit's, or a repeat of a wrong one",
            "keep the one that holds",
        ),
        "swapped-tests": Check(
            "results",
            "results of two tests of one day that fit each other's course",
            "the codes of the two tests are exchanged",
            _CORRECT.format("LBTESTCD"),
        ),
        "old-baseline": Check(
            "results",
            "a baseline older than the protocol allows",
            "the baseline sample is missing, or its date is wrong",
            _CORRECT.format("LBDTC, or add the sample"),
        ),
        "future": Check("calendar", "a date in the future", "a wrong year, or day and month exchanged", _DATE),
        "year-off": Check(
            "calendar", "a date that a year less or more would bring back into the study", "a wrong year", _DATE
        ),
        "period": Check(
            "calendar",
            "a date outside the subject's time in the study",
            "a wrong year or month, or another subject's record",
            _DATE,
        ),
        "one-side": Check(
            "calendar",
            "all results on one side of the first dose",
            "a wrong year of the results or of the first dose",
            _DATE,
        ),
        "first-dose": Check(
            "calendar",
            "RFSTDTC is not the first dose",
            "a wrong date in DM or EX",
            _CORRECT.format("RFSTDTC or EXSTDTC"),
        ),
        "dm-order": Check(
            "calendar", "dates of DM in an impossible order", "a wrong year, or day and month exchanged", _DATE
        ),
        "visit-apart": Check("calendar", "a result dated apart from its visit", "a wrong month or year", _DATE),
        "visit-order": Check(
            "calendar",
            "dates against the order of visits",
            "a wrong date, or a wrong visit number",
            _CORRECT.format("the date or VISITNUM"),
        ),
        "file-order": Check(
            "calendar",
            "a date out of the order of the file",
            "a wrong month or year, or day and month exchanged",
            _DATE,
        ),
        "zone": Check(
            "calendar",
            "clock times that cannot be compared",
            "two systems write times in two ways",
            "give all times with their zone, or all in local time without",
        ),
        "alike-ids": Check(
            "identity",
            "identifiers equal but for zeros, blanks, letter case or marks that nobody sees",
            "one patient under two identifiers",
            _ID,
        ),
        "site-number": Check(
            "identity", "an identifier that is not made like the others", "another subject's number or site", _ID
        ),
        "study-id": Check(
            "identity",
            "a STUDYID that differs from that of DM",
            "records of another study, or another spelling",
            _CORRECT.format("STUDYID"),
        ),
        "equal-courses": Check(
            "identity",
            "equal courses under two identifiers",
            "one patient under two identifiers, or copied records",
            _ID,
        ),
        "two-under-one": Check(
            "identity", "two courses under one identifier", "records of two patients under one identifier", _ID
        ),
        "exchanged": Check(
            "identity", "courses that continue one another's", "samples or identifiers of two patients exchanged", _ID
        ),
        "dose-factor": Check(
            "doses",
            "a dose that the protocol does not have",
            "a decimal point, another unit, or the total of several days",
            _DOSE,
        ),
        "dose-unit": Check(
            "doses",
            "a unit of dose that is missing or another one",
            "the unit was left out or mistyped",
            _CORRECT.format("EXDOSU"),
        ),
        "dose-overlap": Check(
            "doses", "doses of one drug that overlap", "an end that was not entered, or a wrong date", _DOSE
        ),
        "dose-open": Check(
            "doses", "doses without an end that ended", "EXENDTC was not entered", _CORRECT.format("EXENDTC")
        ),
        "dose-drug": Check(
            "doses", "another drug", "a partner drug, a code, or another study's drug", _CORRECT.format("EXTRT")
        ),
        "no-dose": Check(
            "doses", "a treated subject without a dose", "records missing from EX, or another identifier there", _DOSE
        ),
        "age": Check(
            "persons and events",
            "an age that patients of this disease do not have",
            "a wrong year of birth, or a mistyped age",
            _CORRECT.format("AGE"),
        ),
        "age-birth": Check(
            "persons and events",
            "an age against the day of birth",
            "one of the two is mistyped",
            _CORRECT.format("AGE or BRTHDTC"),
        ),
        "sex": Check(
            "persons and events",
            "a term against the subject's sex",
            "a wrong SEX, or another subject's event",
            _CORRECT.format("SEX or the term"),
        ),
        "eligibility": Check(
            "persons and events",
            "a result that the conditions of entry exclude",
            "an ineligible subject, or another unit",
            _RESULT,
        ),
        "progression": Check(
            "persons and events",
            "progression that no table shows",
            "a wrong reason for the end of treatment, or missing assessments",
            _CORRECT.format("DSDECOD, or add the assessment"),
        ),
        "death": Check(
            "persons and events",
            "a death that one table alone knows",
            "a wrong DTHFL or DTHDTC, or an event missing from AE and DS",
            _CORRECT.format("DM, or add the death to DS or AE"),
        ),
    }
)
"""Name -> check."""
