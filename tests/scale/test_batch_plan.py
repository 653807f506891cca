"""Batches cover the trials, shards cover the batches, each once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paraprotein.errors import UsageError
from paraprotein.scale.plan import PATIENTS_PER_BATCH, BatchPlan, Shard, parse_shard, plan_batches


@given(trials=st.integers(1, 400), size=st.integers(1, 60), shards=st.integers(1, 30))
def test_every_trial_is_in_one_batch_of_one_shard(trials: int, size: int, shards: int) -> None:
    plan = BatchPlan(trials, size)
    shares = [plan.batches(Shard(index, shards)) for index in range(1, shards + 1)]
    batches = [batch for share in shares for batch in share]
    assert [batch.number for batch in batches] == list(range(1, len(plan) + 1))
    assert [trial for batch in batches for trial in batch.trials] == list(range(1, trials + 1))
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


@given(trials=st.integers(2, 400), size=st.integers(1, 60))
def test_a_longer_run_begins_with_the_same_batches(trials: int, size: int) -> None:
    shorter, longer = BatchPlan(trials - 1, size), BatchPlan(trials, size)
    assert all(shorter.batch(number) == longer.batch(number) for number in range(1, len(shorter)))


@pytest.mark.parametrize(
    ("patients", "expected"), [(28, 292), (1, PATIENTS_PER_BATCH), (PATIENTS_PER_BATCH, 1), (100_000, 1)]
)
def test_a_batch_holds_about_8000_patients(patients: int, expected: int) -> None:
    assert plan_batches(10, patients).trials_per_batch == expected


@pytest.mark.parametrize("trials", [0, -1, 2**31])
def test_an_impossible_number_of_trials_is_refused(trials: int) -> None:
    with pytest.raises(UsageError, match="choose 1 to"):
        plan_batches(trials, 28)


def test_a_shard_reads_as_it_is_written() -> None:
    assert parse_shard("2/8") == Shard(2, 8)
    assert str(Shard(2, 8)) == "2/8"


@pytest.mark.parametrize("text", ["0/8", "9/8", "2", "2/", "/8", "a/b", "-1/3", "1/0", "²/3"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="write i/N"):
        parse_shard(text)
