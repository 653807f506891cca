"""A trial: its protocol, by name, path or text."""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal, Unpack

from ..arguments import AnyPath
from ..protocol.explain import Explained, explanation_records, explanation_text
from ..protocol.explain import explain as explain_protocol
from ..protocol.load import LoadedProtocol, load_protocol
from .findings import Findings
from .intake import IntakeKeywords
from .shown import html_table

if TYPE_CHECKING:
    from .study import Study

Standing = Literal["stated", "assumed", "calibrated", "default"]
"""How a value of a protocol is known."""


@dataclass(frozen=True, repr=False)
class Trial(LoadedProtocol):
    """A protocol that passed every check, ready for every verb.

    Example:
        >>> trial = load("imatinib-wm-2007")
        >>> trial
        <Trial IMATINIB-WM-2007: waldenstrom, 28 patients, abstract-2007, digest ...>
        >>> trial.check()
        no findings
    """

    @classmethod
    def of(cls, given: "AnyTrial") -> "Trial":
        """The trial that an argument means: a bundled name, a path, a trial, or a loaded protocol.

        Raises:
            ProtocolError: not a valid protocol; carries every finding at once.
            UsageError: something else was given.
        """
        if isinstance(given, Trial):
            return given
        loaded = given if isinstance(given, LoadedProtocol) else load_protocol(given)
        return cls(**{field.name: getattr(loaded, field.name) for field in fields(loaded)})

    @property
    def id(self) -> str:
        """The study's id."""
        return self.protocol.study.id

    def explain(self, only: Standing | None = None) -> "Explanation":
        """Every value, its unit, and how it is known; see `explain`."""
        return explain(self, only)

    def check(self, data: "AnyPath | Study | None" = None, **options: Unpack[IntakeKeywords]) -> Findings:
        """Findings in the companion files and, with `data`, in a study; see `check`."""
        from .check import check

        return check(self, data, **options)

    def __repr__(self) -> str:
        study, enrolled = self.protocol.study, self.protocol.population.enrolled
        criteria = self.protocol.response.criteria
        return f"<Trial {study.id}: {study.disease}, {enrolled} patients, {criteria}, digest {self.digest[:12]}>"

    def _repr_html_(self) -> str:
        study = self.protocol.study
        rows = (
            ("id", study.id),
            ("disease", study.disease),
            ("patients", self.protocol.population.enrolled),
            ("response criteria", self.protocol.response.criteria),
            ("grading", self.protocol.toxicity.grading),
            ("source", study.source or "not stated"),
            ("digest", self.digest[:12]),
        )
        return html_table(study.title or study.id, ("", ""), rows)


AnyTrial = AnyPath | LoadedProtocol
"""What a verb takes for its protocol: a bundled name, a path, or a `Trial`."""


class Explanation(tuple[Explained, ...]):
    """The values of a protocol with how each is known; one line each when printed.

    Example:
        >>> explain("imatinib-wm-2007", only="default")[0].standing
        'default'
    """

    __slots__ = ()

    def records(self) -> list[dict[str, str]]:
        """Plain records, for JSON."""
        return explanation_records(self)

    def __repr__(self) -> str:
        return explanation_text(self)

    def _repr_html_(self) -> str:
        rows = [(item.path, item.text, item.standing, item.reason) for item in self]
        return html_table("Protocol", ("field", "value", "known", "reason"), rows)


def load(protocol: AnyTrial) -> Trial:
    """Load a trial.

    Args:
        protocol: a bundled study, such as `imatinib-wm-2007`, or the path of a protocol file.

    Raises:
        ProtocolError: not a valid protocol; carries every finding at once.
        UsageError: neither a name nor a path.

    Example:
        >>> load("imatinib-wm-2007").id
        'IMATINIB-WM-2007'
    """
    return Trial.of(protocol)


def explain(protocol: AnyTrial, only: Standing | None = None) -> Explanation:
    """Show the fully resolved protocol: each value, its unit, and whether it is stated, assumed (why) or a default.

    Args:
        protocol: a bundled name, a path, or a `Trial`.
        only: show only values that are known in this way.

    Example:
        >>> explain("imatinib-wm-2007", only="stated")[0].path
        'schema'
    """
    trial = Trial.of(protocol)
    return Explanation(item for item in explain_protocol(trial) if only in (None, item.standing))
