"""Which trials are simulated together: batches of a fixed number of trials, and shards of batches."""

from dataclasses import dataclass

from ..errors import UsageError

PATIENTS_PER_BATCH = 8192
"""Patients in a batch: more than a second of work, and a whole number of the engine's blocks."""

MOST_TRIALS = 2**31 - 1
"""TRIAL is held in 32 bits."""


@dataclass(frozen=True)
class Batch:
    """Trials that are simulated and stored together.

    Attributes:
        number: place in the run, from 1.
        trials: replicate numbers, from 1.
    """

    number: int
    trials: range


@dataclass(frozen=True)
class Shard:
    """One of `count` equal shares of a run's batches; `index` counts from 1."""

    index: int
    count: int

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"


WHOLE = Shard(1, 1)


@dataclass(frozen=True)
class BatchPlan:
    """A run of trials 1 to `trials`, cut into batches of `trials_per_batch`; the last batch may be smaller."""

    trials: int
    trials_per_batch: int

    def __len__(self) -> int:
        """Number of batches."""
        return -(-self.trials // self.trials_per_batch)

    def batch(self, number: int) -> Batch:
        """The batch with this number, from 1."""
        first = 1 + (number - 1) * self.trials_per_batch
        return Batch(number, range(first, min(first + self.trials_per_batch, self.trials + 1)))

    def batches(self, shard: Shard = WHOLE) -> tuple[Batch, ...]:
        """The batches of a shard: a contiguous share, of equal size to within one batch; it may be empty."""
        first, end = (len(self) * (shard.index - 1) // shard.count, len(self) * shard.index // shard.count)
        return tuple(self.batch(number) for number in range(first + 1, end + 1))


def plan_batches(trials: int, patients_per_trial: int, trials_per_batch: int | None = None) -> BatchPlan:
    """The batches of a run; they follow from the protocol alone, never from the machine.

    Args:
        trials: number of trials.
        patients_per_trial: patients whom the protocol enrols.
        trials_per_batch: chosen size; None for about `PATIENTS_PER_BATCH` patients.

    Raises:
        UsageError: not a possible number of trials.
    """
    if not 1 <= trials <= MOST_TRIALS:
        raise UsageError.one("trials", f"{trials} trials", f"choose 1 to {MOST_TRIALS}", "simulate.trials")
    return BatchPlan(trials, trials_per_batch or max(1, PATIENTS_PER_BATCH // patients_per_trial))


def parse_shard(text: str) -> Shard:
    """Read `2/8`: the second of eight shards.

    Raises:
        UsageError: not of this form, or not one of the shards.
    """
    index, slash, count = text.partition("/")
    if slash and index.isdecimal() and count.isdecimal() and 1 <= int(index) <= int(count):
        return Shard(int(index), int(count))
    raise UsageError.one("--shard", f"'{text}'", "write i/N with i from 1 to N, for example 2/8", "simulate.shard")
