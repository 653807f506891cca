"""The founding trial with a drug that does nothing; writes validation/no_drug.md. Takes about ten minutes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from paraprotein.protocol import load_population, load_protocol
from paraprotein.protocol.load import LoadedProtocol
from paraprotein.protocol.population import Population
from paraprotein.protocol.published import load_published
from paraprotein.questions.no_drug import NoDrugTrial, describe_no_drug
from paraprotein.questions.sensitivity import NoiseScenario, explore_noise
from paraprotein.scale.replicates import replicate

PAGE = Path(__file__).with_suffix(".md")
STUDY = "imatinib-wm-2007"
TRIALS = 1000
SCENARIO_TRIALS = 250
SEED = 1
GROWTH = ("growth", "growth_resistant")
"""Parameters that make the untreated disease grow."""


def main() -> None:
    loaded = load_protocol(STUDY)
    PAGE.write_text("\n".join(page(loaded)).rstrip() + "\n", encoding="utf-8")


def page(loaded: LoadedProtocol) -> Iterator[str]:
    replicates = replicate(loaded, trials=TRIALS, seed=SEED)
    trial = describe_no_drug(replicates, loaded.protocol.response.marker, load_published(loaded.directory))
    yield "# The trial without an effective drug"
    yield ""
    made = f"{trial.trials} trials, population `{replicates.population}`, seed {SEED}"
    yield f"Made by `python validation/no_drug.py`: {made}."
    yield "The untreated disease of this population grows, as the progressions in the abstract demand."
    yield ""
    yield from figures(trial)
    yield "Assay and visits, disease growing:"
    yield ""
    yield from scenarios(explore_noise(loaded, trials=SCENARIO_TRIALS, seed=SEED))
    yield "Disease standing still (`growth` and `growth_resistant` switched off), so that noise and schedule act alone:"
    yield ""
    virtual = loaded.protocol.virtual_patients
    assert virtual is not None
    still = standing_still(load_population(virtual.population, loaded.directory))
    yield from scenarios(explore_noise(loaded, trials=SCENARIO_TRIALS, seed=SEED, population=still))


def standing_still(population: Population) -> Population:
    """The same patients with a disease that does not grow."""
    draws = population.draws
    assert draws is not None
    zero = {name: np.zeros(len(draws.weights)) for name in GROWTH}
    return replace(population, draws=replace(draws, typical={**draws.typical, **zero}))


def figures(trial: NoDrugTrial) -> Iterator[str]:
    rate, confirmed = trial.false_response_rate, trial.false_response_rate_confirmed
    yield f"- False responses: {rate:.1%} of evaluable patients ({confirmed:.1%} confirmed);"
    yield f"  at least one in {trial.false_responder:.0%} of trials."
    yield f"- The paired test shows a fall with p < 0.05 in {trial.significant_best:.0%} of trials at the best value"
    yield f"  and in {trial.significant_fixed:.0%} at the fixed time."
    yield ""
    yield "| figure | no drug, median (90 %) | with drug | published | noise-calibrated p | part shown without drug |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for row in trial.figures:
        inert, drug = (f"{m:.3g} ({a:.3g} to {b:.3g})" for a, m, b in (row.no_drug, row.with_drug))
        cells = [
            "" if value is None else f"{value:{form}}"
            for value, form in ((row.published, ".3g"), (row.p, ".3g"), (row.explained, ".0%"))
        ]
        yield f"| {row.label} | {inert} | {drug} | {' | '.join(cells)} |"
    yield ""


def scenarios(found: Iterator[NoiseScenario]) -> Iterator[str]:
    head = (
        "IgM CV",
        "visits every",
        "false responses",
        "confirmed",
        "fall at best, p < 0.05",
        "median at best fell by",
    )
    yield f"| {' | '.join(head)} |"
    yield "| ---: | ---: | ---: | ---: | ---: | ---: |"
    for one in found:
        yield (
            f"| {one.cv:.0%} | {one.visit_interval:.0f} days | {one.responses.estimate:.1%} | "
            f"{one.confirmed.estimate:.1%} | {one.significant_best:.0%} | {one.fall_of_median:.1f} % |"
        )
    yield ""


if __name__ == "__main__":
    main()
