"""Proof of the founding trial's calibration; writes validation/calibration.md and figures beside it.

    python validation/calibration.py runs/calibration

reads what `paraprotein calibrate imatinib-wm-2007 --out runs/calibration` wrote. Simulation-based calibration is on
trials that no network saw: their populations were drawn from the prior, so the truth is known.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from paraprotein.calibration.calibrate import find_variants
from paraprotein.calibration.prior_trials import read_prior_trials
from paraprotein.calibration.priors import collect_coordinates, values_of
from paraprotein.calibration.proof import LEVELS, Ranks, compute_ranks, coverage_band, uniform_band
from paraprotein.calibration.training import apply_network, make_network, train
from paraprotein.protocol import load_protocol
from paraprotein.protocol.population import Population
from paraprotein.report.figures.drawing import INK, new_figure, styled
from paraprotein.report.figures.palette import CURVE

Floats = NDArray[np.float64]
HERE = Path(__file__).parent
STUDY = "imatinib-wm-2007"
BINS = 12
EXPECTED = ("igm_fall_25", "igm_fall_50", "igm_ratio_week12", "anemia_grade2")
"""Figures whose expectation, a function of the population alone, is recovered beside the parameters."""


def main(folder: Path) -> None:
    loaded = load_protocol(STUDY)
    lines = ["# Proof of the calibration", "", *INTRODUCTION.strip().splitlines(), ""]
    everything = {}
    for variant in find_variants(loaded):
        ranks = variant_ranks(folder, variant)
        everything[variant.name] = ranks
        lines += [f"## {variant.name}", "", *coverage_table(ranks), ""]
    draw_ranks(everything, HERE / "calibration_ranks.svg")
    lines += ["![Rank histograms](calibration_ranks.svg)", ""]
    (HERE / "calibration.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


INTRODUCTION = """
Made by `python validation/calibration.py runs/calibration` after `make calibration`. For trials whose population was
drawn from the prior and that no network saw, the rank of the truth among posterior draws must be uniform, and an
interval of 80 % must hold the truth in 80 % of them. `band` is where 99 % of right posteriors lie for this number of
trials. `Expected` figures are functions of the population, learned by regression on the same trials;
`Exposure-response` is the extra loss of sensitive cells per day at the mean unbound concentration of 600 mg over that
of 400 mg.
"""


def variant_ranks(folder: Path, variant: Population) -> Ranks:
    """Ranks of every coordinate, and of functionals of the population."""
    saved = np.load(folder / "proof" / f"{variant.name}.npz")
    truth, guesses = saved["truth"], saved["guesses"].astype(np.float64)
    functions = dict(functionals(folder, variant, len(truth)))
    more_truth = np.stack([function(truth) for function in functions.values()], axis=1)
    flat = guesses.reshape(-1, guesses.shape[2])
    more = np.stack([function(flat).reshape(guesses.shape[:2]) for function in functions.values()], axis=2)
    names = (*saved["columns"].tolist(), *functions)
    return compute_ranks(names, np.concatenate([truth, more_truth], 1), np.concatenate([guesses, more], 2))


def functionals(folder: Path, variant: Population, held: int) -> Iterator[tuple[str, Callable[[Floats], Floats]]]:
    """Functions of latent coordinates, shape (n, n_coordinates) to (n,)."""
    coordinates = collect_coordinates(variant)
    trials = read_prior_trials(variant, folder / "trials" / variant.name)
    learn = trials.part(slice(0, len(trials.latent) - held))
    for figure in EXPECTED:
        yield f"Expected {figure}", learn_expectation(learn.latent, learn.figure(figure))
    if "ic50_lpc" in variant.parameters:
        yield "Exposure-response, 400 to 600 mg", lambda latent: exposure_response(variant, coordinates, latent)


def learn_expectation(latent: Floats, figure: Floats) -> Callable[[Floats], Floats]:
    """Regression of a figure on the population by a small network: its expectation over trials."""
    known = ~np.isnan(figure)
    center, scale = figure[known].mean(), figure[known].std()
    start = make_network(0, inputs=latent.shape[1], outputs=1, width=32)
    fit = train(start, _squared, ((figure[known] - center) / scale)[:, None], latent[known], seed=0, most_epochs=40)
    predict = jax.jit(lambda rows: apply_network(fit.network, rows)[:, 0])
    return lambda rows: np.asarray(predict(rows.astype(np.float32)), np.float64)


def _squared(network: eqx.nn.MLP, target: Any, latent: Any) -> Any:
    return jnp.mean((apply_network(network, latent) - target) ** 2)


def exposure_response(variant: Population, coordinates: Any, latent: Floats) -> Floats:
    """Extra loss of sensitive cells per day from 400 to 600 mg (41 and 65 ng/mL unbound) in the typical patient, with
    mast cells at their steady state; see pharmacology/imatinib_wm.py."""
    values = values_of(coordinates, latent)

    def of(name: str) -> Any:
        return values.get(name, variant.parameters[name].typical)

    def loss(unbound: float) -> Any:
        effect = unbound / (unbound + of("ic50_mast_cell"))
        mast = (1 - effect) / (1 + of("mast_cell_kill") * effect)
        support = mast * (1 + of("niche_half")) / (mast + of("niche_half"))
        return of("niche_dependence") * (1 - support) + of("direct_kill") * unbound / (unbound + of("ic50_lpc"))

    return np.asarray(loss(65.0) - loss(41.0)) * np.ones(len(latent))


def coverage_table(ranks: Ranks) -> list[str]:
    """One row per quantity: coverage at each level and the largest departure of its rank histogram."""
    trials = len(ranks.ranks)
    bands = [coverage_band(trials, level) for level in LEVELS]
    low, high = uniform_band(trials, BINS)
    histogram = ranks.histogram(BINS)
    head = " | ".join(f"{level:.0%} (band {a:.2f}-{b:.2f})" for level, (a, b) in zip(LEVELS, bands, strict=True))
    lines = [
        f"{trials} unseen trials; ranks in {BINS} bins of {trials / BINS:.0f}, band {low} to {high}.",
        "",
        f"| quantity | {head} | lowest and highest bin |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    coverage = np.stack([ranks.coverage(level) for level in LEVELS])
    for place, name in enumerate(ranks.names):
        cells = " | ".join(f"{value:.2f}" for value in coverage[:, place])
        lines.append(f"| {name} | {cells} | {histogram[place].min()}, {histogram[place].max()} |")
    outside = sum(int(((coverage[row] < a) | (coverage[row] > b)).sum()) for row, (a, b) in enumerate(bands))
    bins_outside = int(((histogram < low) | (histogram > high)).sum())
    lines += [
        "",
        f"Outside their 99 % bands: {outside} of {coverage.size} coverages, {bins_outside} of {histogram.size} bins "
        f"(1 in 100 is expected). Mean coverage: {', '.join(f'{value:.3f}' for value in coverage.mean(axis=1))}.",
    ]
    return lines


def draw_ranks(everything: dict[str, Ranks], path: Path) -> None:
    """Empirical distribution of the ranks of every quantity, less the diagonal, with the 99 % band."""
    with styled():
        figure = new_figure(9.6, 2.8)
        axes = figure.subplots(1, len(everything), sharey=True)
        for axis, (name, ranks) in zip(np.atleast_1d(axes), everything.items(), strict=True):
            trials, cells = len(ranks.ranks), ranks.draws + 1
            place = np.arange(1, cells + 1) / cells
            for column in ranks.ranks.T:
                share = np.cumsum(np.bincount(column, minlength=cells)) / trials
                axis.plot(place, share - place, color=CURVE, linewidth=0.5, alpha=0.5)
            band = 2.576 * np.sqrt(place * (1 - place) / trials)
            axis.plot(place, band, color=INK, linewidth=1)
            axis.plot(place, -band, color=INK, linewidth=1)
            axis.set_title(name, fontsize=9)
            axis.set_xlabel("rank of the truth")
        np.atleast_1d(axes)[0].set_ylabel("share of trials less uniform")
        figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "runs/calibration"))
