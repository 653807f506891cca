"""Rules that stop the whole study."""

from typing import Literal

from pydantic import Field

from .quantities import Flag, Interval, Number, Positive, Rate, Section


class StopAt(Section):
    """One row of a stopping table."""

    events: Positive = Field(description="the study stops when at least so many patients had the event", examples=[3])
    of: Positive = Field(description="of this many first patients; between two rows the later one applies")


class BetaPrior(Section):
    """What is known of a rate beforehand, as if `a` events and `b` patients without one had been seen."""

    a: Number = Field(description="first parameter, as many events", gt=0, examples=[0.3])
    b: Number = Field(description="second parameter, as many patients without the event", gt=0, examples=[0.7])


class PosteriorBoundary(Section):
    """Stop when the rate is probably too high, judged after each patient (Thall and Simon 1994, Geller et al. 2003)."""

    rate: Rate = Field(description="highest acceptable rate of the event", examples=["30 %"])
    exceeded: Rate = Field(
        description="the study stops when the posterior probability that the rate is higher exceeds this",
        examples=["90 %"],
    )
    prior: BetaPrior = Field(description="beta distribution of the rate before the first patient")
    first: Positive = Field(default=1, description="patients evaluated before the rule is asked", examples=[3])


class PocockBoundary(Section):
    """Stop when the events are improbable at an acceptable rate, judged after each patient (Ivanova et al. 2005)."""

    rate: Rate = Field(description="acceptable rate of the event", examples=["20 %"])
    error: Rate = Field(
        description="probability of stopping a study of `population.enrolled` patients whose rate is acceptable",
        examples=["5 %"],
    )


class StoppingRule(Section):
    """One rule that stops the whole study; exactly one of `table`, `posterior` and `pocock` is its boundary."""

    name: str = Field(description="short name, in results and reports", pattern="^[A-Za-z][A-Za-z0-9 _-]{0,39}$")
    event: Literal["toxicity", "treatment-related death", "no response"] = Field(
        description="what is counted: a toxicity, death from an adverse event that is related to treatment, or no "
        "response by the protocol's criteria in an evaluable patient"
    )
    terms: tuple[str, ...] = Field(
        default=(), description="toxicities of which one suffices, by name or LBTESTCD; none: any adverse event",
        examples=["[edema, neutropenia]"],
    )  # fmt: skip
    grade: int = Field(default=3, strict=True, ge=1, le=5, description="lowest grade that counts as the toxicity")
    related: Flag = Field(
        default=False, description="only adverse events that are not called unrelated; laboratory values count as ever"
    )
    within: Interval = Field(description="time from first dose in which the event counts", examples=["56 days"])
    table: tuple[StopAt, ...] | None = Field(default=None, description="boundary as a table", min_length=1)
    posterior: PosteriorBoundary | None = Field(default=None, description="boundary by a posterior probability")
    pocock: PocockBoundary | None = Field(default=None, description="boundary of equal levels at each patient")
