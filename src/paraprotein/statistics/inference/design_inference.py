"""The result of one analysis of a response rate after a design with looks."""

from dataclasses import asdict, dataclass

from ...sources import Source


@dataclass(frozen=True)
class DesignInference:
    """What a study with looks says of the response rate; rates as fractions (7/27 is 0.259).

    Attributes:
        design: the planned looks, each as `futility/n`, with `|efficacy` where it may stop early for that.
        look: the look, or stage, at which the study ended, from 1.
        responders: responders in all.
        n: patients evaluated in all.
        null_rate: response rate of the null hypothesis.
        level: confidence level of both intervals.
        observed: responders per patient, the maximum likelihood estimate.
        unbiased: uniformly minimum variance unbiased estimate (UMVUE); None where the rule by which the study went on
            is not known, so that no unbiased estimate exists.
        conditionally_unbiased: the estimate that is unbiased among the studies that went on (UMVCUE); None for a study
            that ended at its first look, has more than two, or has no `unbiased`.
        median: the rate whose p-value is one half.
        bias_adjusted: the rate whose mean observed rate is the one observed; None as for `unbiased`.
        p: one-sided p-value against rates above the null.
        lower: lower confidence limit.
        upper: upper confidence limit.
        alpha: type I error at the null rate of the rule by which `is_rejected` was decided; p is at most alpha exactly
            when the null is rejected.
        is_rejected: whether the null is rejected, by the planned limits or by those adjusted to the change.
        unadjusted_p: one-sided binomial p-value, as if there had been no look.
        unadjusted_lower: lower limit of Clopper and Pearson, as if there had been no look.
        unadjusted_upper: upper limit of Clopper and Pearson, as if there had been no look.
        method: how p-value and interval were computed.
        is_followed: whether the study kept to its design.
        changes: what was not as planned and what follows, one sentence each.
        sources: the papers.
    """

    design: str
    look: int
    responders: int
    n: int
    null_rate: float
    level: float
    observed: float
    unbiased: float | None
    conditionally_unbiased: float | None
    median: float
    bias_adjusted: float | None
    p: float
    lower: float
    upper: float
    alpha: float
    is_rejected: bool
    unadjusted_p: float
    unadjusted_lower: float
    unadjusted_upper: float
    method: str
    is_followed: bool
    changes: tuple[str, ...]
    sources: tuple[Source, ...]

    @property
    def sentence(self) -> str:
        """The result in words, with every change of the design."""
        rate, kind = (self.median, "median") if self.unbiased is None else (self.unbiased, "unbiased")
        verdict = "rejected" if self.is_rejected else "not rejected"
        p = "p < 0.001" if self.p < 0.001 else f"p = {self.p:.3f}"
        return (
            f"{self.responders} of {self.n} patients responded ({self.observed:.1%}; {kind} estimate after the looks "
            f"{rate:.1%}, {100 * self.level:g}% confidence interval {self.lower:.1%} to {self.upper:.1%}; one-sided "
            f"{p}); a response rate of {100 * self.null_rate:g}% or less is {verdict}. "
            f"{' '.join(self.changes) or 'The design was followed.'}"
        )

    def to_dict(self) -> dict[str, object]:
        """All fields and the sentence, ready for JSON."""
        return {**asdict(self), "sentence": self.sentence}
