"""A published trial, simulated many times, beside its publication."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..arguments import AnyPath, nearest
from ..errors import UsageError
from ..scale.comparison import LEVEL, PublishedComparison
from . import DEFAULT_SEED, DEFAULT_TRIALS
from .findings import Findings
from .shown import counted, html_table
from .trial import AnyTrial, Trial

if TYPE_CHECKING:
    from ..questions.no_drug import NoDrugTrial
    from ..questions.sensitivity import NoiseScenario
    from ..report import Report


@dataclass(frozen=True, eq=False)
class Predicted:
    """What simulated trials report for one result.

    Attributes:
        id: id of the result.
        values: with the drug, shape (n_trials,); NaN where a trial cannot estimate it.
        no_drug: the same trials with an inert drug.
        published: the published value; None where nothing was published.
    """

    id: str
    values: NDArray[np.float64]
    no_drug: NDArray[np.float64]
    published: float | None

    def interval(self, level: float = LEVEL) -> tuple[float, float, float]:
        """Lower end, median and upper end over the trials that estimate it; NaN where none does."""
        known = self.values[~np.isnan(self.values)]
        if not known.size:
            return float("nan"), float("nan"), float("nan")
        low, middle, high = np.quantile(known, ((1 - level) / 2, 0.5, (1 + level) / 2))
        return float(low), float(middle), float(high)

    def __repr__(self) -> str:
        low, middle, high = self.interval()
        published = "" if self.published is None else f", published {self.published:g}"
        return f"{self.id}: {middle:.4g} ({low:.4g} to {high:.4g}) over {counted(self.values.size, 'trial')}{published}"


@dataclass(frozen=True, eq=False, repr=False)
class Runs(PublishedComparison):
    """Simulated trials beside the publication: `runs.compare()`, `runs.no_drug`, `runs.predictive("orr")`.

    Attributes:
        trial: the protocol.
        findings: warnings about the protocol: what the model does not make, what its calibration never saw.

    Example:
        runs = run("imatinib-wm-2007", trials=200, seed=1)
        runs.compare()
    """

    trial: Trial
    findings: Findings

    def compare(self) -> pl.DataFrame:
        """One row per published result: its value, the simulated median and 90 % interval, percentile, inside or not.

        Returns:
            ID, LABEL, UNIT, PUBLISHED, MEDIAN, LOW, HIGH, NO_DRUG (median without the drug), PERCENTILE, INSIDE.
        """
        rows = [
            {
                "ID": one.figure.id,
                "LABEL": one.figure.label,
                "UNIT": one.figure.unit,
                "PUBLISHED": one.figure.value,
                "MEDIAN": one.simulated.median,
                "LOW": one.simulated.low,
                "HIGH": one.simulated.high,
                "NO_DRUG": one.no_drug.median,
                "PERCENTILE": one.percentile,
                "INSIDE": one.inside,
            }
            for one in self.figures
        ]
        text, number = dict.fromkeys(("ID", "LABEL", "UNIT"), pl.String()), pl.Float64()
        numbers = dict.fromkeys(("PUBLISHED", "MEDIAN", "LOW", "HIGH", "NO_DRUG", "PERCENTILE"), number)
        return pl.DataFrame(rows, schema={**text, **numbers, "INSIDE": pl.Boolean()})

    def predictive(self, identifier: str) -> Predicted:
        """What the simulated trials report for one result of the analysis.

        Raises:
            UsageError: the analysis has no such result.
        """
        ids = self.replicates.ids
        if identifier not in ids:
            near = nearest(identifier, ids)
            fix = f"write '{near}'" if near else f"write one of its ids, for example {', '.join(ids[:3])}"
            raise UsageError.one("predictive", f"the analysis has no '{identifier}'", fix, "analysis.id")
        treated, inert = self.replicates.of(identifier)
        value = next((one.figure.value for one in self.figures if one.figure.id == identifier), None)
        return Predicted(identifier, treated, inert, value)

    @cached_property
    def no_drug(self) -> "NoDrugTrial":
        """What the trial reports when the drug does nothing."""
        from ..questions.no_drug import describe_no_drug

        return describe_no_drug(self.replicates, self.loaded.protocol.response.marker, self.published)

    @cached_property
    def sensitivity(self) -> "tuple[NoiseScenario, ...]":
        """False responses under other assays and visits; simulated when first asked for."""
        from ..questions.sensitivity import explore_run

        return tuple(explore_run(self.loaded, self.replicates, trials=self.trials, seed=self.seed))

    def report(self, sensitivity: bool = False) -> "Report":
        """The comparison as plain data, ready for the page; with the sensitivity of false responses where asked."""
        from ..report import Report

        explored = [scenario.record() for scenario in self.sensitivity] if sensitivity else None
        return Report.of_comparison(self, self.no_drug.record(), explored)

    def __repr__(self) -> str:
        compared = [one for one in self.figures if one.inside is not None]
        inside = len(compared) - len(self.outside)
        return (
            f"<Runs of {self.trial.id}: {counted(self.trials, 'trial')}, seed {self.seed}; {inside} of {len(compared)} "
            f"published results inside the {100 * LEVEL:g} % interval; {self.findings.counts}>"
        )

    def _repr_html_(self) -> str:
        rows = [
            (one.figure.label, one.figure.value, f"{one.simulated.median:.4g}",
             f"{one.simulated.low:.4g} to {one.simulated.high:.4g}", one.inside)
            for one in self.figures
        ]  # fmt: skip
        headings = ("result", "published", "median", f"{100 * LEVEL:g} % interval", "inside")
        return html_table(f"{self.trial.id}: {counted(self.trials, 'trial')}, seed {self.seed}", headings, rows)


def run(
    protocol: AnyTrial,
    trials: int = DEFAULT_TRIALS,
    seed: int = DEFAULT_SEED,
    out: AnyPath | None = None,
    sensitivity: bool = True,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Runs:
    """Simulate a published trial many times and compare every published result with what the trials give.

    Args:
        protocol: a bundled name, a path, or a `Trial` with a `published.yaml` beside it.
        trials: number of simulated trials, with the drug and as many without.
        seed: seed; the same seed gives the same results.
        out: also write the report to this folder: page, figures, tables.
        sensitivity: add to the report how false responses depend on assay, visits and confirmation.
        progress: called after each batch with the trials done and the trials in all.

    Raises:
        UsageError: no trials, or a protocol that cannot be simulated or compared.

    Example:
        runs = run("imatinib-wm-2007", trials=1000, seed=1)
        runs.predictive("orr").interval()
    """
    from ..scale import use_compilation_cache
    from ..scale.comparison import run as run_trials
    from ..simulation import require_executable

    trial = Trial.of(protocol)
    if out is not None:
        from ..report import refuse_strangers

        refuse_strangers(out)
    findings = Findings((*trial.findings, *require_executable(trial), *check_extrapolation(trial)))
    use_compilation_cache()
    found = run_trials(trial, trials=trials, seed=seed, progress=progress)
    whole = {field.name: getattr(found, field.name) for field in fields(found)}
    runs = Runs(**whole, trial=trial, findings=findings)
    if out is not None:
        from .report import write_report

        write_report(runs, out, sensitivity=sensitivity)
    return runs


def check_extrapolation(protocol: AnyTrial) -> Findings:
    """Warnings where a protocol asks a calibrated population for something that its calibration never saw."""
    from ..calibration.transport import check_transport

    return Findings(check_transport(Trial.of(protocol)))
