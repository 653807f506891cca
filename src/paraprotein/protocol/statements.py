"""How each value of a file is known: `{value: X, assumed: reason}` becomes X, and the reason is kept by path.

A value without such a wrapper is stated by the study's publication; `{value: X, stated: place}` says where. A section
(a mapping without `value`) may carry `assumed: reason`; it then speaks for every leaf below that has no statement of
its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ..errors import Finding
from ..files.plain import Plain
from ..sources import Provenance, Standing
from .yaml_reader import Document, Path, locate

STATED = Provenance("stated")

WORDS: Mapping[Standing, str] = MappingProxyType(
    {
        "assumed": "write why this value was chosen",
        "calibrated": "name the population file",
        "stated": "quote the place in the publication",
    }
)
"""How a wrapper can know its value, and what must follow the word."""


@dataclass(frozen=True)
class Statements:
    """A tree without wrappers, beside what they said.

    Attributes:
        tree: plain values in the shape of the schema.
        lines: line of each path of this tree.
        provenance: evidence level of each leaf, by path; a list of plain values is one leaf.
        findings: wrappers that say nothing, or too much.
    """

    tree: Plain
    lines: Mapping[Path, int]
    provenance: Mapping[Path, Provenance]
    findings: tuple[Finding, ...]


@dataclass
class _Walk:
    """What is gathered on the way through one document."""

    name: str
    raw_lines: Mapping[Path, int]
    lines: dict[Path, int] = field(default_factory=dict)
    provenance: dict[Path, Provenance] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def visit(self, node: Plain, raw: Path, path: Path, spoken: Provenance) -> Plain:
        """The plain value of a node; `raw` is its path in the file, `path` the same without wrappers."""
        self.lines.setdefault(path, self.raw_lines.get(raw, 1))
        if isinstance(node, dict):
            spoken = self.statement(node, raw) or spoken
            if "value" in node:
                return self.visit(node["value"], (*raw, "value"), path, spoken)
            fields = {key: item for key, item in node.items() if key not in WORDS}
            if not fields:
                self.provenance[path] = spoken
            return {key: self.visit(item, (*raw, key), (*path, key), spoken) for key, item in fields.items()}
        if isinstance(node, list) and any(isinstance(item, dict | list) for item in node):
            return [self.visit(item, (*raw, i), (*path, i), spoken) for i, item in enumerate(node)]
        self.provenance[path] = spoken
        return node

    def statement(self, node: dict[str, Plain], raw: Path) -> Provenance | None:
        """What this mapping says of its own values, or None when it says nothing."""
        said: list[Standing] = [word for word in WORDS if word in node]
        if "value" in node:
            self.check_wrapper(node, raw, bool(said))
        if not said:
            return None
        if len(said) > 1:
            self.report((*raw, said[1]), f"both {said[0]} and {said[1]}", "keep the one that is true")
        reason = node[said[0]]
        if not isinstance(reason, str) or not reason.strip():
            self.report((*raw, said[0]), f"'{said[0]}' without a reason", WORDS[said[0]])
            reason = ""
        return Provenance(said[0], " ".join(reason.split()))

    def check_wrapper(self, node: dict[str, Plain], raw: Path, says: bool) -> None:
        if not says:
            fix = "write the value itself when the publication states it, or add `assumed: reason`"
            self.report((*raw, "value"), "'value' without 'assumed' or 'calibrated'", fix)
        for extra in [key for key in node if key != "value" and key not in WORDS]:
            self.report((*raw, extra), f"'{extra}' beside 'value'", "keep only the value and its evidence level")

    def report(self, raw: Path, found: str, fix: str) -> None:
        self.findings.append(Finding(locate(self.name, self.raw_lines, raw), found, fix, rule="protocol.statement"))


def separate_statements(document: Document) -> Statements:
    """Take the wrappers out of a document and keep what they said.

    Source: design of the protocol file; every value is stated, assumed (with a reason) or calibrated (with a file).
    """
    walk = _Walk(document.name, document.lines)
    tree = walk.visit(document.tree, (), (), STATED)
    return Statements(tree, walk.lines, walk.provenance, tuple(walk.findings))
