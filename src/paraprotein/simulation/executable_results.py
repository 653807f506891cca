"""Tests, toxicities and events that a protocol names and that virtual patients never show."""

from collections.abc import Iterable, Iterator

from ..errors import Finding
from ..pharmacology.model import Model
from ..protocol.schema import Assay, Protocol
from ..toxicity.terms import is_event_of, term_named
from ..units import factor_between

NOT_SIMULATED = "leave it out of a protocol that is simulated, or read its results as not collected"


def check_results(protocol: Protocol, model: Model) -> Iterator[Finding]:
    """What the protocol asks of a study and the model does not make."""
    yield from _check_marker(protocol, model)
    yield from _check_assays(protocol, model)
    yield from _check_eligibility(protocol, model)
    yield from _check_biomarkers(protocol, model)
    yield from _check_terms(protocol, model)
    yield from _check_stopping(protocol, model)


def is_simulated(name: str, protocol: Protocol, model: Model) -> bool:
    """Whether virtual patients can have a toxicity: from a test that is measured, or as a bedside sign.

    Args:
        name: a toxicity as the protocol writes it, or an LBTESTCD.
        protocol: names the assays.
        model: what makes the patients.
    """
    tests = _tests(model)
    if name in protocol.assays:
        return name in tests
    term = term_named(name)
    if term.analyte:
        return term.analyte in tests and term.analyte in protocol.assays
    return any(is_event_of(term, sign.term) for sign in model.observables if sign.grades)


def _check_marker(protocol: Protocol, model: Model) -> Iterator[Finding]:
    marker = protocol.response.marker
    if marker not in _tests(model) and protocol.study.disease == model.scope.disease:
        found = f"{model.name} does not make the marker {marker}: nobody could respond or progress"
        fix = "name a marker that it makes, such as IGM, or remove `virtual_patients`"
        yield Finding("response.marker", found, fix, rule="executable.marker")


def _check_assays(protocol: Protocol, model: Model) -> Iterator[Finding]:
    units = {observable.code: observable.unit for observable in model.observables if not observable.grades}
    for code, assay in protocol.assays.items():
        if code not in units:
            found = f"{model.name} does not make {code}: not simulated, LB will hold no such result"
            yield _not_simulated(f"assays.{code}", found)
        else:
            yield from _check_unit(code, assay, units[code])


def _check_unit(code: str, assay: Assay, unit: str) -> Iterator[Finding]:
    if factor_between(unit, assay.unit, code) is None:
        found = f"the model makes {code} in {unit}, which does not convert to {assay.unit}"
        yield Finding(f"assays.{code}.unit", found, f"write a unit such as {unit}", rule="executable.unit")


def _check_eligibility(protocol: Protocol, model: Model) -> Iterator[Finding]:
    for place, condition in enumerate(protocol.population.eligibility):
        if condition.analyte not in _tests(model):
            found = f"{model.name} does not make {condition.analyte}: virtual patients enter whatever it would be"
            yield _not_simulated(f"population.eligibility[{place}].analyte", found)


def _check_biomarkers(protocol: Protocol, model: Model) -> Iterator[Finding]:
    for place, biomarker in enumerate(protocol.biomarkers):
        if biomarker.analyte not in _tests(model):
            found = f"{model.name} does not make {biomarker.analyte}: not simulated"
            yield _not_simulated(f"biomarkers[{place}].analyte", found)


def _check_terms(protocol: Protocol, model: Model) -> Iterator[Finding]:
    lacking = _lacking(protocol.toxicity.terms, protocol, model)
    if lacking:
        found = f"{model.name} does not make {', '.join(lacking)}: not simulated"
        yield _not_simulated("toxicity.terms", found)


def _check_stopping(protocol: Protocol, model: Model) -> Iterator[Finding]:
    for place, rule in enumerate(protocol.stopping or ()):
        found = "simulated trials count this rule and do not obey it: each enrols and treats all its patients"
        fix = "read how often the boundary was reached; patients after it are those of a trial that went on"
        yield Finding(f"stopping[{place}]", found, fix, "warning", "executable.stopping")
        if rule.event == "treatment-related death":
            found = f"{model.name} makes no death from an adverse event: not simulated, the rule never stops"
            yield _not_simulated(f"stopping[{place}].event", found)
        lacking = _lacking(rule.terms, protocol, model)
        if lacking:
            found = f"{model.name} does not make {', '.join(lacking)}: not simulated, and not counted by the rule"
            yield _not_simulated(f"stopping[{place}].terms", found)


def _lacking(names: Iterable[str], protocol: Protocol, model: Model) -> list[str]:
    return [name for name in names if not is_simulated(name, protocol, model)]


def _tests(model: Model) -> frozenset[str]:
    return frozenset(observable.code for observable in model.observables if not observable.grades)


def _not_simulated(where: str, found: str) -> Finding:
    return Finding(where, found, NOT_SIMULATED, "warning", "executable.not-simulated")
