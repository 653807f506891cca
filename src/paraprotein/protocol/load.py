"""Load a protocol: read, validate, cross-check, and keep the evidence level of each value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from ..arguments import AnyPath, as_path, nearest
from ..errors import Finding, ProtocolError
from ..sources import Provenance
from .case_files import PROTOCOL_FILE, bundled_names, case_directory, read_text
from .checks.cross_checks import check_consistency
from .checks.field_findings import check_fields
from .checks.sense import check_sense
from .resolved import digest_of
from .schema import Protocol
from .statements import Statements, separate_statements
from .yaml_reader import dotted, read_yaml


@dataclass(frozen=True)
class LoadedProtocol:
    """A protocol that passed every check.

    Attributes:
        protocol: the values.
        provenance: evidence level of each value written in the file, by field path (`treatment.escalate.after`); a
            field that is not listed holds its default.
        digest: SHA-256 of the resolved values; comments, order and spelling of the file do not matter.
        path: the file.
        directory: folder of the file; population and published-results files are looked for here.
        findings: warnings about what the file says; every verb shows them.
        lines: line of each field of the file, by field path.
    """

    protocol: Protocol
    provenance: Mapping[str, Provenance]
    digest: str
    path: Path
    directory: Path
    findings: tuple[Finding, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)

    def located(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Findings whose `where` is a field path, with file and line: `treatment.every` is `my.yaml:20 ...`."""
        return tuple(replace(item, where=self._where(item.where)) for item in findings)

    def _where(self, path: str) -> str:
        held = path
        while held and held not in self.lines:  # a field that is not in the file has the line of its section
            held = held[: max(held.rfind("."), held.rfind("["), 0)]
        return f"{self.path}:{self.lines.get(held, 1)} {path}".rstrip()


def load_protocol(name_or_path: AnyPath) -> LoadedProtocol:
    """Load a bundled study by name, or a protocol file by path.

    Args:
        name_or_path: for example `imatinib-wm-2007`, or `studies/mine.yaml`; for a folder its `protocol.yaml` is read.

    Raises:
        ProtocolError: the file cannot be read or is not a valid protocol; carries every finding at once.
    """
    path = find_protocol(name_or_path)
    return load_protocol_text(read_text(path), path)


def find_protocol(name_or_path: AnyPath) -> Path:
    """The file of a bundled study or of a path.

    Raises:
        ProtocolError: there is neither a bundled study nor a file of this name.
    """
    path = as_path(name_or_path, "protocol")
    bundled = case_directory(str(name_or_path))
    if path.is_file():
        return path
    if bundled is not None:
        return bundled / PROTOCOL_FILE
    if (path / PROTOCOL_FILE).is_file():
        return path / PROTOCOL_FILE
    near = nearest(str(name_or_path), bundled_names())
    fix = f"write '{near}'" if near else f"give a file, or a bundled study: {', '.join(bundled_names())}"
    raise ProtocolError.one(str(name_or_path), "neither a file nor a bundled study", fix, "protocol.not-found")


def load_protocol_text(text: str, path: Path) -> LoadedProtocol:
    """Load a protocol from its text; `path` names it in findings and gives the folder of its companions.

    Raises:
        ProtocolError: not a valid protocol; carries every finding at once.
    """
    protocol, statements = _validate(text, str(path))
    provenance = {dotted(place): known for place, known in statements.provenance.items()}
    lines = {dotted(place): line for place, line in statements.lines.items()}
    loaded = LoadedProtocol(protocol, provenance, digest_of(protocol), path, path.parent, lines=lines)
    return replace(loaded, findings=loaded.located(check_sense(protocol, provenance)))


def _validate(text: str, name: str) -> tuple[Protocol, Statements]:
    document = read_yaml(text, name)
    statements = separate_statements(document)
    protocol, findings = check_fields(Protocol, statements, name, document.damaged)
    everything = (*document.findings, *statements.findings, *findings, *check_consistency(statements, name))
    if everything or protocol is None:
        raise ProtocolError(_in_order(everything))
    return cast("Protocol", protocol), statements


def _in_order(findings: tuple[Finding, ...]) -> list[Finding]:
    """Findings by line, each once."""
    return sorted(dict.fromkeys(findings), key=lambda finding: _line_of(finding.where))


def _line_of(where: str) -> int:
    line = where.partition(" ")[0].rpartition(":")[2]
    return int(line) if line.isdigit() else 0
