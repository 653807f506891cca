"""Define-XML 2.1, generated from the same declarations as the data.

Source: CDISC Define-XML specification 2.1; the schema is the one that odmlib carries.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import odmlib.define_2_1.model as define
from odmlib.schema_manager import get_schema_path

from ..errors import DataError, Finding
from .metadata import Item, TableMetadata

if TYPE_CHECKING:  # the schema is read only where a file is checked
    from xmlschema import XMLSchema

    from ..adam.shapes import Terms

VERSION = "2.1.9"

SAS_NAME_LENGTH = 8
"""Letters of a name in SAS version 5; longer ones (SIMULATED) have no field name there."""

_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


@dataclass(frozen=True)
class StudyIdentity:
    """What a Define-XML says of the study and of itself.

    Attributes:
        study: STUDYID.
        title: what the study is.
        standard: `ADaMIG` or `SDTMIG`.
        standard_version: version of that guide.
        software: version of this package.
        created: time stamp of the file; an argument, so that the same study gives the same bytes.
    """

    study: str
    title: str
    standard: str
    standard_version: str
    software: str
    created: datetime


def write_define(path: Path, identity: StudyIdentity, tables: Iterable[TableMetadata]) -> None:
    """Write a Define-XML and hold it against the schema.

    Raises:
        DataError: what was written is not valid Define-XML 2.1.
    """
    build_define(identity, tuple(tables)).write_xml(str(path))
    findings = check_define(path)
    if findings:
        raise DataError(findings)


def check_define(path: Path) -> list[Finding]:
    """Findings of the Define-XML 2.1 schema."""
    import xmlschema

    fix = "correct the element"
    try:
        errors = list(_schema().iter_errors(str(path)))
    except xmlschema.XMLSchemaException:
        return [Finding(path.name, "not well-formed XML", "write it again", rule="define.schema")]
    return [
        Finding(f"{path.name} {error.path or ''}".strip(), str(error.reason), fix, rule="define.schema")
        for error in errors
    ]


@cache
def _schema() -> "XMLSchema":
    import xmlschema

    return xmlschema.XMLSchema(get_schema_path("define", "2.1"))


def build_define(identity: StudyIdentity, tables: tuple[TableMetadata, ...]) -> define.ODM:
    """The document as odmlib's elements."""
    identity = replace(identity, study=printable(identity.study), title=printable(identity.title))
    version = define.MetaDataVersion(
        OID=f"MDV.{identity.study}.{identity.standard}",
        Name=f"Study {identity.study}, data definitions",
        DefineVersion=VERSION,
    )
    version.Standards = define.Standards()
    version.Standards.Standard = [
        define.Standard(
            OID=_standard(identity),
            Name=identity.standard,
            Type="IG",
            Version=identity.standard_version,
            Status="Final",
        )
    ]
    version.ValueListDef = list(_value_lists(tables))
    version.WhereClauseDef = list(_where_clauses(tables))
    version.ItemGroupDef = [_item_group(table, identity) for table in tables]
    version.ItemDef = list(_item_definitions(tables))
    version.CodeList = list(_code_lists(tables))
    version.MethodDef = list(_methods(tables))
    study = define.Study(OID=f"ST.{identity.study}")
    study.GlobalVariables = define.GlobalVariables()
    study.GlobalVariables.StudyName = define.StudyName(_content=identity.study)
    study.GlobalVariables.StudyDescription = define.StudyDescription(_content=identity.title)
    study.GlobalVariables.ProtocolName = define.ProtocolName(_content=identity.study)
    study.MetaDataVersion = version
    stamp = identity.created.isoformat(timespec="seconds")
    document = define.ODM(
        FileType="Snapshot", FileOID=f"{identity.study}.{identity.standard}", CreationDateTime=stamp,
        ODMVersion="1.3.2", Originator="paraprotein", SourceSystem="paraprotein", SourceSystemVersion=identity.software,
        Context="Submission",
    )  # fmt: skip
    document.Study = study
    return document


def _standard(identity: StudyIdentity) -> str:
    return f"STD.{identity.standard.upper()}"


def _described(text: str) -> define.Description:
    description = define.Description()
    description.TranslatedText = [define.TranslatedText(_content=printable(text), lang="en")]
    return description


def printable(text: str) -> str:
    """The text with `?` for every character that XML 1.0 has no place for, such as control characters."""
    return _NO_XML.sub("?", text)


def _item_group(table: TableMetadata, identity: StudyIdentity) -> define.ItemGroupDef:
    group = define.ItemGroupDef(
        OID=f"IG.{table.name}", Name=table.name, Repeating="Yes" if table.is_repeating else "No", IsReferenceData="No",
        SASDatasetName=table.name, Purpose=table.purpose, Structure=table.structure, StandardOID=_standard(identity),
        ArchiveLocationID=f"LF.{table.name}",
        **({"Domain": table.name.removeprefix("SUPP")} if table.purpose == "Tabulation" else {}),
    )  # fmt: skip
    group.Description = _described(table.label)
    group.ItemRef = [_reference(table, item, number) for number, item in enumerate(table.items, start=1)]
    group.Class = define.Class(Name=table.klass)
    group.leaf = define.leaf(ID=f"LF.{table.name}", href=table.file)
    group.leaf.title = define.title(_content=table.file)
    return group


def _reference(table: TableMetadata, item: Item, number: int) -> define.ItemRef:
    extra: dict[str, str | int] = {}
    if item.name in table.keys:
        extra["KeySequence"] = table.keys.index(item.name) + 1
    if _needs_method(item):
        extra["MethodOID"] = f"MT.{table.name}.{item.name}"
    if not item.is_standard:
        extra["IsNonStandard"] = "Yes"
    mandatory = "Yes" if item.is_mandatory else "No"
    return define.ItemRef(ItemOID=_item_oid(table, item.name), OrderNumber=number, Mandatory=mandatory, **extra)


def _needs_method(item: Item) -> bool:
    return item.origin == "Derived" and bool(item.method)


def _item_oid(table: TableMetadata, name: str) -> str:
    return f"IT.{table.name}.{name}"


def _value_oid(table: TableMetadata, variable: str, value: str) -> str:
    return printable(f"{table.name}.{variable}.{value}")


def _item_definitions(tables: Iterable[TableMetadata]) -> Iterator[define.ItemDef]:
    for table in tables:
        listed = {value.variable for value in table.values}
        for item in table.items:
            definition = _definition(_item_oid(table, item.name), item)
            if item.name in listed:
                definition.ValueListRef = define.ValueListRef(ValueListOID=f"VL.{table.name}.{item.name}")
            yield definition
        for value in table.values:
            yield _definition(f"IT.{_value_oid(table, value.variable, value.value)}", value.item)


def _definition(oid: str, item: Item) -> define.ItemDef:
    extra: dict[str, str | int] = {} if item.length is None else {"Length": item.length}
    if item.format:
        extra["DisplayFormat"] = item.format
    if len(item.name) <= SAS_NAME_LENGTH:
        extra["SASFieldName"] = item.name
    definition = define.ItemDef(OID=oid, Name=item.name, DataType=item.data_type, **extra)
    definition.Description = _described(item.label)
    if item.terms is not None:
        definition.CodeListRef = define.CodeListRef(CodeListOID=f"CL.{item.terms.name}")
    origin = define.Origin(Type=item.origin, **({"Source": item.origin_source} if item.origin_source else {}))
    told = item.predecessor or (item.method if item.origin == "Assigned" else "")
    if told:
        origin.Description = _described(told)
    definition.Origin = [origin]
    return definition


def _value_lists(tables: Iterable[TableMetadata]) -> Iterator[define.ValueListDef]:
    for table in tables:
        for variable in dict.fromkeys(value.variable for value in table.values):
            chosen = [value for value in table.values if value.variable == variable]
            listed = define.ValueListDef(OID=f"VL.{table.name}.{variable}")
            listed.ItemRef = [
                _value_reference(table, value.variable, value.value, value.item, n) for n, value in enumerate(chosen, 1)
            ]
            yield listed


def _value_reference(table: TableMetadata, variable: str, value: str, item: Item, number: int) -> define.ItemRef:
    oid = _value_oid(table, variable, value)
    extra = {"MethodOID": f"MT.{oid}"} if _needs_method(item) else {}
    reference = define.ItemRef(ItemOID=f"IT.{oid}", OrderNumber=number, Mandatory="No", **extra)
    reference.WhereClauseRef = [define.WhereClauseRef(WhereClauseOID=f"WC.{oid}")]
    return reference


def _where_clauses(tables: Iterable[TableMetadata]) -> Iterator[define.WhereClauseDef]:
    for table in tables:
        for value in table.values:
            clause = define.WhereClauseDef(OID=f"WC.{_value_oid(table, value.variable, value.value)}")
            check = define.RangeCheck(Comparator="EQ", SoftHard="Soft", ItemOID=_item_oid(table, value.where))
            check.CheckValue = [define.CheckValue(_content=printable(value.value))]
            clause.RangeCheck = [check]
            yield clause


def _code_lists(tables: Iterable[TableMetadata]) -> Iterator[define.CodeList]:
    written: dict[str, tuple[Terms, str]] = {}
    for table in tables:
        for item in table.items:
            if item.terms is not None:
                written.setdefault(item.terms.name, (item.terms, item.data_type))
    for listed, data_type in written.values():
        codes = define.CodeList(OID=f"CL.{listed.name}", Name=listed.name, DataType=data_type, IsNonStandard="Yes")
        codes.CodeListItem = [_code(code, meaning) for code, meaning in listed.values.items()]
        yield codes


def _code(code: str, meaning: str) -> define.CodeListItem:
    item = define.CodeListItem(CodedValue=code)
    item.Decode = define.Decode()
    item.Decode.TranslatedText = [define.TranslatedText(_content=meaning, lang="en")]
    return item


def _methods(tables: Iterable[TableMetadata]) -> Iterator[define.MethodDef]:
    for table in tables:
        named = [(f"{table.name}.{item.name}", item) for item in table.items]
        named += [(_value_oid(table, value.variable, value.value), value.item) for value in table.values]
        for oid, item in named:
            if _needs_method(item):
                method = define.MethodDef(OID=f"MT.{oid}", Name=f"Derivation of {oid}", Type="Computation")
                method.Description = _described(item.method)
                yield method
