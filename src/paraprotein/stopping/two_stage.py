"""A two-stage design for one binary endpoint, as its four numbers."""

from dataclasses import dataclass

from ..errors import UsageError


@dataclass(frozen=True)
class TwoStage:
    """Stop for futility when at most r1 of the first n1 respond; the null is rejected when more than r of n respond.

    Attributes:
        r1: most responses of the first stage that stop the study; -1 when it never stops there.
        n1: patients of the first stage.
        r: most responses of both stages that do not reject the null hypothesis.
        n: patients of both stages.

    Raises:
        UsageError: the numbers are not those of a two-stage design.

    Source: Simon, Control Clin Trials 1989;10:1 (doi 10.1016/0197-2456(89)90015-9).

    Example:
        >>> TwoStage(r1=1, n1=10, r=5, n=29)
        TwoStage(r1=1, n1=10, r=5, n=29)
    """

    r1: int
    n1: int
    r: int
    n: int

    def __post_init__(self) -> None:
        if not 0 < self.n1 < self.n:
            raise UsageError.one("n1 and n", f"{self.n1} and {self.n}", "give 0 < n1 < n patients", "design.two-stage")
        if not (-1 <= self.r1 < self.n1 and self.r1 <= self.r < self.n):
            found = f"{self.r1} of {self.n1} and {self.r} of {self.n}"
            raise UsageError.one("r1 and r", found, "give -1 <= r1 < n1 and r1 <= r < n responses", "design.two-stage")
