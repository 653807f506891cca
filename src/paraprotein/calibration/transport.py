"""Where a prediction leaves what its calibration has seen."""

from collections.abc import Iterator

from ..errors import Finding, ProtocolError
from ..protocol.case_files import PROTOCOL_FILE
from ..protocol.load import LoadedProtocol, load_protocol
from ..protocol.load_population import find_population, load_population
from ..protocol.schema import Protocol
from ..units import MONTH_DAYS


def check_transport(loaded: LoadedProtocol) -> list[Finding]:
    """Warnings where a protocol asks a calibrated population for something that its calibration never saw.

    The calibration's own protocol lies in the folder above the population file. A population without draws was
    calibrated to nothing and gives no warning.

    Args:
        loaded: the protocol to be simulated.

    Raises:
        ProtocolError: the population cannot be loaded.
    """
    virtual = loaded.protocol.virtual_patients
    if virtual is None or load_population(virtual.population, loaded.directory).draws is None:
        return []
    home = find_population(virtual.population, loaded.directory).resolve().parent.parent / PROTOCOL_FILE
    try:
        seen = load_protocol(home).protocol
    except ProtocolError:
        found, fix = f"nothing says which trial '{virtual.population}' was calibrated to", "judge it by its file"
        return [_warn("virtual_patients.population", found, fix)]
    return list(_differences(loaded.protocol, seen))


def _differences(asked: Protocol, seen: Protocol) -> Iterator[Finding]:
    calibrated = f"the population was calibrated to {seen.study.id}"
    if asked.treatment.drug.lower() != seen.treatment.drug.lower():
        found = f"{asked.treatment.drug}, while {calibrated} with {seen.treatment.drug}"
        yield _warn("treatment.drug", found, "calibrate to a trial of this drug")
    lowest, highest = min(seen.treatment.levels), max(seen.treatment.levels)
    outside = [level for level in asked.treatment.levels if not lowest <= level <= highest]
    if outside:
        found = f"{', '.join(f'{level:g} mg' for level in outside)}, while {calibrated} at {lowest:g} to {highest:g} mg"
        yield _warn("treatment.levels", found, "read the exposure-response as an assumption")
    if asked.treatment.every != seen.treatment.every:
        found = f"every {asked.treatment.every:g} days, while {calibrated} with every {seen.treatment.every:g}"
        yield _warn("treatment.every", found, "read the exposure-response as an assumption")
    if asked.treatment.stop.after > seen.treatment.stop.after:
        months = (asked.treatment.stop.after / MONTH_DAYS, seen.treatment.stop.after / MONTH_DAYS)
        found = f"{months[0]:.0f} months of treatment, while {calibrated} over {months[1]:.0f}"
        yield _warn("treatment.stop.after", found, "trust late progressions least")
    if asked.visits.every < seen.visits.every:
        found = f"visits every {asked.visits.every:g} days, while {calibrated} with every {seen.visits.every:g}"
        yield _warn("visits.every", found, "trust the course between the old visits least")
    if asked.study.disease != seen.study.disease:
        found = f"{asked.study.disease}, while {calibrated} in {seen.study.disease}"
        yield _warn("study.disease", found, "calibrate to a trial in this disease")


def _warn(where: str, found: str, fix: str) -> Finding:
    return Finding(where, found, fix, severity="warning", rule="calibration.extrapolates")
