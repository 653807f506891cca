"""Analysis data sets as Define-XML describes them: declarations, lengths as written, parameters that occur."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import polars as pl

from ..adam.shapes import ADAM_SHAPES, AdamShape, Variable
from .metadata import DataType, Item, TableMetadata, ValueItem

_TYPES: Mapping[str, DataType] = {"text": "text", "integer": "integer", "number": "float", "date": "integer"}
"""Analysis dates are numbers with a display format."""

NON_STANDARD = frozenset(
    {"TRIAL", "AVALU", "METHOD", "BLQFL", "NADIR", "ATOXVER", "CRITVER", "CRIT", "RULES", "AVALM", "TERM", "DOSE",
     "DAYS", "CHANGE", "REASON", "EVALREAS", "PRIORTX", "DISSTAT", "DTHDISFL", "NACTDT", "EOTDT", "EOTREAS", "EOSREAS"}
)  # fmt: skip
"""Variables of our own, which the ADaM implementation guide does not name."""


def describe_adam(datasets: Mapping[str, pl.DataFrame], suffix: str) -> tuple[TableMetadata, ...]:
    """The tables of a Define-XML for analysis data sets.

    Args:
        datasets: name -> data set as it is written.
        suffix: of the files, e.g. `.xpt`.
    """
    return tuple(_describe(ADAM_SHAPES[name], frame, suffix) for name, frame in datasets.items())


def _describe(shape: AdamShape, frame: pl.DataFrame, suffix: str) -> TableMetadata:
    items = {
        variable.name: _item(variable, frame[variable.name])
        for variable in shape.variables
        if variable.name in frame.columns
    }
    return TableMetadata(
        name=shape.name,
        label=shape.label,
        structure=shape.structure,
        klass=shape.klass,
        purpose="Analysis",
        keys=tuple(name for name in ("TRIAL", *shape.keys) if name in items),
        items=tuple(items.values()),
        file=f"{shape.name.lower()}{suffix}",
        values=tuple(_values(shape, frame, items)),
        is_repeating=shape.name != "ADSL",
    )


def _item(variable: Variable, values: pl.Series) -> Item:
    is_copied = variable.origin == "Predecessor"
    source = f" Source: {variable.source.citation}." if variable.origin == "Derived" else ""
    return Item(
        name=variable.name,
        label=variable.label,
        data_type=_TYPES[variable.kind],
        length=_length(variable, values),
        is_mandatory=variable.is_required,
        origin=variable.origin,
        origin_source=None if is_copied else "Sponsor",
        predecessor=variable.rule if is_copied else "",
        method="" if is_copied else variable.rule + source,
        terms=variable.terms,
        format=variable.format,
        is_standard=variable.name not in NON_STANDARD,
    )


def _length(variable: Variable, values: pl.Series) -> int:
    if variable.kind != "text":
        return 8
    longest = values.str.len_bytes().max()
    return max(1, longest if isinstance(longest, int) else 1)


def _values(shape: AdamShape, frame: pl.DataFrame, items: Mapping[str, Item]) -> Iterator[ValueItem]:
    """What the analysis value means under each parameter: declared ones, else those that occur in the data."""
    for parameter in shape.parameters:
        item = replace(items[parameter.variable], label=parameter.title[:200], method=parameter.rule)
        yield ValueItem(parameter.variable, "PARAMCD", parameter.code, item)
    if shape.name == "ADLB":
        named = (
            frame.select("PARAMCD", "PARAM").unique().sort("PARAMCD", "PARAM").unique("PARAMCD", maintain_order=True)
        )
        for code, title in named.iter_rows():
            yield ValueItem("AVAL", "PARAMCD", code, replace(items["AVAL"], label=title))
