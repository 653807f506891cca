"""Text from data never steers the terminal, whichever verb shows it."""

import random
from pathlib import Path

import polars as pl
import pytest
from pseudo_terminal import PAYLOAD, hostile, run_on_terminal, steering, text_columns

from paraprotein.plain_text import plain_line, plain_text
from paraprotein.report import write
from paraprotein.report.figures import draw_figures

CASE = "imatinib-wm-2007"
SAMPLE = 6
"""Columns that are tried one by one here; validation/integrity.py tries them all."""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two patients with every kind of record that a text can hide in."""
    folder = tmp_path_factory.mktemp("sound") / "study"
    folder.mkdir()
    head = {"STUDYID": ["S", "S"], "USUBJID": ["S-001", "S-002"]}
    days = ("2004-01-05", "2004-02-02", "2004-03-01")
    tables = {
        "dm": pl.DataFrame(
            {
                **head, "DOMAIN": "DM", "SUBJID": ["001", "002"], "RFSTDTC": "2004-01-05", "RFENDTC": "2004-04-01",
                "RFPENDTC": "2004-05-01", "AGE": 61, "AGEU": "YEARS", "SEX": ["F", "M"], "SITEID": "1", "ARM": "one",
            }
        ),
        "ex": pl.DataFrame(
            {
                **head, "DOMAIN": "EX", "EXSEQ": 1, "EXTRT": "imatinib", "EXDOSE": 400, "EXDOSU": "mg",
                "EXDOSFRQ": "QD", "EXSTDTC": "2004-01-05", "EXENDTC": "2004-04-01", "EXADJ": "none",
            }
        ),
        "ae": pl.DataFrame(
            {
                **head, "DOMAIN": "AE", "AESEQ": 1, "AETERM": "swollen", "AEDECOD": "Oedema peripheral",
                "AETOXGR": "3", "AESTDTC": "2004-02-10",
            }
        ),
        "lb": pl.DataFrame(
            [
                {
                    "STUDYID": "S", "DOMAIN": "LB", "USUBJID": subject, "LBSEQ": visit + 1, "LBTESTCD": "IGM",
                    "LBTEST": "IgM", "LBORRES": str(value), "LBORRESU": "mg/dL", "LBSTRESC": str(value),
                    "LBSTRESN": value, "LBSTRESU": "mg/dL", "LBDTC": days[visit], "LBMETHOD": "NEPHELOMETRY",
                }
                for subject, course in {"S-001": (4000, 2900, 1900), "S-002": (3000, 3100, 3900)}.items()
                for visit, value in enumerate(course)
            ]
        ),
    }  # fmt: skip
    for name, table in tables.items():
        table.write_csv(folder / f"{name}.csv")
    return folder


def verbs(data: Path, out: Path) -> list[list[str]]:
    subject = pl.read_csv(data / "dm.csv", infer_schema=False)["USUBJID"][0]
    return [
        ["check", CASE, "--data", str(data)],
        ["check", CASE, "--data", str(data), "--json"],
        ["explain-response", CASE, str(data), subject],
        ["monitor", CASE, str(data), "--as-of", "2004-03-02"],
        ["convert", str(data), "--to", "csv", "--out", str(out / "csv")],
        ["derive", CASE, str(data), "--to", "parquet", "--out", str(out / "derived")],
        ["init", "--from", str(data)],
        ["register", str(data)],
        ["analyze", CASE, str(data), "--out", str(out / "report")],
        ["analyze", CASE, str(data), "--json"],
        ["report", str(out / "report")],
    ]


def test_no_verb_hands_a_text_of_the_data_to_the_terminal_as_it_is(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "draw_figures", lambda report: draw_figures(report)[:1])
    data = hostile(study, tmp_path / "hostile")
    for words in verbs(data, tmp_path):
        code, seen = run_on_terminal(words, monkeypatch)
        assert seen.strip(), words
        assert steering(seen) == [], (words, seen)
        assert not any(line.startswith("fake: valid") for line in seen.splitlines()), words
        assert code in (0, 2), words


def test_a_hostile_text_in_any_one_column_reaches_no_terminal(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = [
        (domain, column)
        for domain, column in text_columns()
        if (study / f"{domain.lower()}.csv").is_file()
        and column in (study / f"{domain.lower()}.csv").read_text(encoding="utf-8").split("\n")[0].split(",")
    ]
    for domain, column in random.Random(2007).sample(there, SAMPLE):
        data = hostile(study, tmp_path / f"{domain}-{column}", (domain, column))
        _, seen = run_on_terminal(["analyze", CASE, str(data)], monkeypatch)
        assert steering(seen) == [], (column, seen)


def test_file_names_are_escaped_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = tmp_path / "a\x1b[31m\nb"
    odd.mkdir()
    _, seen = run_on_terminal(["analyze", CASE, str(odd)], monkeypatch)
    assert steering(seen) == []
    assert "\\u001b[31m\\u000ab" in seen.replace("\r\n", "")


def test_a_long_patient_number_leaves_every_column_of_the_table(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "long"
    data.mkdir()
    for path in study.glob("*.csv"):
        text = path.read_text(encoding="utf-8").replace(
            "S-001",
            "STUDY-ABC-1234567890-SITE-0001-P-0000001",  # 40 letters, the longest that data sets take
        )
        (data / path.name).write_text(text, encoding="utf-8")
    _, seen = run_on_terminal(["monitor", CASE, str(data), "--as-of", "2004-03-02"], monkeypatch)
    heading = next(line for line in seen.splitlines() if "patient" in line and "status" in line)
    assert all(word in seen for word in ("dose", "next", "best", "note")), heading
    assert "…" not in seen


def test_what_steers_is_written_out_and_letters_stay() -> None:
    shown = plain_line(PAYLOAD)
    assert steering(shown) == []
    assert shown.isprintable()
    assert plain_line("Waldenström 免疫 κ/λ ≥ 3 g/L") == "Waldenström 免疫 κ/λ ≥ 3 g/L"
    assert plain_text("a\tb\nc\x1b") == "a\tb\nc\\u001b"
    assert plain_line("\udcff\U000e0041") == "\\udcff\\udb40\\udc41"
