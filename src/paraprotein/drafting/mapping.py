"""A first draft of a mapping file, from what the tables look like; a person completes it.

Names of columns are compared with words that registries and laboratories use; dates are tried against the ways in which
people write them. What was only guessed says `check` in a comment.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import polars as pl

from ..files.dataset import Dataset
from ..protocol.analytes import STANDARD_UNITS
from ..sdtm.dates import parse_dates
from ..sdtm.shapes import SHAPES

_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "DM": {
            "SEX": ("sex", "gender"),
            "AGE": ("age", "ageyears", "ageatentry", "ageatdiagnosis"),
            "BRTHDTC": ("birthdate", "dateofbirth", "dob", "birth"),
            "RFSTDTC": ("firstdose", "firstdosedate", "startoftreatment", "treatmentstart", "dateoffirstdose",
                        "treatmentstartdate", "datefirstdose", "c1d1", "c1d1date", "txstart"),
            "RFENDTC": ("lastdose", "lastdosedate", "endoftreatment", "treatmentend", "dateoflastdose",
                        "treatmentenddate", "datelastdose", "txend"),
            "RFPENDTC": ("lastcontact", "lastfollowup", "lastseen", "lastvisit", "lastknownalive"),
            "DTHDTC": ("deathdate", "dateofdeath", "death"),
            "PRIORTX": ("priortherapies", "priorlines", "previoustherapies", "nprior", "linesoftherapy"),
        },
        "EX": {
            "EXTRT": ("drug", "treatment", "studydrug"),
            "EXDOSE": ("dose", "dosemg", "dailydose", "dosemgday", "currentdose", "dosegiven"),
            "EXDOSU": ("doseunit",),
            "EXSTDTC": ("dosestart", "dosestartdate", "startdate", "visitdate", "date"),
            "EXENDTC": ("doseend", "doseenddate", "enddate", "stopdate"),
        },
        "AE": {
            "AETERM": ("adverseevent", "ae", "aeterm", "event", "toxicity"),
            "AETOXGR": ("grade", "ctcaegrade", "aegrade", "toxgrade"),
            "AESTDTC": ("onset", "onsetdate", "aestart", "aestartdate", "aeonset", "startdate"),
            "AEENDTC": ("resolved", "aeend", "aeenddate", "resolution", "resolveddate", "enddate", "stopdate"),
        },
        "LB": {
            "LBTESTCD": ("test", "analyte", "testname", "labtest", "parameter", "testcode", "component", "labname",
                         "componentname", "assayname"),
            "LBORRES": ("result", "value", "labvalue", "resultvalue", "ordvalue", "numericresult", "testresult"),
            "LBORRESU": ("unit", "units", "resultunit", "referenceunit", "uom", "unitofmeasure"),
            "LBDTC": ("labdate", "collectiondate", "sampledate", "visitdate", "datecollected", "drawdate", "date",
                      "specimendate", "dateofvisit", "samplingdate", "collected", "resultdate"),
            "LBSTNRLO": ("lowernormal", "lln", "reflow", "normallow"),
            "LBSTNRHI": ("uppernormal", "uln", "refhigh", "normalhigh"),
            "LBMETHOD": ("method", "assay"),
        },
    }
)  # fmt: skip

_SUBJECT = (
    "usubjid", "subjid", "subject", "subjectid", "patient", "patientid", "patientno", "patientnumber", "pid", "mrn",
    "recordid", "studyid", "caseid", "id",
)  # fmt: skip

_ANALYTES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "IGM": ("igm", "serumigm", "immunoglobulinm", "igmserum", "igmlevel"),
        "IGG": ("igg", "immunoglobuling"),
        "IGA": ("iga", "immunoglobulina"),
        "MCPROT": ("mprotein", "mspike", "paraprotein", "monoclonalprotein", "serummprotein", "mcomponent"),
        "UMCPROT": ("urinemprotein", "mproteinurine", "urinemspike", "bencejonesprotein"),
        "KLCFR": ("kappa", "freekappa", "kappaflc", "sflckappa", "freekappalightchain", "kappafreelightchain"),
        "LLCFR": ("lambda", "freelambda", "lambdaflc", "sflclambda", "freelambdalightchain", "lambdafreelightchain"),
        "BNPPRONT": ("ntprobnp", "probnp"),
        "TRYPTASE": ("tryptase", "serumtryptase"),
        "HGB": ("hgb", "hb", "hemoglobin", "haemoglobin", "hgblevel"),
        "WBC": ("wbc", "leukocytes", "leucocytes", "whitebloodcells", "whitecellcount", "whitebloodcellcount"),
        "NEUT": ("neut", "anc", "neutrophils", "absoluteneutrophilcount", "neutrophilcount", "neuts"),
        "LYM": ("lym", "alc", "lymphocytes", "lymphocytecount"),
        "PLAT": ("plat", "plt", "plts", "platelets", "thrombocytes", "plateletcount"),
        "ALT": ("alt", "sgpt", "alat"),
        "AST": ("ast", "sgot", "asat"),
        "BILI": ("bili", "bilirubin", "totalbilirubin"),
        "CREAT": ("creat", "creatinine", "serumcreatinine"),
    }
)
"""LBTESTCD to the words by which tables call the test."""

_DATE_FORMATS = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%b-%Y", "%d%b%Y", "%Y/%m/%d", "%d-%m-%Y")

_UNIT_TAIL = re.compile(
    r"[_ (\[]*(mg_?/?dl|g_?/?dl|g_?/?l|mg_?/?l|ng_?/?ml|ng_?/?l|pg_?/?ml|u_?/?l|umol_?/?l|mmol_?/?l|k_?/?ul|"
    r"x?10[e^*]?9_?/?l)[)\]]?$",
    re.IGNORECASE,
)

_TAILS: Mapping[str, str] = MappingProxyType(
    {"mgdl": "mg/dL", "gdl": "g/dL", "gl": "g/L", "mgl": "mg/L", "ngml": "ng/mL", "ngl": "ng/L", "pgml": "pg/mL",
     "ul": "U/L", "umoll": "umol/L", "mmoll": "mmol/L", "kul": "10^9/L"}
)  # fmt: skip

_ADDED = re.compile(r"\b(abs|absolute|serum|total|level|plasma|blood|quantitative|s)\b", re.IGNORECASE)

_SEXES: Mapping[str, str] = MappingProxyType(
    {"male": "M", "m": "M", "man": "M", "1": "M", "female": "F", "f": "F", "woman": "F", "w": "F", "2": "F", "0": "F"}
)
"""How exports write sex; the numbers are REDCap's habit, and only a guess."""

_MOST_VALUES = 500
"""Distinct values of a column with names of tests; a column with more holds something else."""

_MAGNITUDES: Mapping[str, tuple[tuple[float, str], ...]] = MappingProxyType(
    {"IGM": ((150.0, "g/L"),), "IGG": ((150.0, "g/L"),), "IGA": ((50.0, "g/L"),), "HGB": ((25.0, "g/dL"),),
     "NEUT": ((100.0, "10^9/L"),), "WBC": ((100.0, "10^9/L"),), "LYM": ((100.0, "10^9/L"),),
     "PLAT": ((2000.0, "10^9/L"),), "CREAT": ((15.0, "mg/dL"),), "BILI": ((3.0, "mg/dL"),)}
)  # fmt: skip
"""LBTESTCD -> median below which results are usually in this unit. Assumed, from the ranges that occur in patients."""

_ELSE: Mapping[str, str] = MappingProxyType(
    {"IGM": "mg/dL", "IGG": "mg/dL", "IGA": "mg/dL", "HGB": "g/L", "NEUT": "/uL", "WBC": "/uL", "LYM": "/uL",
     "PLAT": "/uL", "CREAT": "umol/L", "BILI": "umol/L"}
)  # fmt: skip
"""The unit of results above."""


def draft_mapping(datasets: Mapping[str, Dataset], study: str = "STUDY") -> str:
    """The text of a mapping file that `read_mapping` accepts; empty tables when nothing is recognised.

    Args:
        datasets: file name to the table in it.
        study: becomes STUDYID.
    """
    lines = ["mapping: 1", f"study: {_quoted(study)}", "tables:"]
    people = max(sorted(datasets), key=lambda name: _count_demographics(datasets[name].table), default="")
    for name in sorted(datasets):
        table = datasets[name].table
        subject = _find(_SUBJECT, table.columns)
        used = {subject} if subject else set()
        for domain in _WORDS if subject else ():
            if domain != "DM" or name == people:
                lines += _draft_table(name, table, domain, subject, used)
        rest = [column for column in table.columns if column not in used]
        if rest:
            lines.append(f"  # {name}, not mapped: {', '.join(_plain(column) for column in rest)}")
    return "\n".join(lines) + "\n"


def _count_demographics(table: pl.DataFrame) -> int:
    """How many of the columns that describe a patient a table has: one table becomes DM."""
    return sum(bool(_find(words, table.columns)) for words in _WORDS["DM"].values())


def _draft_table(name: str, table: pl.DataFrame, domain: str, subject: str, used: set[str]) -> list[str]:
    """The lines of one table, or none when the file does not look like it; adds what it takes to `used`."""
    found = {variable: _find(words, table.columns) for variable, words in _WORDS[domain].items()}
    columns = {variable: column for variable, column in found.items() if column}
    tests = {code: column for code, words in _ANALYTES.items() if (column := _find(words, table.columns))}
    is_wide = domain == "LB" and tests and not {"LBORRES", "LBTESTCD"} <= set(columns)
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
            unit, remark = _unit(code, column, table[column])
            lines.append(f"      {code}: {{from: {_quoted(column)}, unit: {unit}}}{remark}")
    return [*lines, *_constants(domain, columns), *_decimal_sign(table, [*columns.values(), *tests.values()])]


def _constants(domain: str, columns: Mapping[str, str]) -> list[str]:
    """What a table needs and does not say; each is a guess but the age's unit."""
    if domain == "DM":
        return ["    constants: {AGEU: YEARS}"]
    if domain != "EX":
        return []
    guesses = {"EXTRT": "STUDY DRUG", "EXDOSU": "mg", "EXDOSFRQ": "QD", "EXROUTE": "ORAL"}
    written = ", ".join(f"{name}: {value}" for name, value in guesses.items() if name not in columns)
    return [f"    constants: {{{written}}}  # check each"]


def _decimal_sign(table: pl.DataFrame, columns: Iterable[str]) -> list[str]:
    """The line about decimal commas, where numbers have them."""
    for column in columns:
        if table.schema[column] == pl.String and table[column].str.contains(r"^\s*[<>]?\s*\d+,\d{1,2}\s*$").any():
            return ["    decimal: comma  # check"]
    return []


def _is_likely(domain: str, columns: Mapping[str, str]) -> bool:
    if domain in ("EX", "LB"):
        return {"EX": {"EXDOSE", "EXSTDTC"}, "LB": {"LBTESTCD", "LBORRES"}}[domain] <= set(columns)
    needed = {"DM": {"SEX", "AGE", "BRTHDTC", "RFSTDTC"}, "AE": {"AETERM"}}[domain]
    return not needed.isdisjoint(columns)


def _draft_column(variable: str, column: str, table: pl.DataFrame, domain: str) -> str:
    kind = SHAPES[domain].column(variable).kind
    if kind == "date" and (shown := _date_format(table[column])):
        return f"{{from: {_quoted(column)}, date: {_quoted(shown)}}}  # check day and month"
    if variable == "SEX":
        return _valued(column, table, lambda word: _SEXES.get(word.strip().lower(), ""))
    if variable == "LBTESTCD":
        return _valued(column, table, _code_of)
    return _quoted(column)


def _valued(column: str, table: pl.DataFrame, term_of: Callable[[str], str]) -> str:
    """A column whose values become terms, as far as they are known."""
    distinct = table[column].cast(pl.String).drop_nulls().unique().sort().head(_MOST_VALUES)
    terms = {value.strip(): term for value in distinct if (term := term_of(value)) and term != value.strip()}
    if not terms:
        return _quoted(column)
    written = ", ".join(f"{_quoted(value)}: {term}" for value, term in terms.items())
    return f"{{from: {_quoted(column)}, values: {{{written}}}}}  # check the values"


def _code_of(name: str) -> str:
    """LBTESTCD of a test as a laboratory calls it; its own name as a code where it is not known."""
    spelt = {_word(_UNIT_TAIL.sub("", name)), _test_word(name)}
    known = next((code for code, words in _ANALYTES.items() if spelt & {*words, code.lower()}), "")
    return known or re.sub(r"[^A-Z0-9]", "", name.upper())[:8]


def _date_format(values: pl.Series) -> str:
    """How the dates are written; empty when they are ISO 8601, or nothing fits."""
    text = values.cast(pl.String).drop_nulls()
    if text.is_empty() or not (parse_dates(text)["standing"] == "impossible").any():
        return ""
    for shown in _DATE_FORMATS:
        if text.str.to_date(shown, strict=False).null_count() == 0:
            return shown
    return ""


def _unit(code: str, column: str, values: pl.Series) -> tuple[str, str]:
    """Unit that the column's name ends with, else one that fits the size of the results, and a remark."""
    tail = _UNIT_TAIL.search(column)
    if tail:
        word = re.sub(r"[^a-z0-9]", "", tail.group(1).lower())
        return _TAILS.get(word, "10^9/L"), ""
    number = values.cast(pl.String).str.replace(",", ".").cast(pl.Float64, strict=False)
    median = number.median()
    if not isinstance(median, float) or code not in _MAGNITUDES:
        return STANDARD_UNITS.get(code, ("mg/dL",))[0], "  # check the unit: the column does not say it"
    unit = next((unit for below, unit in _MAGNITUDES[code] if median < below), _ELSE[code])
    return unit, f"  # check the unit: guessed from the size of the results (median {median:g})"


def _find(words: Iterable[str], columns: Iterable[str]) -> str:
    """The first column that is called by one of the words, whatever its case, signs and unit; empty if none."""
    by_word = {_word(column): column for column in reversed(list(columns))}
    by_word |= {_word(_UNIT_TAIL.sub("", column)): column for column in reversed(list(columns))} | by_word
    return next((by_word[word] for word in words if word in by_word), "")


def _word(column: str) -> str:
    return re.sub(r"[^a-z0-9]", "", column.lower())


def _test_word(name: str) -> str:
    """The name of a test without what laboratories add to it: `Neutrophils (abs)`, `Serum IgM`, `IgM, total`."""
    return _word(_ADDED.sub("", _UNIT_TAIL.sub("", name)))


def _quoted(text: str) -> str:
    """Text as YAML takes it, whatever it holds."""
    plain = _plain(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _plain(text: str) -> str:
    """Text on one line, without control characters."""
    return re.sub(r"[^\S ]|[\x00-\x1f\x7f-\x9f]", " ", text)
