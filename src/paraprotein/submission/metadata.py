"""What Define-XML says about a data set, whether it is a study table or an analysis data set."""

from dataclasses import dataclass
from typing import Literal

from ..adam.shapes import Terms

DataType = Literal["text", "integer", "float", "date", "datetime"]
OriginType = Literal["Assigned", "Collected", "Derived", "Predecessor", "Protocol", "Not Available"]
OriginSource = Literal["Investigator", "Sponsor", "Subject", "Vendor"]


@dataclass(frozen=True)
class Item:
    """One variable.

    Attributes:
        name: variable name.
        label: what it holds.
        data_type: as Define-XML 2.1 names it.
        length: characters of a text as written, digits of a number; None for dates.
        is_mandatory: never empty.
        origin: where the values come from.
        origin_source: who; None where that has no answer.
        predecessor: the variable copied, e.g. `DM.AGE`.
        method: the derivation in words; empty where nothing is derived.
        terms: permitted values.
        format: SAS display format.
        is_standard: defined by the standard that the data set follows.
    """

    name: str
    label: str
    data_type: DataType
    length: int | None
    is_mandatory: bool
    origin: OriginType
    origin_source: OriginSource | None = "Sponsor"
    predecessor: str = ""
    method: str = ""
    terms: Terms | None = None
    format: str = ""
    is_standard: bool = True


@dataclass(frozen=True)
class ValueItem:
    """What a variable means in the records where another has one value: `variable` where `where` equals `value`."""

    variable: str
    where: str
    value: str
    item: Item


@dataclass(frozen=True)
class TableMetadata:
    """One data set.

    Attributes:
        name: data set name.
        label: what it holds.
        structure: what one record is.
        klass: class of the standard.
        purpose: Tabulation or Analysis.
        keys: variables that make a record unique, in order.
        items: its variables, in order.
        values: what variables mean by parameter.
        file: name of the file, as the reader finds it beside the Define-XML.
        is_repeating: more than one record per subject.
    """

    name: str
    label: str
    structure: str
    klass: str
    purpose: Literal["Tabulation", "Analysis"]
    keys: tuple[str, ...]
    items: tuple[Item, ...]
    file: str
    values: tuple[ValueItem, ...] = ()
    is_repeating: bool = True
