"""Write a calibrated population: a file that people read and a table of draws beside it."""

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..protocol.draws import SPREAD, WEIGHT
from ..protocol.population import ParameterDistribution, Population, Prior
from ..storage.seal import checksum

DIGITS = 4
"""Significant digits of a draw: a hundredth of the narrowest posterior."""

Floats = NDArray[np.float64]


def write_population(
    folder: Path, name: str, population: Population, values: Mapping[str, Floats], weights: Floats, header: str
) -> Path:
    """Write `NAME.yaml` and `NAME.csv`.

    Args:
        folder: where both lie.
        name: name of the population.
        population: parameters, priors, sources and correlations; its typical values and spreads are replaced by the
            medians of their draws.
        values: draws by column.
        weights: shape (n_draws,).
        header: lines of comment that open the file: what it was calibrated to, and how.

    Returns:
        the YAML file.
    """
    rounded = {column: _round(draws) for column, draws in values.items()}
    draws = pl.DataFrame({WEIGHT: _round(weights), **rounded}).write_csv().encode()
    (folder / f"{name}.csv").write_bytes(draws)
    path = folder / f"{name}.yaml"
    head = f"draws: {name}.csv\ndraws_sha256: {checksum(draws)}"
    path.write_text("\n".join(_lines(head, population, rounded, weights, header)) + "\n", encoding="utf-8")
    return path


def _lines(
    draws: str, population: Population, values: Mapping[str, Floats], weights: Floats, header: str
) -> Iterator[str]:
    yield from (f"# {line}".rstrip() for line in header.splitlines())
    yield "schema: 1"
    yield f"model: {population.model}"
    yield f"variant: {population.variant}"
    yield f"description: {json.dumps(population.description, ensure_ascii=False)}"
    yield draws
    if population.sources:
        yield "\nsources:"
        for key, source in population.sources.items():
            yield f"  {key}: {_flow({'citation': source.citation, 'doi': source.doi, 'note': source.note})}"
    yield "\nparameters:"
    for parameter in population.parameters.values():
        yield f"  {parameter.name}: {_parameter(parameter, values, weights)}"
        if parameter.prior is not None:
            yield f"    prior: {_flow(_prior_entry(parameter.prior))}}}"
    if population.correlations:
        yield "\ncorrelations:"
        for pair in population.correlations:
            yield f"  - {{between: [{pair.first}, {pair.second}], rho: {pair.rho:g}}}"
    if population.conduct:
        yield "\nconduct:"
        for factor in population.conduct:
            yield f"  {factor.name}: {{prior: {_flow(_prior_entry(factor.prior))}}}"


def _parameter(parameter: ParameterDistribution, values: Mapping[str, Floats], weights: Floats) -> str:
    """A parameter in flow style; left open when a prior follows on the next line."""
    name, provenance = parameter.name, parameter.provenance
    learned = name in values or name + SPREAD in values
    typical, spread = (
        weighted_median(values[column], weights) if column in values else own
        for column, own in ((name, parameter.typical), (name + SPREAD, parameter.spread))
    )
    if parameter.distribution in ("lognormal", "logit-normal") and typical == 0:
        typical = parameter.typical  # switched off in most draws: the file shows the value where it is at work
    entry: dict[str, str | float | None] = {
        "typical": typical,
        "unit": parameter.unit,
        "distribution": None if parameter.distribution == "fixed" else parameter.distribution,
        {"normal": "sd"}.get(parameter.distribution, "omega"): None if parameter.distribution == "fixed" else spread,
        "low": parameter.low,
        "high": parameter.high,
        "standing": "calibrated" if learned else provenance.standing,
        "source": None if provenance.source is None else provenance.source.key,
        "reason": f"median of the draws; before: {provenance.reason or 'published'}" if learned else provenance.reason,
    }
    text = _flow(entry)
    return text if parameter.prior is None else text[:-1] + ","


def _prior_entry(prior: Prior) -> dict[str, str | float | None]:
    return {
        "distribution": prior.distribution,
        "center": prior.center,
        "sd": prior.sd,
        "low": prior.low,
        "high": prior.high,
        "spread": prior.spread if prior.spread_sd else None,
        "spread_sd": prior.spread_sd or None,
        "source": None if prior.provenance.source is None else prior.provenance.source.key,
        "reason": prior.provenance.reason,
    }


def _flow(entry: Mapping[str, str | float | None]) -> str:
    """One line of YAML; text is quoted as in JSON, which YAML reads."""
    written = [
        f"{key}: {json.dumps(value, ensure_ascii=False) if isinstance(value, str) else f'{value:.6g}'}"
        for key, value in entry.items()
        if value is not None and value != ""
    ]
    return "{" + ", ".join(written) + "}"


def _round(values: Floats) -> Floats:
    """To `DIGITS` significant digits."""
    return np.array(
        [0.0 if value == 0 else round(value, DIGITS - 1 - math.floor(math.log10(abs(value)))) for value in values]
    )


def weighted_median(values: Floats, weights: Floats) -> float:
    """Smallest value at which half of the weight is reached."""
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])
