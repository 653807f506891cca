"""Study tables as Define-XML describes them: the shapes, and what the files contain."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import polars as pl

from ..adam.shapes import Terms
from ..files.dataset import Dataset
from ..sdtm.shapes import SHAPES, Column, Shape
from .metadata import DataType, Item, OriginType, TableMetadata, ValueItem

_TYPES: Mapping[str, DataType] = MappingProxyType(
    {"text": "text", "code": "text", "number": "float", "integer": "integer", "date": "date"}
)
_CLASSES: Mapping[str, str] = MappingProxyType(
    {"DM": "SPECIAL PURPOSE", "EX": "INTERVENTIONS", "CM": "INTERVENTIONS", "PR": "INTERVENTIONS", "AE": "EVENTS",
     "DS": "EVENTS", "LB": "FINDINGS", "RS": "FINDINGS", "PC": "FINDINGS", "TU": "FINDINGS",
     "TR": "FINDINGS", "DD": "FINDINGS", "SS": "FINDINGS"}
)  # fmt: skip
_IDENTIFIERS = ("TRIAL", "STUDYID", "DOMAIN", "USUBJID", "SUBJID")
_QUALIFIER_KEYS = ("STUDYID", "RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL", "QNAM")


def describe_sdtm(files: Iterable[tuple[str, Dataset]]) -> tuple[TableMetadata, ...]:
    """The tables of a Define-XML for study tables.

    Args:
        files: file name and what was read back from it, so that the description is of what is there.
    """
    return tuple(
        _domain(SHAPES[dataset.name], dataset, name) if dataset.name in SHAPES else _qualifiers(dataset, name)
        for name, dataset in files
    )


def _domain(shape: Shape, dataset: Dataset, file: str) -> TableMetadata:
    columns = [column for column in shape.columns if column.name in dataset.table.columns]
    return TableMetadata(
        name=shape.domain,
        label=shape.label[:40],
        structure=shape.structure,
        klass=_CLASSES[shape.domain],
        purpose="Tabulation",
        keys=tuple(key for key in ("STUDYID", *shape.keys) if key in dataset.table.columns),
        items=tuple(_item(column, shape, dataset.table[column.name]) for column in columns),
        file=file,
        is_repeating=shape.domain != "DM",
    )


def _item(column: Column, shape: Shape, values: pl.Series) -> Item:
    is_assigned = column.name in _IDENTIFIERS or column.name == f"{shape.domain}SEQ"
    origin: OriginType = "Assigned" if is_assigned else "Collected"
    named = f"{shape.domain}.{column.name}" if column.name.startswith(shape.domain) else column.name
    return Item(
        name=column.name,
        label=column.label,
        data_type=_TYPES[column.kind],
        length=_length(column.kind, values),
        is_mandatory=column.core == "required",
        origin=origin,
        origin_source="Sponsor" if is_assigned else "Investigator",
        terms=Terms(named, {term: term for term in column.terms}) if column.terms else None,
        is_standard=column.name != "TRIAL",
    )


def _qualifiers(dataset: Dataset, file: str) -> TableMetadata:
    items = {
        name: Item(
            name,
            dataset.labels.get(name) or name,
            "text",
            _length("text", dataset.table[name]),
            name in ("STUDYID", "RDOMAIN", "USUBJID", "QNAM", "QVAL"),
            "Collected" if name == "QVAL" else "Assigned",
            "Investigator" if name == "QVAL" else "Sponsor",
            is_standard=name != "TRIAL",
        )
        for name in dataset.table.columns
    }
    named = dataset.table.select("QNAM").unique().sort("QNAM")["QNAM"]
    return TableMetadata(
        name=dataset.name,
        label=dataset.label[:40],
        structure="One record per supplemental qualifier per related record",
        klass="RELATIONSHIP",
        purpose="Tabulation",
        keys=tuple(key for key in ("TRIAL", *_QUALIFIER_KEYS) if key in items),
        items=tuple(items.values()),
        file=file,
        values=tuple(ValueItem("QVAL", "QNAM", name, items["QVAL"]) for name in named),
    )


def _length(kind: str, values: pl.Series) -> int | None:
    if kind == "date":
        return None
    if _TYPES[kind] != "text":
        return 8
    longest = values.cast(pl.String).str.len_bytes().max()
    return max(1, longest if isinstance(longest, int) else 1)
