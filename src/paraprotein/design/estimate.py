"""What a study says of its response rate: after a two-stage design, and without any look."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType

from ..sources import Source
from ..statistics import (
    DesignInference,
    Proportion,
    compute_blaker,
    compute_clopper_pearson,
    compute_jeffreys,
    compute_mid_p,
    compute_wilson,
    estimate_after_two_stage,
)
from ..stopping.two_stage import TwoStage
from .checks import Checks

INTERVALS = MappingProxyType(
    {
        "Clopper-Pearson": (
            compute_clopper_pearson,
            Source("clopper1934", "Clopper & Pearson, Biometrika 1934;26:404"),
        ),
        "Blaker": (compute_blaker, Source("blaker2000", "Blaker, Can J Stat 2000;28:783")),
        "mid-p": (compute_mid_p, Source("berry1995", "Berry & Armitage, Statistician 1995;44:417")),
        "Wilson": (compute_wilson, Source("wilson1927", "Wilson, J Am Stat Assoc 1927;22:209")),
        "Jeffreys": (compute_jeffreys, Source("brown2001", "Brown et al., Stat Sci 2001;16:101")),
    }
)
"""Interval by name, exact ones first: the function, and its source."""


@dataclass(frozen=True)
class Rate:
    """A response rate without any look, with every interval.

    Attributes:
        responders: patients who responded.
        n: patients evaluated.
        level: confidence level.
        observed: responders per patient.
        intervals: lower and upper limit by the name of the method.
    """

    responders: int
    n: int
    level: float
    observed: float
    intervals: Mapping[str, tuple[float, float]]

    @property
    def sentence(self) -> str:
        """The rate with its exact interval in words."""
        low, high = self.intervals["Clopper-Pearson"]
        return (
            f"{self.responders} of {self.n} patients responded ({self.observed:.1%}; {100 * self.level:g}% confidence "
            f"interval {low:.1%} to {high:.1%}, Clopper-Pearson)."
        )

    def text(self) -> str:
        """A table of all intervals for the terminal, with the sentence."""
        rows = [f"{name:<16} {low:8.4f} {high:8.4f}  {INTERVALS[name][1].citation}"
                for name, (low, high) in self.intervals.items()]  # fmt: skip
        return "\n".join([f"{'interval':<16} {'lower':>8} {'upper':>8}  source", *rows, "", self.sentence])

    def to_dict(self) -> dict[str, object]:
        """Everything with full precision, as JSON takes it."""
        return asdict(self) | {"intervals": dict(self.intervals), "sentence": self.sentence}


def proportion(responders: int, n: int, level: float = 0.95) -> Rate:
    """A response rate without any look: Clopper-Pearson, Blaker, mid-p, Wilson and Jeffreys intervals.

    Args:
        responders: patients who responded.
        n: patients evaluated.
        level: confidence level.

    Raises:
        UsageError: impossible counts, or a level that is not between 0 and 1.

    Source: the papers of `INTERVALS`.

    Example:
        >>> low, high = proportion(7, 27).intervals["Clopper-Pearson"]
        >>> round(low, 4), round(high, 4)
        (0.1111, 0.4628)
    """
    Checks().count("n", n).rate("level", level).done()
    found: dict[str, Proportion] = {name: compute(responders, n, level) for name, (compute, _) in INTERVALS.items()}
    limits = {name: (float(one.lower), float(one.upper)) for name, one in found.items()}
    return Rate(responders, n, level, responders / n, limits)


def inference(
    r1: int,
    n1: int,
    r: int,
    n: int,
    p0: float,
    responders_1: int,
    responders_2: int | None = None,
    evaluable_1: int | None = None,
    evaluable_2: int | None = None,
    level: float = 0.95,
) -> DesignInference:
    """Estimates, p-value and interval after a two-stage design, also with stages of another size than planned.

    Args:
        r1: most responders of the first stage that stop the study.
        n1: patients planned for the first stage.
        r: most responders in all that do not reject.
        n: patients planned in all.
        p0: response rate of the null hypothesis.
        responders_1: responders of the first stage.
        responders_2: responders of the second stage alone; None when there was none.
        evaluable_1: patients evaluated in the first stage; None for the planned number.
        evaluable_2: patients evaluated after that; None for the planned number.
        level: confidence level of the two-sided interval; 0.90 agrees with a one-sided test at 5 %.

    Raises:
        UsageError: no such design, impossible counts, or a rate or level that is not between 0 and 1.

    Source: Jung & Kim, Stat Med 2004;23:881; Koyama & Chen, Stat Med 2008;27:3145.

    Example:
        >>> found = inference(1, 10, 5, 29, 0.10, 2, 4, level=0.90)
        >>> found.is_rejected, round(found.p, 3), round(found.unbiased, 3)
        (True, 0.047, 0.261)
    """
    planned = TwoStage(r1=r1, n1=n1, r=r, n=n)
    return estimate_after_two_stage(
        planned, p0, responders_1, responders_2, evaluable_1=evaluable_1, evaluable_2=evaluable_2, level=level
    )
