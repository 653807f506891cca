"""Load a population file and its draws."""

import math
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast

from ..arguments import nearest
from ..errors import Finding, ProtocolError
from ..sources import Provenance, Source
from ..storage.seal import file_checksum
from .case_files import cases_directory, read_text
from .checks.field_findings import check_fields
from .draws import read_draws
from .population import ConductFactor, Correlation, Draws, ParameterDistribution, Population, Prior
from .resolved import digest_of_parts
from .schema.population import ParameterEntry, PopulationFile, PriorEntry
from .statements import Statements, separate_statements
from .yaml_reader import Document, locate, read_yaml
from .yaml_reader import Path as FieldPath

FOLDER = "populations"


def load_population(name: str, directory: Path) -> Population:
    """Load the population that a protocol names.

    Args:
        name: `virtual_patients.population` of the protocol, for example `mixed` or `my-population.yaml`.
        directory: folder of the protocol.

    Raises:
        ProtocolError: there is no such file, or it cannot be used; carries every finding at once.
    """
    path = find_population(name, directory)
    entries, statements = _validate(read_text(path), str(path))
    findings = _check_references(entries, statements, str(path))
    if findings:
        raise ProtocolError(findings)
    return _population(entries, path)


def find_population(name: str, directory: Path) -> Path:
    """The file of a population: beside the protocol, in its folder `populations`, or bundled with a study.

    Raises:
        ProtocolError: no such file, or a name that leads out of the protocol's folder.
    """
    base = directory.resolve()
    beside = [base / name, base / f"{name}.yaml", base / FOLDER / name, base / FOLDER / f"{name}.yaml"]
    for path in beside:
        if path.is_file():
            if not path.resolve().is_relative_to(base):
                fix = "keep the population file in the protocol's folder"
                raise ProtocolError.one(name, "the file lies outside the protocol's folder", fix, "population.place")
            return path
    bundled = bundled_populations()
    if name in bundled:
        return bundled[name]
    near = nearest(name, bundled)
    fix = f"write '{near}'" if near else f"give a file beside the protocol, or one of: {', '.join(bundled)}"
    raise ProtocolError.one(name, "no population file of this name", fix, "population.not-found")


def bundled_populations() -> dict[str, Path]:
    """Population files that come with the package, by name."""
    return {path.stem: path for path in sorted(cases_directory().glob(f"*/{FOLDER}/*.yaml"))}


def _validate(text: str, name: str) -> tuple[PopulationFile, Statements]:
    document: Document = read_yaml(text, name)
    statements = separate_statements(document)
    entries, findings = check_fields(PopulationFile, statements, name, document.damaged)
    everything = (*document.findings, *statements.findings, *findings)
    if everything or entries is None:
        raise ProtocolError(everything)
    return cast("PopulationFile", entries), statements


def _check_references(entries: PopulationFile, statements: Statements, name: str) -> list[Finding]:
    """Sources and correlated parameters must be in the same file."""
    findings = []

    def unknown(path: FieldPath, found: str, word: str, known: list[str]) -> None:
        near = nearest(word, known)
        fix = f"write '{near}'" if near else f"add it, or use one of: {', '.join(known)}"
        findings.append(Finding(locate(name, statements.lines, path), found, fix, rule="population.reference"))

    for code, entry in entries.parameters.items():
        if entry.source and entry.source not in entries.sources:
            found = f"'{entry.source}' is not in sources"
            unknown(("parameters", code, "source"), found, entry.source, list(entries.sources))
        if entry.prior and entry.prior.source and entry.prior.source not in entries.sources:
            found = f"'{entry.prior.source}' is not in sources"
            unknown(("parameters", code, "prior", "source"), found, entry.prior.source, list(entries.sources))
    for place, pair in enumerate(entries.correlations):
        for code in pair.between:
            if code not in entries.parameters:
                path = ("correlations", place, "between")
                unknown(path, f"'{code}' is not a parameter", code, list(entries.parameters))
    return findings


def _population(entries: PopulationFile, path: Path) -> Population:
    sources = {key: Source(key, item.citation, item.doi, item.note) for key, item in entries.sources.items()}
    draws = _draws(entries, path)
    parameters = {name: _distribution(name, entry, sources) for name, entry in entries.parameters.items()}
    correlations = tuple(Correlation(*pair.between, pair.rho) for pair in entries.correlations)
    return Population(
        name=path.stem,
        model=entries.model,
        variant=entries.variant,
        description=entries.description,
        parameters=MappingProxyType(parameters),
        correlations=correlations,
        draws=draws,
        sources=MappingProxyType(sources),
        digest=_digest(entries.model, parameters, correlations, draws),
        conduct=tuple(
            ConductFactor(name, _prior(item.prior, "lognormal", 1.0, 0.0, sources))
            for name, item in entries.conduct.items()
        ),
    )


def _draws(entries: PopulationFile, path: Path) -> Draws | None:
    if not entries.draws:
        return None
    table = path.parent / entries.draws
    if not table.resolve().is_relative_to(path.parent.resolve()):
        fix = "keep the draws in the population's folder"
        raise ProtocolError.one(entries.draws, "the file lies outside the population's folder", fix, "population.place")
    if entries.draws_sha256 and table.is_file() and file_checksum(table) != entries.draws_sha256:
        found = "changed since the calibration: its checksum is not the one that the population states"
        fix = f"restore the file; of draws that you changed yourself, remove draws_sha256 from {path.name}"
        raise ProtocolError.one(entries.draws, found, fix, "population.draws-changed")
    return read_draws(table, entries.parameters)


def _distribution(name: str, entry: ParameterEntry, sources: dict[str, Source]) -> ParameterDistribution:
    provenance = Provenance(entry.standing, entry.reason, sources.get(entry.source))
    form = "lognormal" if entry.distribution == "fixed" else entry.distribution
    prior = None if entry.prior is None else _prior(entry.prior, form, entry.typical, _spread(entry), sources)
    return ParameterDistribution(
        name, entry.unit, entry.typical, entry.distribution, _spread(entry), entry.low, entry.high,
        provenance, prior,
    )  # fmt: skip


def _prior(
    entry: PriorEntry,
    form: Literal["lognormal", "normal", "logit-normal"],
    typical: float,
    spread: float,
    sources: dict[str, Source],
) -> Prior:
    """The belief, with what was left out taken from the parameter itself."""
    source = sources.get(entry.source)
    return Prior(
        distribution=entry.distribution or form,
        center=typical if entry.center is None else entry.center,
        sd=entry.sd,
        low=entry.low,
        high=entry.high,
        spread=spread if entry.spread is None else entry.spread,
        spread_sd=entry.spread_sd,
        provenance=Provenance("derived" if source else "assumed", entry.reason, source),
    )


def _spread(entry: ParameterEntry) -> float:
    """Standard deviation on the distribution's scale; a lognormal CV c has sigma^2 = ln(1 + c^2)."""
    if entry.cv is not None:
        return (
            math.sqrt(math.log1p(entry.cv**2)) if entry.distribution == "lognormal" else entry.cv * abs(entry.typical)
        )
    return entry.omega or entry.sd or 0.0


def _digest(
    model: str,
    parameters: dict[str, ParameterDistribution],
    correlations: tuple[Correlation, ...],
    draws: Draws | None,
) -> str:
    numbers = [  # 0.0: a spread between visits, which nothing ever applied; kept so that known digests stay
        [item.name, item.unit, item.typical, item.distribution, item.spread, item.low, item.high, 0.0]
        for item in parameters.values()
    ]
    table = None if draws is None else [
        draws.weights.tolist(),
        {name: values.tolist() for name, values in draws.typical.items()},
        {name: values.tolist() for name, values in draws.spread.items()},
        *([{name: values.tolist() for name, values in draws.conduct.items()}] if draws.conduct else []),
    ]  # fmt: skip
    return digest_of_parts([model, numbers, [[c.first, c.second, c.rho] for c in correlations], table])
