"""Define-XML 2.1: valid by CDISC's schema, every reference leads somewhere, and it says what the data say."""

import xml.etree.ElementTree as ET
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from hand_built import PROTOCOL
from submission_study import Derived

from paraprotein.adam.adrs.adrs import PARAMS
from paraprotein.adam.shapes import ADAM_SHAPES
from paraprotein.submission import check_define, write_submission
from paraprotein.submission.adam_metadata import describe_adam
from paraprotein.submission.define_xml import StudyIdentity, write_define

ODM = "{http://www.cdisc.org/ns/odm/v1.3}"
DEF = "{http://www.cdisc.org/ns/def/v2.1}"


@pytest.fixture(scope="module")
def folder(study: Derived, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("define")
    write_submission(study.adam, study.tables, PROTOCOL, out)
    return out


@pytest.mark.parametrize("kind", ["analysis", "tabulations"])
def test_it_is_valid_and_every_reference_leads_somewhere(folder: Path, kind: str) -> None:
    path = folder / kind / "define.xml"
    assert check_define(path) == []
    root = ET.parse(path).getroot()
    defined = {element.get("OID") for element in root.iter() if element.get("OID")}
    leaves = {element.get("ID") for element in root.iter(f"{DEF}leaf")}
    references = 0
    for element in root.iter():
        for name, value in element.attrib.items():
            bare = name.split("}")[-1]
            if bare.endswith("OID") and bare not in ("OID", "FileOID"):
                references += 1
                assert value in defined, (element.tag, bare, value)
            if bare == "ArchiveLocationID":
                assert value in leaves
    assert references > 80
    for leaf in root.iter(f"{DEF}leaf"):
        assert (folder / kind / leaf.attrib["{http://www.w3.org/1999/xlink}href"]).is_file()


def test_every_identifier_is_defined_once(folder: Path) -> None:
    for kind in ("analysis", "tabulations"):
        root = ET.parse(folder / kind / "define.xml").getroot()
        oids = [element.get("OID") for element in root.iter() if element.get("OID")]
        assert len(oids) == len(set(oids))


def test_every_variable_is_described_with_its_origin_and_derivation(folder: Path) -> None:
    root = ET.parse(folder / "analysis" / "define.xml").getroot()
    items = {element.get("OID"): element for element in root.iter(f"{ODM}ItemDef")}
    methods = {element.get("OID"): element for element in root.iter(f"{ODM}MethodDef")}
    for shape in ADAM_SHAPES.values():
        for variable in shape.variables[1:]:
            item = items[f"IT.{shape.name}.{variable.name}"]
            origin = item.find(f"{DEF}Origin")
            assert origin is not None
            assert origin.get("Type") == variable.origin
            text = "".join((item.find(f"{ODM}Description") or item).itertext()).strip()
            assert text == variable.label
            if variable.origin == "Derived":
                told = "".join(methods[f"MT.{shape.name}.{variable.name}"].itertext())
                assert variable.rule in told
            if variable.origin == "Predecessor":
                assert variable.rule in "".join(origin.itertext())


def test_each_response_parameter_has_its_own_derivation(folder: Path) -> None:
    root = ET.parse(folder / "analysis" / "define.xml").getroot()
    clauses = {element.get("OID"): element for element in root.iter(f"{DEF}WhereClauseDef")}
    for code in PARAMS:
        clause = clauses[f"WC.ADRS.AVALC.{code}"]
        assert "".join(clause.itertext()).strip() == code
        check = clause.find(f"{ODM}RangeCheck")
        assert check is not None
        assert check.get(f"{DEF}ItemOID") == "IT.ADRS.PARAMCD"


def test_supplemental_qualifiers_are_described_by_name(folder: Path) -> None:
    text = (folder / "tabulations" / "define.xml").read_text(encoding="utf-8")
    assert "WC.SUPPDM.QVAL.PRIORTX" in text
    assert "suppdm.xpt" in text


def test_signs_of_xml_in_a_title_are_text(study: Derived, tmp_path: Path) -> None:
    title = "A <b>trial</b> & more: \"quoted\", 'twice' ]]>"
    identity = StudyIdentity("X", title, "ADaMIG", "1.3", "0", datetime(2026, 1, 2, 3, 4, 5))
    write_define(tmp_path / "define.xml", identity, describe_adam(study.datasets, ".xpt"))
    found = ET.parse(tmp_path / "define.xml").getroot().find(f".//{ODM}StudyDescription")
    assert found is not None
    assert found.text == title


@pytest.mark.parametrize("odd", ["bad\x01name", "<b>&]]>", "a\tb\nc", "Waldenström", "x" * 300, "HGB 9"])
def test_odd_names_of_tests_give_a_valid_document(study: Derived, tmp_path: Path, odd: str) -> None:
    lb = study.datasets["ADLB"].with_columns(PARAMCD=pl.lit(odd), PARAM=pl.lit(odd))
    identity = StudyIdentity(odd, odd, "ADaMIG", "1.3", "0", datetime(2026, 1, 2))
    write_define(tmp_path / "define.xml", identity, describe_adam({"ADLB": lb}, ".csv"))
    assert check_define(tmp_path / "define.xml") == []


def test_a_damaged_define_is_found_out(folder: Path, tmp_path: Path) -> None:
    text = (folder / "analysis" / "define.xml").read_text(encoding="utf-8")
    damaged = tmp_path / "define.xml"
    damaged.write_text(text.replace('Mandatory="Yes"', 'Mandatory="Perhaps"', 1), encoding="utf-8")
    (finding, *_) = check_define(damaged)
    assert finding.rule == "define.schema"


def test_a_file_that_is_no_xml_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "define.xml").write_text("<ODM", encoding="utf-8")
    (finding,) = check_define(tmp_path / "define.xml")
    assert finding.found == "not well-formed XML"
