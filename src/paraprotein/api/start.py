"""Before a study: a protocol to start from, its schema, and what to cite."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..arguments import AnyPath, as_path
from ..drafting import Drafts, draft_study
from ..errors import UsageError
from ..protocol import load_population
from ..protocol.init import starter_text, write_new
from ..protocol.schema.json_schema import protocol_json_schema
from ..version import __version__
from .intake import memory_bytes
from .trial import AnyTrial, Trial

SOFTWARE = f"The paraprotein developers. paraprotein, version {__version__}: executable phase II trials in diseases \
measured by a serum paraprotein."


def init(
    out: AnyPath | None = None,
    disease: str = "waldenstrom",
    data: AnyPath | None = None,
    study: str | None = None,
    memory_limit: str | None = None,
) -> Drafts:
    """Write a commented starter protocol to edit, or a draft from data; an existing file is never overwritten.

    Args:
        out: protocol file to write; None writes nothing. The mapping of tables that are not CDISC goes beside it:
            `study.yaml` and `study-mapping.yaml`.
        disease: `waldenstrom`, `myeloma` or `al-amyloidosis`; not used with data.
        data: draft the protocol from this study.
        study: STUDYID, where the data hold several or name none.
        memory_limit: memory that the tables may take, such as `4GB`.

    Returns:
        The texts, and what was noticed in the data.

    Raises:
        DataError: data in which nothing is recognised.
        UsageError: a file that exists or cannot be written, an unknown disease, or a study without data.

    Example:
        >>> init(disease="myeloma").protocol.splitlines()[0]
        '# A protocol for paraprotein. Edit it, then run `paraprotein check` on this file.'
    """
    if data is None and study is not None:
        raise UsageError.one("--study", "there is no data to take it from", "add --from DATA", "init.study")
    limit = memory_bytes(memory_limit)
    drafts = Drafts(starter_text(disease), None, ()) if data is None else draft_study(data, study, limit)
    if out is not None:
        write_drafts(drafts, out)
    return drafts


def mapping_beside(target: Path) -> Path:
    """Where the mapping of a drafted protocol goes: `study-mapping.yaml` beside `study.yaml`."""
    return target.with_name(f"{target.stem}-mapping.yaml")


def write_drafts(drafts: Drafts, out: AnyPath) -> tuple[Path, ...]:
    """Write a drafted protocol and, where there is one, its mapping beside it.

    The mapping is written first: a killed command leaves no protocol without it, and the same command goes on.

    Returns:
        The files.

    Raises:
        UsageError: a file exists or cannot be written.
    """
    target = as_path(out, "out")
    if drafts.mapping is None:
        write_new(target, drafts.protocol)
        return (target,)
    beside = mapping_beside(target)
    if target.exists():
        raise UsageError.one(str(target), "the file exists", "choose another name, or remove it first")
    if not (beside.is_file() and beside.read_bytes() == drafts.mapping.encode()):
        write_new(beside, drafts.mapping)
    write_new(target, drafts.protocol)
    return target, beside


def schema() -> dict[str, Any]:
    """The JSON Schema of the protocol file, for completion and checking in an editor.

    Example:
        >>> sorted(schema())[:2]
        ['$defs', '$schema']
    """
    return protocol_json_schema()


@dataclass(frozen=True)
class Citation:
    """What to cite.

    Attributes:
        software: this software.
        version: its version.
        study: id and publication of the study; None where no protocol was named.
        population: key, citation and DOI of what the virtual patients rest on.
    """

    software: str
    version: str
    study: dict[str, str] | None = None
    population: tuple[dict[str, str], ...] = ()

    def record(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        plain: dict[str, Any] = {"software": self.software, "version": self.version}
        return plain if self.study is None else plain | {"study": self.study, "population": list(self.population)}

    def __str__(self) -> str:
        lines = [self.software]
        if self.study is not None:
            lines.append(f"{self.study['id']}: {self.study['source'] or 'no publication named'}")
        lines += [
            f"{item['key']}: {item['citation']}{', doi ' + item['doi'] if item['doi'] else ''}"
            for item in self.population
        ]
        return "\n".join(lines)


def cite(protocol: AnyTrial | None = None) -> Citation:
    """Say what to cite: this software, the study's publication, and the sources of its virtual patients.

    Args:
        protocol: also cite the sources of this protocol and its population; a bundled name, a path, or a `Trial`.

    Raises:
        ProtocolError: not a valid protocol.

    Example:
        >>> cite("imatinib-wm-2007").study["id"]
        'IMATINIB-WM-2007'
    """
    if protocol is None:
        return Citation(SOFTWARE, __version__)
    trial = Trial.of(protocol)
    study, virtual = trial.protocol.study, trial.protocol.virtual_patients
    sources = load_population(virtual.population, trial.directory).sources.values() if virtual is not None else ()
    population = tuple({"key": item.key, "citation": item.citation, "doi": item.doi} for item in sources)
    return Citation(SOFTWARE, __version__, {"id": study.id, "source": study.source}, population)
