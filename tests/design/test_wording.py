"""Sentences keep every digit of their numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paraprotein.design.wording import Sentence, percent, simplest_between

WORDS = Sentence("at {p:rate} and {x:number}, {n:whole} of {looks:sizes} with {low:wholes}, {r:rates}; {a:name} rule.")

RATES = st.floats(0, 1, allow_nan=False)
BOUNDS = st.lists(st.one_of(st.none(), st.integers(0, 50)), min_size=1, max_size=40).map(tuple)
SIZES = st.sets(st.integers(1, 200), min_size=1, max_size=40).map(lambda found: tuple(sorted(found)))


@settings(deadline=None)
@given(
    p=RATES,
    x=st.floats(-1e6, 1e6, allow_nan=False),
    n=st.integers(-99, 999),
    looks=SIZES,
    low=BOUNDS,
    r=st.lists(RATES, min_size=1, max_size=4).map(tuple),
    a=st.sampled_from(["optimal", "steady size", "Fisher's", "co-primary"]),
)
def test_what_is_written_is_read_again(
    p: float, x: float, n: int, looks: tuple[int, ...], low: tuple[int | None, ...], r: tuple[float, ...], a: str
) -> None:
    values = {"p": p, "x": x, "n": n, "looks": looks, "low": low, "r": r, "a": a}
    assert WORDS.read(f"First. {WORDS.write(values)} Then more.") == values


@pytest.mark.parametrize(
    ("rate", "text"), [(0.07, "7 %"), (0.05, "5 %"), (1.0, "100 %"), (0.125, "12.5 %"), (0.0, "0 %")]
)
def test_a_rate_is_written_as_a_person_would(rate: float, text: str) -> None:
    assert percent(rate) == text


def test_looks_in_a_row_and_equal_bounds_are_written_shortly() -> None:
    sentence = Sentence("after {looks:sizes} at {low:wholes}")
    values = {"looks": (10, 11, 12, 13, 14, 20), "low": (0, 0, 0, 1, None, None)}
    assert sentence.write(values) == "after 10 to 14, 20 at 0 (3 times), 1, no bound, no bound"


def test_a_text_without_the_sentence_gives_nothing() -> None:
    assert WORDS.read("7 of 27 patients responded.") is None


@settings(deadline=None)
@given(low=st.floats(0, 0.99), gap=st.floats(1e-9, 0.5))
def test_the_simplest_threshold_lies_between_its_limits(low: float, gap: float) -> None:
    assert low < simplest_between(low, low + gap) < low + gap


def test_the_simplest_threshold_has_few_digits() -> None:
    assert simplest_between(0.8511, 0.9227) == 0.9
    assert simplest_between(0.0072053, 0.0072104) == pytest.approx(0.00721)
