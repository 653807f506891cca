"""`paraprotein cite`: what to cite when you use a result."""

from typing import Annotated, Any

import typer

from .. import __version__
from ..protocol import LoadedProtocol, load_population
from .arguments import AsJson, Out, load_named
from .handler import as_json, deliver

Study = Annotated[
    str | None, typer.Argument(metavar="[PROTOCOL]", help="Also cite the sources of this protocol and its population.")
]

SOFTWARE = f"The paraprotein developers. paraprotein, version {__version__}: executable phase II trials in diseases \
measured by a serum paraprotein."


def cite(protocol: Study = None, json: AsJson = False, out: Out = None) -> None:
    """Say what to cite: this software, the study's publication, and the sources of its virtual patients."""
    record: dict[str, Any] = {"software": SOFTWARE, "version": __version__}
    if protocol is not None:
        record |= sources_of(load_named(protocol))
    deliver(as_json(record) if json else _text(record), out)


def sources_of(loaded: LoadedProtocol) -> dict[str, Any]:
    """The study's publication and the publications that its population rests on."""
    study, virtual = loaded.protocol.study, loaded.protocol.virtual_patients
    sources = load_population(virtual.population, loaded.directory).sources.values() if virtual is not None else ()
    return {
        "study": {"id": study.id, "source": study.source},
        "population": [{"key": item.key, "citation": item.citation, "doi": item.doi} for item in sources],
    }


def _text(record: dict[str, Any]) -> str:
    lines = [record["software"]]
    if "study" in record:
        lines.append(f"{record['study']['id']}: {record['study']['source'] or 'no publication named'}")
        lines += [
            f"{item['key']}: {item['citation']}{', doi ' + item['doi'] if item['doi'] else ''}"
            for item in record["population"]
        ]
    return "\n".join(lines)
