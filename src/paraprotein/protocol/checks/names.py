"""Names and dates of a study that its tables and files must be able to hold."""

import re
from datetime import date

from ..yaml_reader import Path
from .consistency import Contradictions

LONGEST_ID = 20
"""Characters of a study identifier. USUBJID is made of it, and regulators' tools cut and compare it at this length."""

FIRST_DATE, LAST_DATE = date(1900, 1, 1), date(2999, 12, 31)
"""Dates that a study may hold: transport files and calendars know them all."""

_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._/-]*[A-Za-z0-9._/-])?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def check_study_id(identifier: str) -> Contradictions:
    """STUDYID is short and plain."""
    path = ("study", "id")
    if not _ID.fullmatch(identifier):
        found = f"{identifier!a} holds characters that table and file names cannot"
        yield path, found, "write letters, digits and . _ / - only, for example IMATINIB-WM-2007"
    if len(identifier) > LONGEST_ID:
        found = f"'{identifier}' has {len(identifier)} characters"
        yield path, found, f"write at most {LONGEST_ID}; put the full name in study.title"


def check_no_control_characters(path: Path, text: str) -> Contradictions:
    """A name that people read holds no character that they cannot see."""
    found = _CONTROL.search(text)
    if found:
        place = found.start() + 1
        yield path, f"an invisible character, {found[0]!a}, at place {place}", "remove it, or type the text again"


def check_dates_exist(first_patient: str, data_cut: float, screening: float) -> Contradictions:
    """The first patient's date is one, and every date of the study lies in the calendar."""
    path = ("conduct", "first_patient")
    try:
        first = date.fromisoformat(first_patient)
    except ValueError:
        yield path, f"'{first_patient}' is not a date", "write year-month-day, for example 2004-01-05"
        return
    before, after = (first - FIRST_DATE).days, (LAST_DATE - first).days
    if before < screening or after < 0:
        fix = f"write a date between {FIRST_DATE} and {LAST_DATE}"
        yield path, f"the study would begin on {first}, screening {screening:g} days earlier", fix
    elif data_cut > after:
        found = f"data are cut {data_cut:g} days after {first}, beyond {LAST_DATE}"
        yield ("conduct", "data_cut"), found, "write an earlier data cut, or an earlier first patient"
