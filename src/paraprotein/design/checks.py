"""Arguments of the verbs, checked together: every finding at once."""

from collections.abc import Sequence
from itertools import pairwise

from scipy.special import ndtri

from ..errors import Finding, UsageError


class Checks:
    """Collects findings on arguments; `done` raises them all.

    Example:
        >>> Checks().rate("p0", 0.1).rate("p1", 0.3).rises("p0", 0.1, "p1", 0.3).done()
    """

    def __init__(self) -> None:
        self._findings: list[Finding] = []

    def rate(self, name: str, value: float) -> "Checks":
        """A probability strictly between 0 and 1."""
        if not 0 < value < 1:
            self._add(name, str(value), "give a fraction between 0 and 1, e.g. 0.2 for 20 %")
        return self

    def share(self, name: str, value: float) -> "Checks":
        """A probability from 0 to 1, both included."""
        if not 0 <= value <= 1:
            self._add(name, str(value), "give a fraction from 0 to 1")
        return self

    def error(self, name: str, value: float) -> "Checks":
        """An error probability, above 0 and at most one half."""
        if not 0 < value <= 0.5:
            self._add(name, str(value), "give an error probability above 0 and at most 0.5, e.g. 0.05")
        return self

    def rises(self, low: str, low_value: float, high: str, high_value: float) -> "Checks":
        """The second value lies above the first."""
        if 0 < low_value < 1 and 0 < high_value < 1 and not low_value < high_value:
            self._add(f"{low} and {high}", f"{low_value} and {high_value}", f"{high} must lie above {low}")
        return self

    def positive(self, name: str, value: float) -> "Checks":
        """A number above 0."""
        if not 0 < value < float("inf"):
            self._add(name, str(value), "give a number above 0")
        return self

    def not_negative(self, name: str, value: float) -> "Checks":
        """A number of 0 or more."""
        if not 0 <= value < float("inf"):
            self._add(name, str(value), "give 0 or a number above it")
        return self

    def count(self, name: str, value: int, least: int = 1) -> "Checks":
        """A whole number that is large enough."""
        if value < least:
            self._add(name, str(value), f"give a whole number of at least {least}")
        return self

    def apart(self, p0: float, p1: float, alpha: float, beta: float, most: int) -> "Checks":
        """Two rates far enough apart for a single stage of at most so many patients, roughly; a search takes no more.

        The size is that of the normal approximation; it only guards against searches of hours.
        """
        if not self._findings and 0 < p0 < p1 < 1:
            spread = ndtri(1 - alpha) * (p0 * (1 - p0)) ** 0.5 + ndtri(1 - beta) * (p1 * (1 - p1)) ** 0.5
            size = int((spread / (p1 - p0)) ** 2)
            if size > most:
                fix = f"widen their distance: beyond about {most} patients no phase II design is searched"
                self._add("the two rates", f"{p0} and {p1}, a single stage of about {size} patients", fix)
        return self

    def looks(self, name: str, values: Sequence[int]) -> "Checks":
        """Increasing numbers of patients."""
        if not values or values[0] < 1 or any(b <= a for a, b in pairwise(values)):
            self._add(name, ", ".join(map(str, values)) or "nothing", "give increasing patients, e.g. 10,20,30")
        return self

    def cells(self, name: str, values: Sequence[float], count: int) -> "Checks":
        """Probabilities of so many categories, which add up to 1."""
        if len(values) != count or min(values, default=0) < 0 or abs(sum(values) - 1) > 1e-9:
            found = ", ".join(map(str, values))
            self._add(name, found, f"give {count} probabilities of 0 or more that add up to 1")
        return self

    def one_of(self, name: str, value: str, known: Sequence[str]) -> "Checks":
        """One of the names."""
        if value not in known:
            self._add(name, value, "choose one of: " + ", ".join(known))
        return self

    def found(self, where: str, found: str, fix: str) -> "Checks":
        """A finding that no other check names."""
        self._add(where, found, fix)
        return self

    def done(self) -> None:
        """Raise what was found.

        Raises:
            UsageError: with every finding.
        """
        if self._findings:
            raise UsageError(self._findings)

    def _add(self, where: str, found: str, fix: str) -> None:
        self._findings.append(Finding(where, found, fix, rule="design.argument"))
