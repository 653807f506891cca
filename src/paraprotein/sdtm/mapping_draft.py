"""A first draft of a mapping file, from what the tables look like; a person completes it.

Names of columns are compared with words that registries and laboratories use; dates are tried against the ways in which
people write them. What was only guessed says `check` in a comment.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import polars as pl

from ..units import STANDARD_UNITS
from .dataset import Dataset
from .dates import parse_dates
from .shapes import SHAPES

_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "DM": {
            "SEX": ("sex", "gender"),
            "AGE": ("age", "ageyears", "ageatentry"),
            "BRTHDTC": ("birthdate", "dateofbirth", "dob", "birth"),
            "RFSTDTC": ("firstdose", "firstdosedate", "startoftreatment", "treatmentstart", "dateoffirstdose"),
            "RFENDTC": ("lastdose", "lastdosedate", "endoftreatment", "treatmentend", "dateoflastdose"),
            "RFPENDTC": ("lastcontact", "lastfollowup", "lastseen", "lastvisit", "lastknownalive"),
            "DTHDTC": ("deathdate", "dateofdeath", "death"),
            "PRIORTX": ("priortherapies", "priorlines", "previoustherapies", "nprior", "linesoftherapy"),
        },
        "EX": {
            "EXTRT": ("drug", "treatment", "studydrug"),
            "EXDOSE": ("dose", "dosemg", "dailydose"),
            "EXDOSU": ("doseunit",),
            "EXSTDTC": ("dosestart", "dosestartdate", "startdate"),
            "EXENDTC": ("doseend", "doseenddate", "enddate", "stopdate"),
        },
        "AE": {
            "AETERM": ("adverseevent", "ae", "aeterm", "event", "toxicity"),
            "AETOXGR": ("grade", "ctcaegrade", "aegrade", "toxgrade"),
            "AESTDTC": ("onset", "onsetdate", "aestart", "aestartdate", "aeonset"),
            "AEENDTC": ("resolved", "aeend", "aeenddate", "resolution"),
        },
        "LB": {
            "LBTESTCD": ("test", "analyte", "testname", "labtest", "parameter", "testcode"),
            "LBORRES": ("result", "value", "labvalue", "resultvalue"),
            "LBORRESU": ("unit", "units", "resultunit"),
            "LBDTC": ("labdate", "collectiondate", "sampledate", "visitdate", "datecollected", "drawdate", "date"),
            "LBMETHOD": ("method", "assay"),
        },
    }
)  # fmt: skip

_SUBJECT = ("usubjid", "subjid", "subject", "subjectid", "patient", "patientid", "pid", "recordid", "studyid", "id")

_ANALYTES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "IGM": ("igm", "serumigm", "immunoglobulinm"),
        "IGG": ("igg", "immunoglobuling"),
        "IGA": ("iga", "immunoglobulina"),
        "TRYPTASE": ("tryptase", "serumtryptase"),
        "HGB": ("hgb", "hb", "hemoglobin", "haemoglobin"),
        "WBC": ("wbc", "leukocytes", "leucocytes"),
        "NEUT": ("neut", "anc", "neutrophils"),
        "LYM": ("lym", "alc", "lymphocytes"),
        "PLAT": ("plat", "plt", "platelets", "thrombocytes"),
        "ALT": ("alt", "sgpt"),
        "AST": ("ast", "sgot"),
        "BILI": ("bili", "bilirubin"),
        "CREAT": ("creat", "creatinine"),
    }
)
"""LBTESTCD to the words by which tables call the test."""

_DATE_FORMATS = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%b-%Y", "%d%b%Y", "%Y/%m/%d", "%d-%m-%Y")

_UNIT_TAIL = re.compile(r"[_ (]*(mg_?dl|g_?dl|g_?l|ng_?ml|10e?9_?l)\)?$", re.IGNORECASE)


def draft_mapping(datasets: Mapping[str, Dataset], study: str = "STUDY") -> str:
    """The text of a mapping file that `read_mapping` accepts; empty tables when nothing is recognised.

    Args:
        datasets: file name to the table in it.
        study: becomes STUDYID.
    """
    lines = ["mapping: 1", f"study: {_quoted(study)}", "tables:"]
    for name in sorted(datasets):
        table = datasets[name].table
        subject = _find(_SUBJECT, table.columns)
        used = {subject} if subject else set()
        for domain in _WORDS:
            lines += _draft_table(name, table, domain, subject, used) if subject else []
        rest = [column for column in table.columns if column not in used]
        if rest:
            lines.append(f"  # {name}, not mapped: {', '.join(_plain(column) for column in rest)}")
    return "\n".join(lines) + "\n"


def _draft_table(name: str, table: pl.DataFrame, domain: str, subject: str, used: set[str]) -> list[str]:
    """The lines of one table, or none when the file does not look like it; adds what it takes to `used`."""
    found = {variable: _find(words, table.columns) for variable, words in _WORDS[domain].items()}
    columns = {variable: column for variable, column in found.items() if column}
    tests = {code: column for code, words in _ANALYTES.items() if (column := _find(words, table.columns))}
    is_wide = domain == "LB" and tests and "LBORRES" not in columns
    if is_wide:
        columns = {variable: column for variable, column in columns.items() if variable == "LBDTC"}
    if not _is_likely(domain, columns) and not is_wide:
        return []
    used.update(columns.values(), tests.values() if is_wide else ())
    lines = [f"  - file: {_quoted(name)}", f"    to: {domain}", "    columns:", f"      USUBJID: {_quoted(subject)}"]
    for variable, column in columns.items():
        lines.append(f"      {variable}: {_draft_column(variable, column, table, domain)}")
    if is_wide:
        lines.append("    tests:")
        for code, column in tests.items():
            unit, remark = _unit(code, column)
            lines.append(f"      {code}: {{from: {_quoted(column)}, unit: {unit}}}{remark}")
    constants = {"DM": "{AGEU: YEARS}", "EX": "{EXDOSFRQ: QD}  # check"}.get(domain)
    return [*lines, f"    constants: {constants}"] if constants else lines


def _is_likely(domain: str, columns: Mapping[str, str]) -> bool:
    needed = {"DM": {"SEX", "AGE", "RFSTDTC"}, "EX": {"EXDOSE"}, "AE": {"AETERM"}, "LB": {"LBORRES"}}[domain]
    return not needed.isdisjoint(columns)


def _draft_column(variable: str, column: str, table: pl.DataFrame, domain: str) -> str:
    kind = SHAPES[domain].column(variable).kind
    if kind == "date" and (shown := _date_format(table[column])):
        return f"{{from: {_quoted(column)}, date: {_quoted(shown)}}}  # check day and month"
    if variable == "SEX":
        return f"{{from: {_quoted(column)}, values: {{Male: M, Female: F}}}}  # check the values"
    return _quoted(column)


def _date_format(values: pl.Series) -> str:
    """How the dates are written; empty when they are ISO 8601, or nothing fits."""
    text = values.cast(pl.String).drop_nulls()
    if text.is_empty() or not (parse_dates(text)["standing"] == "impossible").any():
        return ""
    for shown in _DATE_FORMATS:
        if text.str.to_date(shown, strict=False).null_count() == 0:
            return shown
    return ""


def _unit(code: str, column: str) -> tuple[str, str]:
    """Unit that the column's name ends with, else the standard one, and a remark."""
    tail = _UNIT_TAIL.search(column)
    if tail:
        word = tail.group(1).lower().replace("_", "")
        known = {"mgdl": "mg/dL", "gdl": "g/dL", "gl": "g/L", "ngml": "ng/mL"}
        return known.get(word, "10^9/L"), ""
    return STANDARD_UNITS.get(code, "mg/dL"), "  # check the unit"


def _find(words: Iterable[str], columns: Iterable[str]) -> str:
    """The first column that is called by one of the words, whatever its case, signs and unit; empty if none."""
    by_word = {_word(column): column for column in reversed(list(columns))}
    by_word |= {_word(_UNIT_TAIL.sub("", column)): column for column in reversed(list(columns))} | by_word
    return next((by_word[word] for word in words if word in by_word), "")


def _word(column: str) -> str:
    return re.sub(r"[^a-z0-9]", "", column.lower())


def _quoted(text: str) -> str:
    """Text as YAML takes it, whatever it holds."""
    plain = _plain(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _plain(text: str) -> str:
    """Text on one line, without control characters."""
    return re.sub(r"[^\S ]|[\x00-\x1f\x7f-\x9f]", " ", text)
