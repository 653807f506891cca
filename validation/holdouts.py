"""Trials that the calibration never saw, predicted from their design; writes validation/holdouts.md. Takes minutes.

    python validation/holdouts.py

Nothing of a held-out trial enters the calibration. Its protocol gives the design, and each published figure counts as a
hit when the 90 % interval over simulated trials holds it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from no_drug import standing_still
from numpy.typing import NDArray

from paraprotein.analysis.plan import estimate_figures
from paraprotein.calibration.transport import check_transport
from paraprotein.protocol import load_population, load_protocol
from paraprotein.protocol.load import LoadedProtocol
from paraprotein.protocol.published import Published, load_published
from paraprotein.questions.no_drug import noise_calibrated_p
from paraprotein.scale.replicates import figure_matrix, replicate
from paraprotein.simulation import Simulator

PAGE = Path(__file__).with_suffix(".md")
STUDY = "perifosine-wm-2008"
TRIALS = 300
SEED = 1
RATES = {
    "orr": "Minor response or better, confirmed",
    "igm_fall_25": "Fall of IgM of at least 25 %, not confirmed",
    "mrr": "Partial response or better, confirmed",
    "igm_fall_50": "Fall of IgM of at least 50 %, not confirmed",
    "stable_disease": "Stable disease as best response",
    "progression_as_best": "Progression as best response",
}
"""Figures predicted, as parts of the evaluable patients."""

STATED_AS = {"igm_fall_25": "orr", "igm_fall_50": "mrr"}
"""Readings of one published figure: whether its responses were confirmed is not said."""

INTRODUCTION = """\
`{study}` is the trial of {source}: the same center, another drug, 150 mg of perifosine daily.
Its results were known when this package was written, so nobody was blind; but no number of them enters a prior, a
target or a parameter, and its design was written down before the first of its trials was simulated.

Perifosine has no model here, and no dose of imatinib is known to equal 150 mg of it. What is predicted is what a trial
of this design reports without an effective drug, and what it would report had perifosine the effects that the founding
trial left possible for imatinib. The first tests the disease, the assay and the visits. The second tests a guess that
a planner would have to make: that the next drug is about as good as the last.
"""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Predicted:
    """A published proportion among simulated trials.

    Attributes:
        label: what it is.
        published: published proportion.
        low: 5th percentile over trials.
        median: median over trials.
        high: 95th percentile.
    """

    label: str
    published: float
    low: float
    median: float
    high: float

    @property
    def verdict(self) -> str:
        """Whether the 90 % interval holds the published value."""
        return "hit" if self.low <= self.published <= self.high else "**miss**"


def place(label: str, published: float, rates: Floats) -> Predicted:
    """A published proportion among those of trials, shape (n_trials,)."""
    low, median, high = np.quantile(rates, (0.05, 0.5, 0.95))
    return Predicted(label, published, float(low), float(median), float(high))


def main() -> None:
    PAGE.write_text("\n".join(page(load_protocol(STUDY))).rstrip() + "\n", encoding="utf-8")


def page(loaded: LoadedProtocol) -> Iterator[str]:
    published = load_published(loaded.directory)
    assert published is not None
    replicates = replicate(loaded, trials=TRIALS, seed=SEED)
    ids = replicates.ids
    yield "# Hold-outs: trials that the calibration never saw"
    yield ""
    made = f"{TRIALS} trials in each arm, population `{replicates.population}`, seed {SEED}"
    yield f"Made by `python validation/holdouts.py`: {made}."
    yield ""
    yield INTRODUCTION.format(study=STUDY, source=published.source)
    yield "## With a drug that does nothing"
    yield ""
    yield from no_drug("Disease growing, as calibrated", ids, replicates.no_drug, published)
    yield from no_drug("Disease standing still", *standing_still_trials(loaded), published)
    yield "## With the founding trial's effects in place of perifosine's"
    yield ""
    yield "Warnings of `check_transport`:"
    yield ""
    yield from (
        f"- `{finding.where}`: {finding.found}. {finding.fix.capitalize()}." for finding in check_transport(loaded)
    )
    yield ""
    yield from transported(ids, replicates.treated, published)


def standing_still_trials(loaded: LoadedProtocol) -> tuple[tuple[str, ...], Floats]:
    """Figures of trials with an inert drug in a disease that does not grow."""
    virtual = loaded.protocol.virtual_patients
    assert virtual is not None
    population = standing_still(load_population(virtual.population, loaded.directory))
    study = Simulator(loaded, population).simulate(seed=SEED, trials=range(1, TRIALS + 1), inert=True)
    return figure_matrix(estimate_figures(study.tables, loaded))


def no_drug(title: str, ids: tuple[str, ...], figures: Floats, published: Published) -> Iterator[str]:
    """Responses without an effective drug beside the published ones; `figures` has shape (n_figures, n_trials)."""
    yield f"**{title}.** The published proportion should lie above the whole interval."
    yield ""
    yield "| figure | published | no drug, median (90 %) | p by noise alone | beyond noise |"
    yield "| --- | ---: | ---: | ---: | --- |"
    for one, rates in predictions(("orr", "igm_fall_25", "mrr", "igm_fall_50"), ids, figures, published):
        p = noise_calibrated_p(rates, one.published, "high")
        beyond = "yes" if one.published > one.high else "**no**"
        yield f"| {one.label} | {one.published:.0%} | {interval(one)} | {p:.2g} | {beyond} |"
    yield ""


def transported(ids: tuple[str, ...], figures: Floats, published: Published) -> Iterator[str]:
    """What a drug of the founding trial's effects would give; `figures` has shape (n_figures, n_trials)."""
    yield "| figure | published | predicted, median (90 %) | trials below or at | verdict |"
    yield "| --- | ---: | ---: | ---: | --- |"
    for one, rates in predictions(tuple(RATES), ids, figures, published):
        below = np.mean(rates <= one.published)
        yield f"| {one.label} | {one.published:.0%} | {interval(one)} | {below:.0%} | {one.verdict} |"
    enrolled, evaluable = (stated(published, name) for name in ("enrolled", "evaluable"))
    one = place("Evaluable, of those treated", evaluable / enrolled, figures[ids.index("evaluable")] / enrolled)
    below = np.mean(figures[ids.index("evaluable")] <= evaluable)
    yield f"| {one.label} | {one.published:.0%} | {interval(one)} | {below:.0%} | {one.verdict} |"
    yield ""


def predictions(
    names: tuple[str, ...], ids: tuple[str, ...], figures: Floats, published: Published
) -> Iterator[tuple[Predicted, Floats]]:
    """Proportions of evaluable patients, published and over trials, so that trials of other sizes compare."""
    evaluable = figures[ids.index("evaluable")]
    for name in names:
        rates = figures[ids.index(name)] / evaluable
        share = stated(published, STATED_AS.get(name, name)) / stated(published, "evaluable")
        yield place(RATES[name], share, rates), rates


def stated(published: Published, identifier: str) -> float:
    """The published value of a figure that has one."""
    value = published.figure(identifier).value
    assert value is not None
    return value


def interval(one: Predicted) -> str:
    return f"{one.median:.0%} ({one.low:.0%} to {one.high:.0%})"


if __name__ == "__main__":
    main()
