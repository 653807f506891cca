"""Reference pages made from the declarations in the code, so that nothing is described twice."""

import ast
import inspect
import re
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import click
import typer
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from pydantic import BaseModel
from pydantic.fields import FieldInfo

import paraprotein
from paraprotein.adam.shapes import ADAM_SHAPES
from paraprotein.analysis.catalogue import METHODS, describe_figures
from paraprotein.api.intake import IntakeOptions
from paraprotein.cli import app
from paraprotein.pharmacology import model_named
from paraprotein.protocol import load_protocol
from paraprotein.protocol.readers import READ_BY
from paraprotein.protocol.schema import Protocol
from paraprotein.protocol.schema.fields import element_type, leaf_fields, section_type
from paraprotein.response.words import GROUPS, SHARED, WordGroup
from paraprotein.sdtm.dictionary.column_uses import MAY_BE_EMPTY, NOT_DECIDING
from paraprotein.sdtm.dictionary.deciding_columns import DECIDING
from paraprotein.sdtm.plausibility.catalogue import CHECKS as QUESTIONS
from paraprotein.sdtm.plausibility.catalogue import PREFIX
from paraprotein.sdtm.plausibility.limits import CLEARANCE, DISEASE_MEDIANS, FOLD, LIMITS, MEDIAN
from paraprotein.sdtm.shapes import SHAPES
from paraprotein.sdtm.words import PLACES
from paraprotein.sources import Source
from paraprotein.submission import CHECKS


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages; called by mkdocs."""
    for name, page in pages().items():
        files.append(File.generated(config, f"reference/{name}.md", content=page))
    return files


def pages() -> dict[str, str]:
    """Name of each generated page and its Markdown."""
    return {
        "protocol": _protocol(),
        "what-is-read": _what_is_read(),
        "commands": _commands(),
        "api": _api(),
        "study-tables": _study_tables(),
        "columns-read": _columns_read(),
        "analysis-data-sets": _analysis_data_sets(),
        "conformance": _conformance(),
        "results": _results(),
        "parameters": _parameters(),
        "words": _words(),
        "plausibility": _plausibility(),
    }


def _columns_read() -> str:
    """Which columns decide, and why the others do not: the first law, column by column."""
    lines = [
        "# Columns that are read",
        "",
        "Change a value of a column that decides, or leave it out, and a result changes or a warning names the column;",
        "a test alters every one. The others are listed with the reason why they decide nothing.",
        "",
    ]
    for domain, shape in SHAPES.items():
        names = [name for name in shape.names if name != "TRIAL"]
        deciding = [name for name in names if name not in NOT_DECIDING]
        lines += [f"## {domain}: {shape.label}", "", f"Decide: {', '.join(f'`{name}`' for name in deciding)}.", ""]
        empty = [f"| `{name}` | may be empty: {MAY_BE_EMPTY[name]} |" for name in names if name in MAY_BE_EMPTY]
        rest = [f"| `{name}` | decides nothing: {NOT_DECIDING[name]} |" for name in names if name in NOT_DECIDING]
        if empty or rest:
            lines += ["| column | why |", "| --- | --- |", *empty, *rest, ""]
    lines += [
        "## Columns that are not read",
        "",
        "A column that is none of these is named in a note. These are warnings, with their rows, where their values",
        "contradict how the records are used.",
        "",
        "| column | when it is reported |",
        "| --- | --- |",
        *(f"| `{name}` | {_cell(column.found)} |" for name, column in DECIDING.items()),
        "",
        "Study days (`--DY`, `--STDY`, `--ENDY`) place records that have no date and are compared with the dates of",
        "the others. Records of EX, AE, CM, PR and RS with `--OCCUR` N or `--STAT` NOT DONE are left out, which a note",
        "counts.",
        "",
    ]
    return "\n".join(lines)


def _protocol() -> str:
    lines = [
        "# Protocol fields",
        "",
        "Any value may be written `{value: X, assumed: reason}` or `{value: X, calibrated: file}`; a plain value is",
        "what the study itself states. `paraprotein schema` prints the same as JSON Schema for editors.",
        "",
    ]
    return "\n".join(lines + _section(Protocol, "", 2))


def _what_is_read() -> str:
    lines = [
        "# What is read",
        "",
        "Whatever a protocol says takes effect, or is refused or reported. The engine simulates; the analysis reads",
        "study tables, real or simulated. The tests change every field and demand an effect.",
        "",
        "| field | engine | analysis | note |",
        "| --- | --- | --- | --- |",
    ]
    for field in leaf_fields(Protocol):
        reading = READ_BY[field]
        marks = " | ".join("yes" if reader in reading.readers else "" for reader in ("engine", "analysis"))
        lines.append(f"| `{field}` | {marks} | {_cell(reading.note)} |")
    return "\n".join(lines)


def _section(model: type[BaseModel], path: str, level: int) -> list[str]:
    lines = [f"{'#' * level} {path or 'The whole file'}", "", (model.__doc__ or "").strip(), ""]
    lines += ["| field | meaning | default | example |", "| --- | --- | --- | --- |"]
    nested: list[tuple[type[BaseModel], str]] = []
    for name, field in model.model_fields.items():
        written = field.alias or name
        inner = _inner_model(field)
        if inner is not None:
            nested.append((inner, f"{path}.{written}".lstrip(".")))
        meaning = field.description or (inner.__doc__ or "").strip() if inner else field.description or ""
        example = ", ".join(str(value) for value in field.examples or [])
        lines.append(f"| `{written}` | {_cell(meaning)} | {_default(field)} | {_cell(example)} |")
    lines.append("")
    for inner, where in nested:
        lines += _section(inner, where, level)
    return lines


def _inner_model(field: FieldInfo) -> type[BaseModel] | None:
    """The section that a field holds, alone, in a list or in a table."""
    return section_type(field.annotation) or section_type(element_type(field.annotation))


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    return _cell(f"`{field.get_default(call_default_factory=True)}`") if field.default is not None else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _commands() -> str:
    group: Any = typer.main.get_command(app)
    lines = ["# Commands", "", "Results go to stdout or `--out`, progress to stderr; exit code 2 means bad input.", ""]
    for name, command in sorted(group.commands.items()):
        lines += _command(name, command)
        for inner, verb in sorted(getattr(command, "commands", {}).items()):
            lines += _command(f"{name} {inner}", verb)
    return "\n".join(lines)


def _command(name: str, command: click.Command) -> list[str]:
    lines = [f"## {name}", "", command.help or "", ""]
    if not hasattr(command, "commands"):
        lines += ["| option | meaning |", "| --- | --- |"]
        for parameter in command.params:
            is_argument = parameter.param_type_name == "argument"
            written = (parameter.name or "").upper() if is_argument else ", ".join(parameter.opts)
            lines.append(f"| `{written}` | {_cell(getattr(parameter, 'help', '') or '')} |")
        lines.append("")
    return [*lines, command.epilog or "", ""]


def _api() -> str:
    lines = [
        "# Python",
        "",
        "`import paraprotein as pp` gives these names. A verb takes a path, a bundled name or a `Trial` for its",
        "protocol, and a path or a `Study` for its data. Its arguments come in the order of the command of the same",
        "name. `AnyTrial`, `AnyStudy` and `AnyPath` name what these arguments take.",
        f"`**options` are the keywords {', '.join(f'`{field.name}`' for field in fields(IntakeOptions))}.",
        "",
    ]
    names = [name for name in paraprotein.__all__ if not name.startswith("_")]
    for name in sorted(names, key=lambda name: (name[0].islower(), name)):
        thing = getattr(paraprotein, name)
        lines += [f"## {name}", "", *_signature(name, thing), *_docstring(thing), *_methods(thing)]
    return "\n".join(lines)


def _signature(name: str, thing: Any) -> list[str]:
    """How a verb is called; a noun is made by a verb, and its docstring lists its attributes."""
    return [] if inspect.isclass(thing) else ["```python", f"pp.{name}{_plain_signature(thing)}", "```", ""]


def _plain_signature(thing: Any) -> str:
    """Arguments as the source writes them, with the names of its types."""
    (written,) = ast.parse(inspect.getsource(thing)).body
    assert isinstance(written, ast.FunctionDef)
    if written.args.kwarg is not None:
        written.args.kwarg.annotation = None
    returned = f" -> {ast.unparse(written.returns)}" if written.returns else ""
    return re.sub(r"(: |-> )'([^']+)'", r"\1\2", f"({ast.unparse(written.args)}){returned}")


def _methods(thing: Any) -> list[str]:
    """Public methods and properties that a noun adds, a line each."""
    if not inspect.isclass(thing):
        return []
    lines = []
    for name, member in vars(thing).items():
        text = inspect.getdoc(member)
        documented = isinstance(member, property) or inspect.isroutine(member) or hasattr(member, "func")
        if not name.startswith("_") and documented and text:
            lines.append(f"- `.{name}{'()' if inspect.isfunction(member) else ''}`: {text.splitlines()[0]}")
    return [*lines, ""]


SECTION = re.compile(r"^(Args|Attributes|Returns|Raises|Example|Source):\s*(.*)$")


def _docstring(thing: Any) -> list[str]:
    """A docstring as Markdown: entries of its sections as lists, its example as code."""
    lines: list[str] = []
    section = ""
    for line in (inspect.getdoc(thing) or "").splitlines():
        opened = SECTION.match(line)
        if opened:
            lines += ["```", ""] if section == "Example" else [""]
            section = opened[1]
            lines += [f"**{section}** {opened[2]}".rstrip(), *(["", "```python"] if section == "Example" else [""])]
        elif section in ("Args", "Attributes", "Raises") and re.match(r"    \w", line):
            name, _, meaning = line.strip().partition(": ")
            lines.append(f"- `{name}`: {meaning}")
        elif section == "Example":
            lines.append(line.removeprefix("    "))
        else:
            lines.append(line)
    return [*lines, *(["```"] if section == "Example" else []), ""]


def _study_tables() -> str:
    lines = ["# Study tables", "", "SDTM in shape; `TRIAL` is ours and comes first: 0 for a real study.", ""]
    for shape in SHAPES.values():
        lines += [f"## {shape.domain}: {shape.label}", "", f"{shape.structure}. Key: {', '.join(shape.keys)}.", ""]
        lines += ["| variable | label | kind | core | terms |", "| --- | --- | --- | --- | --- |"]
        for column in shape.columns:
            terms = ", ".join(column.terms)
            lines.append(f"| {column.name} | {_cell(column.label)} | {column.kind} | {column.core} | {terms} |")
        lines.append("")
    return "\n".join(lines)


def _analysis_data_sets() -> str:
    lines = [
        "# Analysis data sets",
        "",
        "ADaM in shape. The writers, Define-XML, the conformance checks and this page read the same declarations.",
        "",
    ]
    for shape in ADAM_SHAPES.values():
        lines += [f"## {shape.name}: {shape.label}", "", f"{shape.structure}. Key: {', '.join(shape.keys)}.", ""]
        lines += ["| variable | label | type | origin | rule | terms |", "| --- | --- | --- | --- | --- | --- |"]
        for variable in shape.variables:
            terms = ", ".join(variable.terms.values) if variable.terms else ""
            told = f"{variable.name} | {_cell(variable.label)} | {variable.kind} | {variable.origin.lower()}"
            lines.append(f"| {told} | {_cell(variable.rule)} | {_cell(terms)} |")
        if shape.parameters:
            lines += ["", "| PARAMCD | PARAM | rule |", "| --- | --- | --- |"]
            lines += [f"| {p.code} | {_cell(p.title)} | {_cell(p.rule)} |" for p in shape.parameters]
        lines.append("")
    return "\n".join(lines)


def _conformance() -> str:
    lines = [
        "# Conformance checks",
        "",
        "There is no open set of rules for ADaM; these are ours. `paraprotein derive` and `paraprotein check --data`",
        "run them. Each check ends as `pass`, `fail`, `skipped` (with the reason) or `error` (the check itself broke),",
        "and for each the tests hold a study in which that rule alone is broken.",
        "",
        "| check | data set | variable | rule | severity |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [f"| {c.id} | {c.dataset} | {c.field} | {_cell(c.sentence)} | {c.severity} |" for c in CHECKS]
    return "\n".join(lines)


def _results() -> str:
    founding = load_protocol("imatinib-wm-2007").protocol
    lines = ["# Results", "", "Every result of the analysis of the founding protocol, by its stable id.", ""]
    lines += ["| id | result | unit |", "| --- | --- | --- |"]
    for entry in describe_figures(founding):
        lines.append(f"| `{entry.id}` | {_cell(entry.label)} | {_cell(entry.unit)} |")
    lines += ["", "## Methods", "", "| method | rule |", "| --- | --- |"]
    lines += [f"| `{name}` | {_cell(str(text))} |" for name, text in METHODS.items()]
    return "\n".join(lines)


def _parameters() -> str:
    model = model_named("imatinib-wm")
    lines = [
        f"# Parameters of the model `{model.name}`",
        "",
        "| parameter | unit | meaning | standing | source or reason |",
    ]
    lines.append("| --- | --- | --- | --- | --- |")
    for parameter in model.parameters:
        known = parameter.provenance
        why = "; ".join(text for text in (known.source.citation if known.source else "", known.reason) if text)
        lines.append(
            f"| `{parameter.name}` | {parameter.unit} | {_cell(parameter.meaning)} | {known.standing} | {_cell(why)} |"
        )
    return "\n".join(lines)


LANGUAGES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "": "signs and codes"}


def _plausibility() -> str:
    lines = [
        "# Plausibility: the checks of a data manager",
        "",
        "Every verb that reads data asks what a data manager would ask: could a patient have this result, on this",
        "day, under this name? Each question is a warning with its likely cause and what to do, one for all records",
        "of one cause. Nothing is changed, and no record is left out. Tables of several simulated trials are",
        "not asked.",
        "",
        "## Answers",
        "",
        "`paraprotein check PROTOCOL --data DATA --decisions-draft decisions.yaml` writes a file in which every",
        "finding is to be answered: `accept` the value as it is, `correct` it, or `exclude` the record; with",
        "who, when and why. As",
        "`decisions.yaml` beside the protocol (or named by `--decisions`) every verb applies it and lists every",
        "answer in",
        "the report. An answer is void, and reported, when the value is not what was seen any more. An answer",
        "without a",
        "record is about the study, and accepts a warning while it says the same. Errors cannot be accepted.",
        "",
        "`--queries FILE.xlsx` (or `.csv`) writes the questions per site, patient and form, with what is new, open and",
        "closed since the last delivery; what was asked is kept beside it in `FILE.state.json`.",
        "",
        "`--cut DATE` (older name: `--as-of`) takes only what was known on that day: later records are left",
        "out, and what",
        "had not ended is ongoing. Every page, table and figure says so.",
        "",
        "## Checks",
        "",
        "| data | rule | found | likely cause | what to do |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {check.group} | `{PREFIX}{name}` | {check.found} | {check.cause} | {check.fix} |"
        for name, check in QUESTIONS.items()
    ]
    return "\n".join([*lines, "", *_limits()]) + "\n"


def _limits() -> list[str]:
    """Limits of the checks, by analyte, and where they are from."""
    lines = [
        "## Limits",
        "",
        f"Physiologic ranges: {LIMITS['IGM'].ranged.standing}; {LIMITS['IGM'].ranged.reason}. A spike lies beyond both",
        f"neighbours by its fold: {FOLD.standing}; {FOLD.reason} ({_cite(FOLD.source)}). Medians of a trial's patients",
        f"before treatment: {MEDIAN.standing}; {MEDIAN.reason}.",
        "",
        "| test | unit | range | upper limit of normal | spike below, above | median before treatment | source",
        "of normal |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, own in LIMITS.items():
        normal = "" if own.normal is None else f"{own.normal:g}"
        source = _cite(own.interval) if normal else ""
        lines.append(
            f"| {name} | {own.unit} | {own.low:g} to {own.high:g} | {normal} | {own.spike_down:g}, {own.spike_up:g} | "
            f"{own.median[0]:g} to {own.median[1]:g} | {source} |"
        )
    lines += ["", "| disease | test | median | why | source |", "| --- | --- | --- | --- | --- |"]
    for disease, medians in DISEASE_MEDIANS.items():
        lines += [
            f"| {disease} | {own.analyte} | {own.median[0]:g} to {own.median[1]:g} | {own.reason} "
            f"| {_cite(own.source)} |"
            for own in medians
        ]
    lines += ["", "A fall is too fast where it outruns the shortest half-life of the protein:", ""]
    lines += [f"- {name}: {own.half_life_days:g} days ({_cite(own.source)})" for name, own in CLEARANCE.items()]
    return lines


def _cite(source: Source | None) -> str:
    return "" if source is None else source.citation + (f", doi {source.doi}" if source.doi else "")


def _words() -> str:
    lines = [
        "# Words that decide",
        "",
        "Where a word decides (a negative immunofixation, clinical progression, a plasma exchange, the cause of a",
        "death), it is read by these tables. Case, accents, hyphens, punctuation and Unicode forms do not matter.",
        "A text decides only where every word of it is known: the words of the table, denials, and words that",
        "change nothing. Any other text decides nothing and is reported by `paraprotein check` and every command",
        "that reads data, with its row, its field and the words known; `paraprotein explain-response` shows beside",
        "the visit why it was not used.",
        "",
        "*strong* words decide wherever they occur; *weak* ones name the thing and decide where nothing strong",
        "does; *alone* means as a whole text only. A denial reverses what follows it (`no progression`) or, as the",
        "last word, what precedes it (`Progression: no`); a doubt (`possible`, `?`) is not understood, and",
        "neither are two denials, two answers, or a word with several meanings (`ND`). Words without a publication",
        "are marked as usage, assumed.",
        "",
        "To add a word, add it to the line of its term and language in `response/words/`, with the source of",
        "that line, or a line of its own; the tests refuse a word that says two things. A place is a line of",
        "`sdtm/words.py`.",
        "",
        "## Places",
        "",
        "| table | fields | words | where a text is not understood |",
        "| --- | --- | --- | --- |",
    ]
    for place in PLACES:
        tests = f" of {', '.join(sorted(place.values))}" if place.values else ""
        lines.append(f"| {place.domain} | {', '.join(place.fields)}{tests} | {place.group.name} | {place.lost} |")
    lines += ["| LB | LBSTRESC, LBORRES of tests with a unit | amount | the result is left out and counted |", ""]
    for group in GROUPS:
        lines += _word_group(group)
    lines += ["## Shared by all", ""]
    for name, phrases in SHARED.items():
        lines += [f"**{name.capitalize()}**", ""]
        lines += [f"- {LANGUAGES[language]}: {_listed(text.split('|'))}" for language, text in phrases.items()]
        lines.append("")
    return "\n".join(lines)


def _word_group(group: WordGroup) -> list[str]:
    lines = [f"## {group.name.capitalize()}", "", group.title, ""]
    lines += ["| says | language | words | where | source |", "| --- | --- | --- | --- | --- |"]
    for words in group.words:
        where = {"strong": "strong", "weak": "weak", "whole": "alone"}[words.strength]
        source = f"{words.source.citation}{'; ' + words.source.note if words.source.note else ''}"
        told = f"{words.term} | {LANGUAGES[words.language]} | {_listed(words.phrases)}"
        lines.append(f"| {told} | {where} | {_cell(source)} |")
    denied = ", ".join(f"{term} denied is {opposite}" for term, opposite in group.opposite.items())
    return [*lines, "", f"{denied}." if denied else "A denied word is not understood.", ""]


def _listed(phrases: Iterable[str]) -> str:
    return ", ".join(f"`{_cell(phrase.strip())}`" for phrase in phrases)
