"""Simulate many trials, with the drug and without it, and analyse each like a real one."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..analysis.plan import analyze, estimate_figures
from ..analysis.results import Analysis
from ..protocol.load import LoadedProtocol
from ..sdtm import StudyTables
from ..simulation import SelfCheck, Simulator, VirtualStudy, not_simulated
from .background import in_background

BATCH = 500
"""Trials simulated and analysed at a time: bounds memory, whatever the number of trials.

The engine works in blocks of 2048 patients, and the last block of each visit is padded: twice the trials of a batch of
250 take a quarter less time for each, twice those of 500 gain little more (`benchmarks/results/run.md`).
"""

Progress = Callable[[int, int], None]
"""Called after each batch with the trials done and the trials in all."""


@dataclass(frozen=True, eq=False)
class Replicates:
    """Results of many simulated trials of one protocol.

    Attributes:
        ids: results, in the order of the analysis.
        treated: one row per result, one column per trial; NaN where a trial cannot estimate it.
        no_drug: the same trials with an inert drug.
        example: the whole analysis of the first trial with the drug.
        example_no_drug: the whole analysis of the first trial without.
        screened: candidates screened to fill all places of all trials.
        failed: patients whose integration broke down, with and without the drug.
        population: name of the population file.
        population_digest: its SHA-256.
        self_check: what the engine found when it checked itself on the first trial.
    """

    ids: tuple[str, ...]
    treated: NDArray[np.float64]
    no_drug: NDArray[np.float64]
    example: Analysis
    example_no_drug: Analysis
    screened: int
    failed: int
    population: str
    population_digest: str
    self_check: SelfCheck

    def of(self, identifier: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Values of one result over trials, with the drug and without; all NaN when the analysis has no such result."""
        if identifier not in self.ids:
            nothing = np.full(self.treated.shape[1], np.nan)
            return nothing, nothing
        row = self.ids.index(identifier)
        return self.treated[row], self.no_drug[row]


def replicate(loaded: LoadedProtocol, *, trials: int, seed: int, progress: Progress | None = None) -> Replicates:
    """Simulate and analyse `trials` trials with the drug and with an inert one.

    Args:
        loaded: a protocol with `virtual_patients` and `conduct`.
        trials: number of trials, at least 1.
        seed: seed of the whole run.
        progress: called after each batch.

    Raises:
        UsageError: the protocol cannot be simulated.
    """
    simulator, lacking = Simulator(loaded), not_simulated(loaded)
    arms: dict[bool, list[NDArray[np.float64]]] = {False: [], True: []}
    examples: dict[bool, Analysis] = {}
    ids: tuple[str, ...] = ()
    screened = failed = 0
    with closing(in_background(_simulate_arms(simulator, seed, trials))) as studies:
        for batch, inert, study in studies:
            ids, values = figure_matrix(estimate_figures(study.tables, loaded, not_collected=lacking))
            arms[inert].append(values)
            if inert not in examples:
                examples[inert] = analyze(_first_trial(study.tables), loaded, not_collected=lacking)
            screened += 0 if inert else study.screened
            failed += study.failed
            if inert and progress is not None:
                progress(batch.stop - 1, trials)
    treated, no_drug = (np.concatenate(arms[inert], axis=1) for inert in (False, True))
    population = simulator.population
    return Replicates(
        ids=ids,
        treated=treated,
        no_drug=no_drug,
        example=examples[False],
        example_no_drug=examples[True],
        screened=screened,
        failed=failed,
        population=population.name,
        population_digest=population.digest,
        self_check=simulator.self_check(seed=seed),
    )


def figure_matrix(estimates: pl.DataFrame) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Results by trial from a table of estimates: ids, and values of shape (n_figures, n_trials)."""
    ids = tuple(estimates["ID"].unique(maintain_order=True).to_list())
    values = estimates["VALUE"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    return ids, values.reshape(-1, len(ids)).T.copy()


def _simulate_arms(simulator: Simulator, seed: int, trials: int) -> Iterator[tuple[range, bool, VirtualStudy]]:
    """Each batch of trials with the drug, then the same with an inert one."""
    for batch in _batches(trials):
        for inert in (False, True):
            yield batch, inert, simulator.simulate(seed=seed, trials=batch, inert=inert)


def _first_trial(tables: StudyTables) -> StudyTables:
    return tables.replaced({domain: tables[domain].filter(pl.col("TRIAL") == 1) for domain in tables})


def _batches(trials: int) -> Iterator[range]:
    for first in range(1, trials + 1, BATCH):
        yield range(first, min(first + BATCH, trials + 1))
