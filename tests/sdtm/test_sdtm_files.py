"""A study that is written and read back is the same study."""

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sdtm_study import small_study

from paraprotein.errors import DataError
from paraprotein.sdtm import admit
from paraprotein.sdtm.files import admit_study, read_study, write_study

TEXT = st.one_of(
    st.none(),
    st.sampled_from(["=1+1", "-5", "'=x", "''=x", "@a"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
    st.sampled_from(['a"b', "x,y\nz"]),
)
# a SAS transport file holds numbers from about 1e-78 to 7e75
NUMBER = st.one_of(st.none(), st.floats(-1e70, 1e70).map(lambda number: number if abs(number) > 1e-70 else 0.0))
DATE = st.one_of(st.none(), st.dates().map(str), st.sampled_from(["2004", "2004-03", "2004-03-15T10:30", "2004---15"]))


@st.composite
def laboratory(draw: st.DrawFn) -> pl.DataFrame:
    """LB records of both subjects with arbitrary texts, numbers and dates, in one or more trials."""
    rows = draw(st.lists(st.tuples(st.sampled_from(["S-001", "S-002"]), TEXT, NUMBER, DATE), min_size=1, max_size=8))
    return pl.DataFrame(
        {
            "STUDYID": "S",
            "DOMAIN": "LB",
            "USUBJID": [row[0] for row in rows],
            "LBSEQ": list(range(1, len(rows) + 1)),
            "LBTESTCD": "IGM",
            "LBSTRESC": pl.Series([row[1] for row in rows], dtype=pl.String),
            "LBSTRESN": pl.Series([row[2] for row in rows], dtype=pl.Float64),
            "LBSTRESU": "mg/dL",
            "LBDTC": pl.Series([row[3] for row in rows], dtype=pl.String),
        }
    )


@pytest.mark.parametrize("file_format", ["csv", "parquet", "xpt8", "json", "ndjson"])
@settings(max_examples=12, deadline=None)
@given(lb=laboratory(), trial=st.sampled_from([0, 3]))
def test_written_and_read_back_the_tables_are_identical(file_format: str, lb: pl.DataFrame, trial: int) -> None:
    study = {domain: frame.with_columns(TRIAL=pl.lit(trial)) for domain, frame in (small_study() | {"LB": lb}).items()}
    tables = admit(study).tables
    with TemporaryDirectory() as folder:
        write_study(tables, Path(folder), file_format)
        files = read_study(Path(folder))
    assert admit(files.frames, origins=files.origins).tables.equals(tables)


@pytest.mark.parametrize("file_format", ["csv", "parquet", "xpt", "xpt8", "json", "ndjson"])
def test_the_same_tables_give_the_same_bytes(tmp_path: Path, file_format: str) -> None:
    tables = admit(small_study()).tables
    first, second = (write_study(tables, tmp_path / name, file_format) for name in ("one", "two"))
    assert [path.name for path in first] == [
        f"{domain}.{file_format.strip('8')}" for domain in ("dm", "ex", "lb", "ae")
    ]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_real_study_is_written_without_our_own_column(tmp_path: Path) -> None:
    write_study(admit(small_study()).tables, tmp_path)
    header = (tmp_path / "lb.csv").read_text().splitlines()[0]
    assert header == "STUDYID,DOMAIN,USUBJID,LBSEQ,LBTESTCD,LBORRES,LBORRESU,LBSTRESC,LBSTRESN,LBSTRESU,LBDTC"


def test_file_names_may_have_any_case(tmp_path: Path) -> None:
    for domain, frame in small_study().items():
        frame.write_csv(tmp_path / f"{domain}.CSV")
    assert admit(read_study(tmp_path).frames).tables.equals(admit(small_study()).tables)


def test_a_finding_names_the_row_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    for domain, frame in small_study().items():
        frame.write_csv(tmp_path / f"{domain.lower()}.csv")
    text = (tmp_path / "lb.csv").read_text().replace("2004-03-01", "2004-02-30")
    (tmp_path / "lb.csv").write_text(text)
    files = read_study(tmp_path)
    with pytest.raises(DataError, match=r"lb\.csv row 5, subject S-002, LBDTC"):
        admit(files.frames, origins=files.origins)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no header line"),
        (b"USUBJID,LBSEQ\nS-001\n", "row 2: 1 fields where the header has 2"),
        (b"USUBJID,LBSEQ\nS-001,1,2\n", "row 2: 3 fields where the header has 2"),
        (b'USUBJID,LBSEQ\n"S-001,1\n', "not well-formed CSV"),
        (b"USUBJID,LBSEQ\nS\xe9,1\n", "not UTF-8 text"),
    ],
)
def test_a_damaged_csv_is_refused_with_its_place(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "lb.csv").write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_study(tmp_path)


def test_all_unreadable_files_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "dm.csv").write_bytes(b"")
    (tmp_path / "lb.parquet").write_bytes(b"PAR1nonsense")
    with pytest.raises(DataError) as caught:
        read_study(tmp_path)
    errors = [finding.where for finding in caught.value.findings if finding.severity == "error"]
    assert errors == ["dm.csv", "lb.parquet"]


def test_one_table_in_two_formats_is_refused(tmp_path: Path) -> None:
    small_study()["LB"].write_csv(tmp_path / "lb.csv")
    small_study()["LB"].write_parquet(tmp_path / "lb.parquet")
    with pytest.raises(DataError, match=r"the same table as lb\.csv"):
        read_study(tmp_path)


def test_a_folder_without_tables_says_what_belongs_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="one file per domain"):
        read_study(tmp_path)
    with pytest.raises(DataError, match="no such file or folder"):
        read_study(tmp_path / "nowhere")


def test_a_domain_split_over_files_is_joined_and_each_row_keeps_its_place(tmp_path: Path) -> None:
    study = small_study()
    lb = study.pop("LB")
    lb.head(2).write_csv(tmp_path / "lbch.csv")
    lb.tail(2).with_columns(LBDTC=pl.Series(["2004-02-02", "2004-02-31"])).write_csv(tmp_path / "lbhe.csv")
    for domain, frame in study.items():
        frame.write_csv(tmp_path / f"{domain.lower()}.csv")
    with pytest.raises(DataError, match=r"lbhe\.csv row 3, subject S-002, LBDTC"):
        admit_study(tmp_path)


def test_single_files_and_folders_may_be_given_together(tmp_path: Path) -> None:
    study = small_study()
    (tmp_path / "rest").mkdir()
    for domain, frame in study.items():
        frame.write_csv(tmp_path / ("" if domain == "LB" else "rest") / f"{domain.lower()}.csv")
    admitted = admit_study([tmp_path / "lb.csv", tmp_path / "rest"])
    assert admitted.tables.equals(admit(study).tables)


def test_tables_of_no_use_are_named_and_let_go(tmp_path: Path) -> None:
    write_study(admit(small_study()).tables, tmp_path)
    pl.DataFrame({"DOMAIN": ["VS"], "USUBJID": ["S-001"]}).write_csv(tmp_path / "vs.csv")
    assert [f.where for f in admit_study(tmp_path).findings if f.rule == "tables.unused"] == ["vs.csv"]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_csv_may_be_separated_by_semicolons_or_tabs(tmp_path: Path, separator: str) -> None:
    for domain, frame in small_study().items():
        frame.write_csv(tmp_path / f"{domain.lower()}.csv", separator=separator)
    assert admit_study(tmp_path).tables.equals(admit(small_study()).tables)
