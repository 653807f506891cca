"""Files for reviewers: read back by other software and by our own reader they say what was derived."""

import json
from pathlib import Path

import jsonschema
import polars as pl
import pyreadstat
import pytest
from dataset_json_schema import SCHEMA
from hand_built import PROTOCOL
from submission_study import Derived

from paraprotein.adam.derive import derive_all
from paraprotein.adam.shapes import ADAM_SHAPES
from paraprotein.errors import UsageError
from paraprotein.files.formats import read_datasets
from paraprotein.sdtm import admit_study
from paraprotein.submission import FORMATS, Submission, write_submission

ALL = tuple(FORMATS)


@pytest.fixture(scope="module")
def written(study: Derived, tmp_path_factory: pytest.TempPathFactory) -> Submission:
    return write_submission(study.adam, study.tables, PROTOCOL, tmp_path_factory.mktemp("out"), ALL)


@pytest.mark.parametrize("name", list(ADAM_SHAPES))
@pytest.mark.parametrize("version", ["xpt", "xpt8"])
def test_transport_files_carry_labels_formats_and_values(
    written: Submission, study: Derived, name: str, version: str
) -> None:
    path = written.folder / version / "analysis" / f"{name.lower()}.xpt"
    table, meta = pyreadstat.read_xport(str(path), output_format="polars")
    shape, expected = ADAM_SHAPES[name], study.datasets[name].drop("TRIAL")
    assert meta.file_label == shape.label
    assert table.columns == [variable.name for variable in shape.variables if variable.name != "TRIAL"]
    for variable in shape.variables[1:]:
        assert meta.column_names_to_labels[variable.name] == variable.label
        if variable.kind == "date":
            assert meta.original_variable_types[variable.name] == "DATE9"
        values = table[variable.name]
        if variable.kind == "text":
            assert values.fill_null("").to_list() == expected[variable.name].fill_null("").to_list()
        elif variable.kind != "date":
            assert values.to_list() == expected[variable.name].cast(pl.Float64).to_list()
        else:
            assert values.cast(pl.Date).to_list() == expected[variable.name].to_list()


@pytest.mark.parametrize("name", [f for f in ALL if f not in ("csv", "ndjson")])
def test_every_format_reads_back_the_same(written: Submission, study: Derived, name: str) -> None:
    for code in ADAM_SHAPES:
        path = written.folder / name / "analysis" / f"{code.lower()}.{FORMATS[name].removesuffix('8')}"
        (dataset,) = read_datasets(path)
        expected = study.datasets[code].drop("TRIAL")
        assert dataset.table.columns == expected.columns
        assert dataset.table.height == expected.height
        assert dataset.table["USUBJID"].to_list() == expected["USUBJID"].to_list()


def test_dataset_json_keeps_to_the_standard(written: Submission) -> None:
    paths = sorted((written.folder / "dataset-json").rglob("*.json"))
    assert len(paths) > 10
    for path in paths:
        document = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.validate(document, SCHEMA)
        assert document["records"] == len(document["rows"])
        assert all(len(row) == len(document["columns"]) for row in document["rows"])


def test_study_tables_written_and_read_again_give_the_same_derived_tables(written: Submission, study: Derived) -> None:
    for name in ("xpt", "xpt8", "dataset-json", "csv", "parquet"):
        folder = written.folder / name / "tabulations"
        files = [path for path in sorted(folder.iterdir()) if path.name != "define.xml"]
        again = derive_all(admit_study(files).tables, PROTOCOL)
        assert again.adtte.equals(study.adam.adtte), name
        assert again.adrs.equals(study.adam.adrs), name


def test_the_same_study_gives_the_same_bytes(study: Derived, tmp_path: Path) -> None:
    for folder in ("first", "second"):
        write_submission(study.adam, study.tables, PROTOCOL, tmp_path / folder)
    files = [path for path in sorted((tmp_path / "first").rglob("*")) if path.is_file()]
    assert len(files) > 10
    for path in files:
        assert path.read_bytes() == (tmp_path / "second" / path.relative_to(tmp_path / "first")).read_bytes()


def test_one_format_has_no_folder_of_its_own(study: Derived, tmp_path: Path) -> None:
    done = write_submission(study.adam, study.tables, PROTOCOL, tmp_path)
    assert "analysis/adsl.xpt" in done.files
    assert "tabulations/define.xml" in done.files
    assert done.records["ADSL"] == 4


def test_an_unknown_format_is_refused_with_those_known(study: Derived, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="xpt, xpt8, dataset-json"):
        write_submission(study.adam, study.tables, PROTOCOL, tmp_path, ("sas",))
