"""De-identified data tell the same of the study and nothing of who took part."""

from datetime import date

import polars as pl
import pytest
from hand_built import PROTOCOL, build
from submission_study import PATIENTS, Derived

from paraprotein.adam.derive import derive_all
from paraprotein.analysis import analyze
from paraprotein.sdtm.shapes import SHAPES
from paraprotein.sdtm.tables import StudyTables
from paraprotein.submission import deidentify


@pytest.fixture(scope="module")
def hidden(study: Derived) -> tuple[StudyTables, pl.DataFrame]:
    return deidentify(study.tables, seed=7)


def test_every_figure_of_the_analysis_stays_the_same(study: Derived, hidden: tuple[StudyTables, pl.DataFrame]) -> None:
    before, after = analyze(study.tables, PROTOCOL).estimates, analyze(hidden[0], PROTOCOL).estimates
    assert after.equals(before)


def test_subjects_are_renumbered_alike_in_every_table(study: Derived, hidden: tuple[StudyTables, pl.DataFrame]) -> None:
    tables, key = hidden
    names = dict(key.select("USUBJID", "NEWID").iter_rows())
    assert len(set(names.values())) == len(names) == 4
    assert not set(names) & set(names.values())
    for domain in SHAPES:
        old = study.tables[domain]["USUBJID"].cast(pl.String).to_list()
        assert tables[domain]["USUBJID"].cast(pl.String).to_list() == [names[name] for name in old]


def test_all_dates_of_a_subject_move_by_one_number_of_days(
    study: Derived, hidden: tuple[StudyTables, pl.DataFrame]
) -> None:
    tables, key = hidden
    shift = dict(key.select("USUBJID", "SHIFT").iter_rows())
    assert all(1 <= abs(days) <= 365 for days in shift.values())
    for domain, shape in SHAPES.items():
        for column in shape.columns:
            if column.kind == "date" and column.name != "BRTHDTC":
                day = column.name.removesuffix("C")
                before, after = study.tables[domain], tables[domain]
                for name, old, new in zip(before["USUBJID"], before[day], after[day], strict=True):
                    assert (new is None) == (old is None)
                    assert old is None or (new - old).days == shift[name]
                text = after[column.name].str.slice(0, 10).str.to_date("%Y-%m-%d")
                assert text.to_list() == after[day].to_list()


def test_the_seed_decides_and_another_seed_gives_other_numbers(study: Derived) -> None:
    again, key = deidentify(study.tables, seed=7)
    assert again.equals(deidentify(study.tables, seed=7)[0])
    assert not key.equals(deidentify(study.tables, seed=8)[1])


def test_identifying_values_are_gone() -> None:
    secret = "SECRET-9f3"
    tables = build(PATIENTS)
    dm = tables.dm.with_columns(
        BRTHDTC=pl.lit("1911-03-04"),
        BRTHDT=pl.lit(date(1911, 3, 4)),
        AGE=pl.lit(93.0),
        SITEID=pl.lit(secret).cast(pl.Categorical),
    )
    lb = tables.lb.with_columns(LBORRES=pl.lit(f"see letter of {secret}"), LBSTRESC=pl.lit(secret))
    ae = tables.ae.with_columns(AETERM=pl.lit(secret), AESTDTC=pl.lit("2004-03"), AESTDT=pl.lit(None, pl.Date))
    ds = tables.ds.with_columns(DSTERM=pl.lit(f"told by {secret}"))
    cm = tables.cm.with_columns(CMTRT=pl.lit(secret))
    ex = tables.ex.with_columns(EXADJ=pl.lit(secret))
    rs = tables.rs.with_columns(RSORRES=pl.lit(secret))
    frames = {"DM": dm, "LB": lb, "AE": ae, "DS": ds, "CM": cm, "EX": ex, "RS": rs}
    hidden, _ = deidentify(StudyTables(frames), seed=1)
    for domain in frames:
        text = hidden[domain].write_csv()
        assert secret not in text, domain
        assert not any(f"{name}," in text for name in PATIENTS), domain
    assert hidden.dm["BRTHDTC"].null_count() == hidden.dm.height
    assert hidden.dm["AGE"].to_list() == [90.0] * 4
    assert hidden.ae["AESTDTC"].null_count() == hidden.ae.height  # a partial date cannot be shifted
    assert set(hidden.ae["AETERM"]) == set(tables.ae["AEDECOD"].cast(pl.String))


def test_numbers_and_common_words_stay_as_results() -> None:
    tables = build(PATIENTS)
    texts = ["<20", "3.5", "NEGATIVE", "call Dr. Jones", "> 900"]
    lb = tables.lb.head(5).with_columns(LBSTRESC=pl.Series(texts))
    hidden, _ = deidentify(StudyTables({"DM": tables.dm, "LB": lb}), seed=1)
    assert hidden.lb["LBSTRESC"].to_list() == ["<20", "3.5", "NEGATIVE", None, "> 900"]


def test_the_cause_of_a_death_stays(hidden: tuple[StudyTables, pl.DataFrame], study: Derived) -> None:
    assert derive_all(hidden[0], PROTOCOL).adsl["DTHDISFL"].count() == study.adam.adsl["DTHDISFL"].count() == 1
