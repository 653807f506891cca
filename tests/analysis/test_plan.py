"""The published results are all there, and each estimate is described."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from paraprotein.analysis import METHODS, Analysis, analyze, describe_figures, estimate_figures
from paraprotein.analysis.estimates import ESTIMATE_COLUMNS
from paraprotein.protocol.load import LoadedProtocol
from paraprotein.protocol.published import load_published
from paraprotein.sdtm.tables import StudyTables


def test_every_published_figure_is_estimated_in_its_unit(analysis: Analysis, protocol: LoadedProtocol) -> None:
    published = load_published(protocol.directory)
    assert published is not None
    units = {entry.id: entry.unit for entry in describe_figures(protocol.protocol)}
    assert {figure.id: figure.unit for figure in published.figures} == {
        figure.id: units[figure.id] for figure in published.figures
    }
    assert {figure.id for figure in published.figures} <= set(analysis.estimates["ID"].cast(pl.String))


def test_the_catalogue_describes_exactly_what_is_estimated(analysis: Analysis, protocol: LoadedProtocol) -> None:
    described = [entry.id for entry in describe_figures(protocol.protocol)]
    assert len(described) == len(set(described))
    assert set(described) == set(analysis.estimates["ID"].cast(pl.String))
    assert set(analysis.estimates["METHOD"].cast(pl.String)) <= set(METHODS)


def test_one_row_per_trial_and_figure(analysis: Analysis) -> None:
    assert tuple(analysis.estimates.columns) == ESTIMATE_COLUMNS
    assert analysis.estimates.select("TRIAL", "ID").is_unique().all()
    assert analysis.estimates["TRIAL"].n_unique() == 50


def test_a_figure_without_a_value_says_why(analysis: Analysis) -> None:
    assert analysis.estimates.filter(pl.col("VALUE").is_null() != pl.col("REASON").is_not_null()).is_empty()


def test_counts_never_exceed_their_denominators(analysis: Analysis) -> None:
    assert analysis.estimates.filter(pl.col("N") > pl.col("DENOM")).is_empty()
    counts = analysis.estimates.filter(pl.col("METHOD") == "count", pl.col("VALUE").is_not_null())
    assert counts.filter(pl.col("VALUE") != pl.col("N")).is_empty()
    share = pl.col("N") / pl.col("DENOM")
    assert counts.filter((share < pl.col("LOW") - 1e-12) | (share > pl.col("HIGH") + 1e-12)).is_empty()


def test_estimates_alone_equal_those_of_the_full_analysis(
    fifty: StudyTables, analysis: Analysis, protocol: LoadedProtocol
) -> None:
    assert_frame_equal(estimate_figures(fifty, protocol), analysis.estimates)


def test_one_figure_can_be_asked_for(analysis: Analysis) -> None:
    assert analysis.figure("enrolled", 1)["VALUE"] == analysis.adam.adsl.filter(pl.col("TRIAL") == 1).height
    with pytest.raises(KeyError, match="50 rows"):
        analysis.figure("enrolled")


def test_an_empty_study_gives_no_row_and_no_crash(protocol: LoadedProtocol) -> None:
    empty = analyze(StudyTables({}), protocol)
    assert empty.estimates.is_empty()
    assert all(table.is_empty() for table in empty.tables.values())


def test_subjects_without_any_record_are_counted_and_nothing_else_is_known(
    fifty: StudyTables, protocol: LoadedProtocol
) -> None:
    dm = fifty["DM"].with_columns(
        pl.lit(None).cast(dtype).alias(name)
        for name, dtype in fifty["DM"].schema.items()
        if name not in ("TRIAL", "STUDYID", "DOMAIN", "USUBJID", "SUBJID")
    )
    known = analyze(StudyTables({"DM": dm.filter(pl.col("TRIAL") == 1)}), protocol).estimates
    values = dict(known.drop_nulls("VALUE").select(pl.col("ID").cast(pl.String), "VALUE").iter_rows())
    assert values["enrolled"] == values["not_treated"] == dm.filter(pl.col("TRIAL") == 1).height
    assert values["evaluable"] == values["treated"] == 0
    assert not any(value for name, value in values.items() if name not in ("enrolled", "not_treated"))
    reasons = dict(known.select(pl.col("ID").cast(pl.String), "REASON").iter_rows())
    assert reasons["age_median"] == "AGE is not recorded in DM"
    assert reasons["tryptase_p"] == "no patient has TRYPTASE before and under treatment"
