"""Long to padded and back loses nothing, whatever the order."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paraprotein.adam.matrices import lay_out
from paraprotein.errors import DataError

SUBJECTS = pl.DataFrame({"TRIAL": [0, 0, 1], "USUBJID": ["A", "B", "A"]}, schema_overrides={"TRIAL": pl.Int32})


def records(trial: list[int], subject: list[str], value: list[float | None]) -> pl.DataFrame:
    return pl.DataFrame(
        {"TRIAL": trial, "USUBJID": subject, "AVAL": value},
        schema={"TRIAL": pl.Int32, "USUBJID": pl.String, "AVAL": pl.Float64},
    )


def test_a_record_stands_in_the_row_of_its_subject_and_trial() -> None:
    layout = lay_out(records([0, 1, 0], ["A", "A", "A"], [1.0, 2.0, 3.0]), SUBJECTS)
    assert layout.shape == (3, 2)
    np.testing.assert_array_equal(layout.present, [[True, True], [False, False], [True, False]])
    np.testing.assert_array_equal(
        layout.spread(np.array([1.0, 2.0, 3.0]), np.nan), [[1, 3], [np.nan, np.nan], [2, np.nan]]
    )


def test_null_is_missing_like_the_padding() -> None:
    table = records([0, 0], ["A", "A"], [None, 5.0])
    layout = lay_out(table, SUBJECTS)
    np.testing.assert_array_equal(layout.numbers(table["AVAL"])[0], [np.nan, 5.0])


def test_no_records_at_all_still_make_a_matrix() -> None:
    layout = lay_out(records([], [], []), SUBJECTS)
    assert layout.shape == (3, 1)
    assert not layout.present.any()


def test_a_record_of_an_unknown_subject_is_refused() -> None:
    with pytest.raises(DataError, match="not in DM"):
        lay_out(records([0], ["Z"], [1.0]), SUBJECTS)


@given(st.lists(st.tuples(st.sampled_from([(0, "A"), (0, "B"), (1, "A")]), st.floats(0, 1e4)), max_size=40))
def test_gather_undoes_spread(rows: list[tuple[tuple[int, str], float]]) -> None:
    table = records([key[0] for key, _ in rows], [key[1] for key, _ in rows], [value for _, value in rows])
    layout = lay_out(table, SUBJECTS)
    values = table["AVAL"].to_numpy()
    np.testing.assert_array_equal(layout.gather(layout.spread(values, np.nan)), values)
    assert layout.present.sum() == len(rows)
