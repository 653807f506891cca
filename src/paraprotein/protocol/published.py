"""Published results of a study: each with its denominator, its place in the paper and what it is compared with."""

from pathlib import Path
from typing import Annotated, Literal, cast

from pydantic import Field

from ..arguments import AnyPath, as_path
from ..errors import Finding, ProtocolError
from .case_files import read_text
from .checks.field_findings import check_fields
from .schema import Count, Number, Section
from .statements import Statements
from .yaml_reader import Document, read_yaml

PUBLISHED_FILE = "published.yaml"

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Figure(Section):
    """One number of a publication."""

    id: Identifier = Field(description="stable name of the result", examples=["igm_fall_25"])
    label: str = Field(description="what the result is, for people", min_length=1)
    unit: str = Field(description="unit of the value; `patients` for a count, `1` for a proportion or p value")
    value: Number | None = Field(description="the published number; null when the publication gives none")
    relation: Literal["=", "<", "<=", ">", ">="] = Field(default="=", description="p < 0.001 has the relation `<`")
    denominator: Count | None = Field(default=None, description="patients that the result is about; null when unknown")
    place: str = Field(description="words of the publication that hold the result")
    statistic: str = Field(description="what a study must compute to be compared with it", min_length=1)
    standing: Literal["verified", "secondary", "recalled"] = Field(
        default="verified", description="verified: read in the publication; secondary: in text that cites it"
    )
    note: str = Field(default="", description="what the publication leaves open")

    @property
    def text(self) -> str:
        """The value as a person writes it: `<0.001`, `7`, or `not reported`."""
        if self.value is None:
            return "not reported"
        return f"{'' if self.relation == '=' else self.relation}{self.value:g}"


class Published(Section):
    """All results of one publication."""

    schema_version: Literal[1] = Field(alias="schema", description="version of this schema")
    study: str = Field(description="the protocol's study.id")
    source: str = Field(description="citation")
    doi: str = Field(default="", description="digital object identifier")
    note: str = Field(default="", description="what was read")
    figures: tuple[Figure, ...] = Field(description="results in the order of the publication", min_length=1)

    def figure(self, identifier: str) -> Figure:
        """The result of this id.

        Raises:
            KeyError: the publication has no such result.
        """
        for figure in self.figures:
            if figure.id == identifier:
                return figure
        raise KeyError(identifier)


def load_published(directory: Path) -> Published | None:
    """The published results beside a protocol; None when the folder has no `published.yaml`.

    Raises:
        ProtocolError: the file cannot be used; carries every finding at once.
    """
    path = directory / PUBLISHED_FILE
    return read_published(path) if path.is_file() else None


def read_published(path: AnyPath) -> Published:
    """Read a file of published results.

    Raises:
        ProtocolError: the file cannot be used; carries every finding at once.
    """
    path = as_path(path, "targets")
    document = read_yaml(read_text(path), str(path))
    statements = Statements(document.tree, document.lines, {}, ())
    published, findings = check_fields(Published, statements, str(path), document.damaged)
    everything = [*document.findings, *findings, *_repeated(document)]
    if everything or published is None:
        raise ProtocolError(everything)
    return cast("Published", published)


def _repeated(document: Document) -> list[Finding]:
    """An id names one result only."""
    findings = []
    first: dict[str, str] = {}
    figures = document.tree.get("figures") if isinstance(document.tree, dict) else None
    for place, figure in enumerate(figures if isinstance(figures, list) else []):
        identifier = figure.get("id") if isinstance(figure, dict) else None
        if not isinstance(identifier, str):
            continue
        where = document.where(("figures", place, "id"))
        if identifier in first:
            found = f"the id '{identifier}' is used twice, first at {first[identifier]}"
            findings.append(Finding(where, found, "rename one of them", rule="published.repeated"))
        first.setdefault(identifier, where)
    return findings
