"""A replicate is one more key: company, row order and names of subjects change nothing."""

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from random_studies import admitted, only, random_study

from paraprotein.analysis import Analysis, analyze, estimate_figures
from paraprotein.protocol.load import LoadedProtocol
from paraprotein.sdtm.tables import StudyTables


@pytest.mark.parametrize("trial", [1, 7, 23, 50])
def test_a_trial_analysed_among_fifty_gives_the_same_bytes_as_alone(
    trial: int, fifty: StudyTables, analysis: Analysis, protocol: LoadedProtocol
) -> None:
    alone = analyze(only(fifty, trial), protocol)
    together = analysis.estimates.filter(pl.col("TRIAL") == trial)
    assert together.write_json() == alone.estimates.write_json()
    for name, table in analysis.tables.items():
        mine = alone.tables[name]
        own = table.filter(pl.col("TRIAL") == trial)
        if name == "at_risk":  # its columns reach as far as the longest follow-up of the batch
            own = own.filter(pl.col("TIME") <= mine["TIME"].max())
        assert own.write_json() == mine.write_json(), name


def test_the_order_of_rows_changes_nothing(analysis: Analysis, protocol: LoadedProtocol) -> None:
    frames = {domain: table.sample(fraction=1, shuffle=True, seed=3) for domain, table in random_study(50).items()}
    shuffled = analyze(admitted(frames), protocol)
    assert shuffled.to_json() == analysis.to_json()


def test_the_names_of_subjects_change_no_figure(analysis: Analysis, protocol: LoadedProtocol) -> None:
    rng = np.random.default_rng(5)
    names = [f"S{i:02d}" for i in range(28)]
    new = dict(zip(names, rng.permutation([f"patient {i}" for i in range(28)]), strict=True))
    frames = {
        domain: table.with_columns(pl.col("USUBJID").replace_strict(new)) for domain, table in random_study(50).items()
    }
    renamed = estimate_figures(admitted(frames), protocol)
    assert_frame_equal(renamed, analysis.estimates, check_exact=False, abs_tol=1e-9, rel_tol=1e-9)


def test_the_same_study_gives_the_same_json_twice(
    analysis: Analysis, fifty: StudyTables, protocol: LoadedProtocol
) -> None:
    assert analyze(fifty, protocol).to_json() == analysis.to_json()
