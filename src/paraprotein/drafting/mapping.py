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
from ..response.words import WordGroup, plain, read_word
from ..sdtm.dates import parse_dates
from ..sdtm.shapes import SHAPES
from .findings import FILL_IN
from .words import ASSESSMENTS, COLUMNS, SEXES, SUBJECT, TESTS, WORD_TESTS

_DATE_FORMATS = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%b-%Y", "%d%b%Y", "%Y/%m/%d", "%d-%m-%Y",
                 "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d.%m.%Y %H:%M:%S")  # fmt: skip

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
        subject = _find(SUBJECT, table.columns)
        used = {subject} if subject else set()
        for domain in COLUMNS if subject else ():
            if domain != "DM" or name == people:
                lines += _draft_table(name, table, domain, subject, used)
        lines += _draft_assessments(name, table, subject, used) if subject else []
        rest = [column for column in table.columns if column not in used]
        if rest:
            lines.append(f"  # {name}, not mapped: {', '.join(_plain(column) for column in rest)}")
    return "\n".join([*lines, *_missing_for_complete(lines)]) + "\n"


def _missing_for_complete(lines: Iterable[str]) -> list[str]:
    """A remark where the draft names no column for what a complete response rests on."""
    text = "\n".join(lines)
    needed = {"immunofixation": r"^      IFE:|: IFE\b", "the marrow": "RSTESTCD: BMNORM|PLSTCECE"}
    missing = [what for what, drafted in needed.items() if not re.search(drafted, text, re.MULTILINE)]
    if not missing or "    to: LB" not in text:
        return []
    return [
        f"  # {FILL_IN}no column for {' and '.join(missing)} is recognised; without it no complete response is found"
    ]


def _draft_assessments(name: str, table: pl.DataFrame, subject: str, used: set[str]) -> list[str]:
    """The lines of assessments in words (marrow, progression, nodes, NYHA class, response), a table for each."""
    date = _find(COLUMNS["LB"]["LBDTC"], table.columns)
    found = {test: _find(words, table.columns) for test, (_, words) in ASSESSMENTS.items()}
    lines = []
    for test, column in found.items() if date else ():
        if column and column not in used:
            used.update((column, date))
            lines += [f"  - file: {_quoted(name)}", "    to: RS", "    columns:", f"      USUBJID: {_quoted(subject)}"]
            lines.append(f"      RSDTC: {_draft_column('RSDTC', date, table, 'RS')}")
            lines += _words_of("      RSORRES: {from: ", column, table[column], ASSESSMENTS[test][0])
            lines.append(f"    constants: {{RSTESTCD: {test}}}")
    return lines


def _words_of(start: str, column: str, values: pl.Series, group: WordGroup, rest: str = "") -> list[str]:
    """A column whose words become terms as far as they are known; a remark names how many are not."""
    known, unknown = _read_values(values, group)
    told = ", ".join(f"{_quoted(value)}: {_quoted(term)}" for value, term in known.items())
    values_part = f", values: {{{told}}}" if told else ""
    remark = f"  # check the words; {', '.join(group.terms)}" if told else ""
    line = f"{start}{_quoted(column)}{rest}{values_part}}}{remark}"
    if not unknown:
        return [line]
    indent = " " * (len(start) - len(start.lstrip()))
    listed = ", ".join(_quoted(value) for value in unknown)
    return [line, f"{indent}# {FILL_IN}values that say which of {', '.join(group.terms)}: {listed}"]


def _read_values(values: pl.Series, group: WordGroup) -> tuple[dict[str, str], list[str]]:
    """Words that differ from their term, and words that are not understood."""
    known: dict[str, str] = {}
    unknown = []
    for value in values.cast(pl.String).drop_nulls().unique().sort().head(_MOST_VALUES):
        reading = read_word(group, value)
        if reading.state == "known" and reading.term != value.strip():
            known[value.strip()] = reading.term
        elif reading.state in ("ambiguous", "unknown"):
            unknown.append(value.strip())
    return known, unknown


def _count_demographics(table: pl.DataFrame) -> int:
    """How many of the columns that describe a patient a table has: one table becomes DM."""
    return sum(bool(_find(words, table.columns)) for words in COLUMNS["DM"].values())


def _draft_table(name: str, table: pl.DataFrame, domain: str, subject: str, used: set[str]) -> list[str]:
    """The lines of one table, or none when the file does not look like it; adds what it takes to `used`."""
    found = {variable: _find(words, table.columns) for variable, words in COLUMNS[domain].items()}
    columns = {variable: column for variable, column in found.items() if column}
    tests = {code: column for code, words in TESTS.items() if (column := _find(words, table.columns))}
    is_wide = domain == "LB" and tests and not {"LBORRES", "LBTESTCD"} <= set(columns)
    if is_wide:
        columns = {variable: column for variable, column in columns.items() if variable == "LBDTC"}
    if not _is_likely(domain, columns) and not is_wide:
        return []
    used.update(columns.values(), tests.values() if is_wide else ())
    lines = [f"  - file: {_quoted(name)}", f"    to: {domain}", "    columns:", f"      USUBJID: {_quoted(subject)}"]
    for variable, column in columns.items():
        if variable == "LBORRES":
            lines += _draft_results(column, columns["LBTESTCD"], table)
        else:
            lines.append(f"      {variable}: {_draft_column(variable, column, table, domain)}")
    if is_wide:
        lines.append("    tests:")
        for code, column in tests.items():
            if code in WORD_TESTS:
                lines += _words_of(f"      {code}: {{from: ", column, table[column], WORD_TESTS[code], ', unit: ""')
            else:
                unit, remark = _unit(code, column, table[column])
                lines.append(f"      {code}: {{from: {_quoted(column)}, unit: {unit}}}{remark}")
    return [*lines, *_constants(domain, columns), *_decimal_sign(table, [*columns.values(), *tests.values()])]


def _draft_results(column: str, tests: str, table: pl.DataFrame) -> list[str]:
    """The results of a table with a row per test: words of immunofixation become terms."""
    codes = [_code_of(str(name)) for name in table[tests].cast(pl.String).fill_null("")]
    is_word = pl.Series([code in WORD_TESTS for code in codes], dtype=pl.Boolean)
    return _words_of("      LBORRES: {from: ", column, table[column].filter(is_word), WORD_TESTS["IFE"])


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
        return _valued(column, table, lambda word: SEXES.get(plain(word), ""))
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
    known = next((code for code, words in TESTS.items() if spelt & {*words, code.lower()}), "")
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
    return re.sub(r"[^a-z0-9]", "", plain(column))


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
