"""What a design is, once it is found: its boundaries, what it attains, and the words of the protocol."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import UsageError
from ..sources import Source
from ..stopping.exact import Course, Looks, compute_course
from .show import dict_of, dict_of_all, html_of, html_of_all, sap_of, text_of, text_of_all
from .wording import Value

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Boundary:
    """One look at one endpoint.

    Attributes:
        endpoint: what is counted.
        n: patients evaluated (per arm where there are arms).
        stop_low: this many or fewer stop the study (at the last look: do not reject); None where none does.
        stop_high: this many or more stop the study (at the last look: reject); None where none does.
    """

    endpoint: str
    n: int
    stop_low: float | None
    stop_high: float | None


@dataclass(frozen=True)
class ErrorRate:
    """An error probability that was asked for beside the one attained."""

    name: str
    nominal: float
    attained: float


@dataclass(frozen=True)
class Scenario:
    """What the design does when the truth is this.

    Attributes:
        name: `null`, `alternative`, or the truth in words.
        rates: true rates by name.
        reject: probability that the study rejects the null hypothesis (recommends, selects correctly, or, for a
            toxicity boundary, stops).
        expected_n: expected patients; None where the size is fixed by more than the design.
        pet: probability of stopping early.
        stop_low: probability of stopping for futility at each look (the last: of not rejecting).
        stop_high: probability of stopping for efficacy at each look (the last: of rejecting).
    """

    name: str
    rates: Mapping[str, float]
    reject: float
    expected_n: float | None = None
    pet: float | None = None
    stop_low: tuple[float, ...] = ()
    stop_high: tuple[float, ...] = ()


@dataclass(frozen=True, repr=False)
class Design:
    """One design.

    Attributes:
        verb: the function that makes it.
        title: its name.
        asked: what was asked for, by name.
        numbers: the numbers that define it, by name.
        boundaries: by look and endpoint.
        errors: nominal and attained error probabilities.
        scenarios: characteristics under the null hypothesis, the alternative, and others that matter.
        is_exact: the characteristics are exact; otherwise a published approximation.
        method: the published formula, and whether it is exact.
        source: where it was published.
        sentence: the protocol's sentence; `parse` reads the design back from it.
        looks: the looks of a single arm with one binary endpoint, for characteristics at any rate; None for others.
        decision: what `Scenario.reject` is the probability of, as a verb.
        low_words: heading of the lower bounds.
        high_words: heading of the upper bounds.
        per_arm: ` per arm` where sizes are per arm.
    """

    verb: str
    title: str
    asked: Mapping[str, Value]
    numbers: Mapping[str, Value]
    boundaries: tuple[Boundary, ...]
    errors: tuple[ErrorRate, ...]
    scenarios: tuple[Scenario, ...]
    is_exact: bool
    method: str
    source: Source
    sentence: str
    looks: Looks | None = field(default=None, repr=False)
    decision: str = "reject the null hypothesis"
    low_words: str = "stop at most"
    high_words: str = "reject at least"
    per_arm: str = ""

    @property
    def null(self) -> Scenario:
        """Characteristics under the null hypothesis."""
        return self._scenario("null")

    @property
    def alternative(self) -> Scenario:
        """Characteristics under the alternative."""
        return self._scenario("alternative")

    @property
    def type_i(self) -> float:
        """Attained probability of rejecting under the null hypothesis."""
        return self.null.reject

    @property
    def power(self) -> float:
        """Attained probability of rejecting under the alternative."""
        return self.alternative.reject

    @property
    def expected_n(self) -> float | None:
        """Expected patients under the null hypothesis."""
        return self.null.expected_n

    @property
    def pet(self) -> float | None:
        """Probability of stopping early under the null hypothesis."""
        return self.null.pet

    @property
    def sap(self) -> str:
        """The paragraph of the statistical analysis plan; it begins with the protocol's sentence."""
        return sap_of(self)

    def number(self, name: str) -> int:
        """A whole number that defines the design, e.g. `n1`.

        Raises:
            UsageError: the design has no such number.
        """
        value = self.numbers.get(name)
        if not isinstance(value, int):
            known = ", ".join(key for key, v in self.numbers.items() if isinstance(v, int))
            raise UsageError.one(name, f"no whole number of {self.title}", f"choose one of: {known}", "design.number")
        return value

    @property
    def n1(self) -> int:
        """Patients of the first stage (per arm where there are arms)."""
        return self.number("n1")

    @property
    def n(self) -> int:
        """Patients of the whole study (per arm where there are arms)."""
        return self.number("n")

    @property
    def r1(self) -> int:
        """Most responses of the first stage that stop the study."""
        return self.number("r1")

    @property
    def r(self) -> int:
        """Most responses of the whole study that do not reject."""
        return self.number("r")

    def at(self, rate: float) -> Course:
        """Exact characteristics at any true response rate, for a single arm with one binary endpoint.

        Raises:
            UsageError: the design is of another kind, or the rate is none.
        """
        if self.looks is None:
            fix = "read its scenarios, which hold its characteristics"
            raise UsageError.one("at", f"{self.title} has no single response rate", fix, "design.at")
        if not 0 <= rate <= 1:
            raise UsageError.one("rate", str(rate), "give a rate between 0 and 1", "design.rate")
        return compute_course(self.looks, rate)

    def text(self) -> str:
        """A table for the terminal, with the sentence."""
        return text_of(self)

    def to_dict(self) -> dict[str, object]:
        """Everything with full precision, as JSON takes it."""
        return dict_of(self)

    def plot(self) -> "Figure":
        """Boundaries and characteristics, drawn."""
        from .plot import plot_design

        return plot_design(self)

    def __repr__(self) -> str:
        return f"<{self.title}: {', '.join(f'{name} {value}' for name, value in self.numbers.items())}>"

    def _repr_html_(self) -> str:
        return html_of(self)

    def _scenario(self, name: str) -> Scenario:
        found = next((s for s in self.scenarios if s.name == name), None)
        if found is None:
            fix = "choose one of: " + ", ".join(s.name for s in self.scenarios)
            raise UsageError.one(name, f"{self.title} has no such scenario", fix, "design.scenario")
        return found


@dataclass(frozen=True)
class Admissible:
    """A design that is best for some weight of the maximum size against the expected size.

    Attributes:
        design: the design.
        weight_low: lowest weight q of the maximum size for which it minimises q n + (1 - q) E(n).
        weight_high: highest such weight.
    """

    design: Design
    weight_low: float
    weight_high: float


@dataclass(frozen=True, repr=False)
class Designs:
    """The designs that answer one question, by what each is best at.

    Attributes:
        verb: the function that makes them.
        title: their name.
        chosen: design by name, e.g. `optimal` and `minimax`; the first is the usual choice.
        admissible: designs that are best for some weight, from minimax to optimal; empty where not asked.
        considered: (n, smallest expected size with it) wherever that beats every smaller n.
    """

    verb: str
    title: str
    chosen: Mapping[str, Design]
    admissible: tuple[Admissible, ...] = ()
    considered: tuple[tuple[int, float], ...] = ()

    def __getitem__(self, name: str) -> Design:
        if name not in self.chosen:
            fix = "choose one of: " + ", ".join(self.chosen)
            raise UsageError.one(name, f"{self.title} has no such design", fix, "design.choice")
        return self.chosen[name]

    @property
    def optimal(self) -> Design:
        """The design with the smallest expected size under the null hypothesis."""
        return self["optimal"]

    @property
    def minimax(self) -> Design:
        """The design with the smallest maximum size, and of those the smallest expected size."""
        return self["minimax"]

    @property
    def single(self) -> Design:
        """The design of one stage, where others have two."""
        return self["single"]

    @property
    def smallest(self) -> Design:
        """The design with the smallest size."""
        return self["smallest"]

    @property
    def steady(self) -> Design:
        """The design of the smallest size from which every larger size holds too."""
        return self["steady"]

    def text(self) -> str:
        """A table for the terminal, with the sentences."""
        return text_of_all(self)

    def to_dict(self) -> dict[str, object]:
        """Everything with full precision, as JSON takes it."""
        return dict_of_all(self)

    def plot(self) -> "Figure":
        """Boundaries and characteristics of the usual choice, and n against the expected size."""
        from .plot import plot_designs

        return plot_designs(self)

    def __repr__(self) -> str:
        return f"<{self.title}: {'; '.join(f'{name} {design.numbers}' for name, design in self.chosen.items())}>"

    def _repr_html_(self) -> str:
        return html_of_all(self)
