"""Whether a protocol can be carried out as written: every statement that the engine would not honour is named here.

An error is what would make the simulated study another than the stated one. A warning is what the study will lack, or
what leaves the data behind the model.
"""

from collections.abc import Iterator

from ..errors import Finding, InputError, Severity, UsageError
from ..pharmacology.model import Model
from ..pharmacology.registry import model_named
from ..protocol.checks.consistency import CRITERIA
from ..protocol.load import LoadedProtocol
from ..protocol.schema import Protocol
from ..toxicity.terms import OTHER_EVENTS
from .characteristics import ADULT_YEARS, largest_count
from .executable_doses import check_dose_rules, check_doses
from .executable_results import check_results, is_simulated
from .schedule import whole_days

MOST_VISITS = 2_000
"""Planned visits of one patient; each is simulated for everybody, and more would fill the memory of a large machine."""


FAR_COUNT = 2
"""Therapies by which the largest number drawn may differ from the published one without a word; ours."""


def check_executable(protocol: Protocol, model: Model) -> tuple[Finding, ...]:
    """What a protocol states that a simulation with this model would not honour.

    Args:
        protocol: a valid protocol.
        model: the disease under the drug.

    Returns:
        Findings whose `where` is the field's path; an error where the simulation must not run, a warning where the
        simulated study lacks something that the protocol names. Empty where everything is carried out as stated.
    """
    parts = (
        _check_conduct(protocol),
        _check_drug(protocol, model),
        _check_route_and_interval(protocol, model),
        check_doses(protocol, model.scope),
        _check_disease(protocol, model),
        _check_characteristics(protocol),
        check_results(protocol, model),
        check_dose_rules(protocol, model),
        _check_days(protocol),
    )
    return tuple(finding for part in parts for finding in part)


def executable_findings(loaded: LoadedProtocol) -> tuple[Finding, ...]:
    """`check_executable` of a loaded protocol with the model that it names, located in its file.

    A protocol without `virtual_patients` is never simulated: nothing is found.
    """
    virtual = loaded.protocol.virtual_patients
    if virtual is None:
        return ()
    try:
        return loaded.located(check_executable(loaded.protocol, model_named(virtual.model)))
    except InputError as error:
        return loaded.located(error.findings)


def not_simulated(loaded: LoadedProtocol) -> tuple[str, ...]:
    """Toxicities that a protocol reports and its virtual patients cannot have: their results are not collected.

    `OTHER_EVENTS` comes last: no model makes more than the toxicities of its drug.
    """
    virtual = loaded.protocol.virtual_patients
    if virtual is None:
        return ()
    model, protocol = model_named(virtual.model), loaded.protocol
    lacking = [term for term in protocol.toxicity.terms if not is_simulated(term, protocol, model)]
    return (*lacking, OTHER_EVENTS)


def require_executable(loaded: LoadedProtocol) -> tuple[Finding, ...]:
    """The warnings of `executable_findings`.

    Raises:
        UsageError: the protocol cannot be simulated as written; carries every finding at once.
    """
    if loaded.protocol.virtual_patients is None:
        found = "the protocol names no model for virtual patients"
        fix = "add a section `virtual_patients` with model and population"
        raise UsageError(loaded.located([Finding("virtual_patients", found, fix, rule="simulate.no-model")]))
    findings = executable_findings(loaded)
    if any(finding.severity == "error" for finding in findings):
        raise UsageError(findings)
    return findings


def _check_conduct(protocol: Protocol) -> Iterator[Finding]:
    if protocol.conduct is None:
        fix = "add a section `conduct`, or remove `virtual_patients` where nothing is to be simulated"
        yield _found("conduct", "the protocol does not say how the study was run", fix, "executable.conduct")


def _check_drug(protocol: Protocol, model: Model) -> Iterator[Finding]:
    drug, own = protocol.treatment.drug, model.scope.drug
    virtual = protocol.virtual_patients
    stand_in = virtual.stand_in if virtual is not None else None
    if stand_in is None:
        if not model.scope.is_drug(drug):
            found = f"'{drug}' has no model here; {model.name} simulates patients under {own}"
            fix = (
                f"write '{own}'; or add to virtual_patients `stand_in: {{for: {drug}, reason: ...}}`, which is shown "
                "with every result; or remove `virtual_patients` where nothing is to be simulated"
            )
            yield _found("treatment.drug", found, fix, "executable.drug")
    elif model.scope.is_drug(drug):
        found = f"{own} is the drug of {model.name} itself and needs no stand-in"
        yield _found("virtual_patients.stand_in", found, "remove stand_in", "executable.stand-in")
    elif " ".join(stand_in.drug.lower().split()) != " ".join(drug.lower().split()):
        found = f"a stand-in for '{stand_in.drug}', but the protocol gives '{drug}'"
        fix = f"write for: {drug}, and check that the reason still holds"
        yield _found("virtual_patients.stand_in.for", found, fix, "executable.stand-in")


def _check_route_and_interval(protocol: Protocol, model: Model) -> Iterator[Finding]:
    treatment, scope = protocol.treatment, model.scope
    if treatment.route != scope.route:
        found = f"{model.name} has no kinetics for the route '{treatment.route}'"
        yield _found("treatment.route", found, f"write {scope.route}", "executable.route")
    if treatment.every != scope.every_days:
        found = f"a dose every {_days(treatment.every)}; {model.name} is simulated with one every "
        fix = (
            f"write {_days(scope.every_days)} and doses of that interval, or remove `virtual_patients`: real data are "
            "analysed with any interval"
        )
        yield _found("treatment.every", f"{found}{_days(scope.every_days)} only", fix, "executable.every")


def _check_disease(protocol: Protocol, model: Model) -> Iterator[Finding]:
    disease, criteria, known = protocol.study.disease, protocol.response.criteria, model.scope.disease
    fix = "remove `virtual_patients`, or name a model of the disease"
    if disease != known:
        yield _found("study.disease", f"{model.name} makes patients with {known}, not {disease}", fix,
                     "executable.disease")  # fmt: skip
    elif criteria not in CRITERIA[known]:
        found = f"'{criteria}' needs more than {model.name} makes"
        yield _found("response.criteria", found, f"write one of: {', '.join(CRITERIA[known])}", "executable.criteria")


def _check_characteristics(protocol: Protocol) -> Iterator[Finding]:
    """What virtual patients will not look like although the publication says so."""
    published, where = protocol.population.characteristics, "population.characteristics"
    if published.age_years.low < ADULT_YEARS:
        found = f"patients from {published.age_years.low:g} years on; virtual patients are {ADULT_YEARS:g} or older"
        yield _found(f"{where}.age_years.low", found, "read ages below as not simulated", "executable.age", "warning")
    spread = published.prior_therapies
    largest = largest_count(spread, protocol.population.enrolled)
    if abs(largest - spread.high) > FAR_COUNT:
        found = f"at most {spread.high:g} therapies; counts with median {spread.median:g} reach about {largest:g}"
        fix = "correct median, low or high, or read the most therapies as not simulated"
        yield _found(f"{where}.prior_therapies.high", found, fix, "executable.therapies", "warning")


def _check_days(protocol: Protocol) -> Iterator[Finding]:
    """Visits fall on whole days, and there are not too many."""
    visits = protocol.visits
    intervals = {"visits.every": visits.every} | {
        f"assays.{code}.every": assay.every for code, assay in protocol.assays.items() if assay.every != "visit"
    }
    others = {
        "visits.window": visits.window,
        "visits.screening": visits.screening,
        "visits.follow_up": visits.follow_up,
    }
    for path, days in (intervals | others).items():
        if days != whole_days(days):
            rounded = whole_days(days)
            severity: Severity = "error" if rounded < 1 and path in intervals else "warning"
            found = f"{days:g} days: visits fall on whole days, so {_days(rounded)} would be simulated"
            yield _found(path, found, f"write {_days(max(rounded, 1))}", "executable.days", severity)
    planned = sum((protocol.treatment.stop.after + visits.follow_up) / max(days, 1) for days in intervals.values())
    if planned > MOST_VISITS:
        found = f"about {planned:,.0f} planned visits of each patient; at most {MOST_VISITS:,} can be simulated"
        yield _found("visits.every", found, "write longer intervals or a shorter treatment", "executable.visits")


def _days(days: float) -> str:
    return f"{days:g} day{'' if days == 1 else 's'}"


def _found(where: str, found: str, fix: str, rule: str, severity: Severity = "error") -> Finding:
    return Finding(where, found, fix, severity, rule)
