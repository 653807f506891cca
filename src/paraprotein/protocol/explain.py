"""Explain a protocol: every value, with its unit and evidence level."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from ..sources import Provenance, Standing
from .load import LoadedProtocol
from .resolved import resolve
from .schema import Protocol
from .stopping_rules import stopping_boundaries

DEFAULT = Provenance("default")


@dataclass(frozen=True)
class Explained:
    """One value of a protocol.

    Attributes:
        path: field path.
        text: the value with its unit.
        standing: stated, assumed, calibrated or default.
        reason: why it was assumed, the population file, or the words of the publication.
        description: what the field means.
    """

    path: str
    text: str
    standing: Standing
    reason: str
    description: str


def explain(loaded: LoadedProtocol) -> tuple[Explained, ...]:
    """Every leaf of the resolved protocol, in the order of the schema."""
    explained = []
    for leaf in resolve(loaded.protocol):
        known = loaded.provenance.get(leaf.path, DEFAULT)
        explained.append(Explained(leaf.path, leaf.text, known.standing, known.reason, leaf.description))
    return (*explained, *_boundaries(loaded))


def _boundaries(loaded: LoadedProtocol) -> tuple[Explained, ...]:
    """What the stopping rules come to: how many events stop the study."""
    meaning = "events among the patients evaluated that stop the study"
    return tuple(
        Explained(f"stopping[{place}].boundary", text, "derived", f"rule '{name}'", meaning)
        for place, (name, text) in enumerate(stopping_boundaries(loaded.protocol).items())
    )


def stand_in_sentence(protocol: Protocol) -> str:
    """What every result of simulated patients says of their drug; empty where the model is of the drug itself.

    Example: `bortezomib is simulated with the imatinib-wm model as a stand-in: the question is the design`.
    """
    virtual = protocol.virtual_patients
    if virtual is None or virtual.stand_in is None:
        return ""
    reason = " ".join(virtual.stand_in.reason.split())
    return f"{virtual.stand_in.drug} is simulated with the {virtual.model} model as a stand-in: {reason}"


def explanation_text(explained: Iterable[Explained]) -> str:
    """One line per value: path, value, evidence level."""
    rows = [(item.path, item.text, _known(item)) for item in explained]
    widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
    widths[1] = min(widths[1], 40)
    return "\n".join(f"{path:<{widths[0]}}  {text:<{widths[1]}}  {known}" for path, text, known in rows)


def explanation_records(explained: Iterable[Explained]) -> list[dict[str, str]]:
    """The same as plain records, for JSON."""
    return [asdict(item) for item in explained]


def _known(item: Explained) -> str:
    return f"{item.standing}: {item.reason}" if item.reason else item.standing
