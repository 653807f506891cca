"""What happened in a study planned with two stages, and how it differs from the plan."""

from dataclasses import dataclass

from ...errors import UsageError
from ...stopping.two_stage import TwoStage

_RULE = "design.changed"
_WENT_ON = "The study went on although its rule said to stop: no result of the second stage can reject."


@dataclass(frozen=True)
class Realised:
    """What happened in a study planned with two stages.

    Attributes:
        design: the planned design.
        evaluable_1: patients evaluated at the end of the first stage.
        responders_1: responders among them.
        evaluable_2: patients evaluated after that; 0 when the study stopped.
        responders_2: responders among these.

    Raises:
        UsageError: more responders than patients, or a first stage longer than the whole planned study.
    """

    design: TwoStage
    evaluable_1: int
    responders_1: int
    evaluable_2: int
    responders_2: int

    def __post_init__(self) -> None:
        for stage, seen, of in ((1, self.responders_1, self.evaluable_1), (2, self.responders_2, self.evaluable_2)):
            if not 0 <= seen <= of:
                found = f"{seen} of {of} patients"
                raise UsageError.one(f"responders_{stage}", found, "give 0 to all of its evaluable patients", _RULE)
        if not 0 < self.evaluable_1 <= self.design.n:
            found = f"{self.evaluable_1} patients where {self.design.n1} of {self.design.n} were planned"
            fix = f"count those after the first {self.design.n1} in the second stage"
            raise UsageError.one("evaluable_1", found, fix, _RULE)

    @property
    def is_as_planned(self) -> bool:
        """Whether both stages had the planned size, and the study went on exactly where its rule says so."""
        planned = self.design.n - self.design.n1 if self.responders_1 > self.design.r1 else 0
        return self.evaluable_1 == self.design.n1 and self.evaluable_2 == planned


def describe_changes(realised: Realised, needed: int) -> tuple[str, ...]:
    """What was not as planned and what follows, one sentence each; empty where the study kept to its design.

    Args:
        realised: the planned design and what happened.
        needed: fewest responders of the second stage that reject the null.
    """
    if realised.is_as_planned:
        return ()
    lines = []
    design, seen = realised.design, realised.evaluable_1
    if seen != design.n1:
        effect = f"the missing count as non-responders for its limit of {design.r1}"
        if seen > design.n1:
            effect = "which of them came first is averaged over"
        lines.append(f"The first stage had {_patients(seen)}, {design.n1} were planned; {effect}.")
    if realised.responders_1 <= design.r1:
        lines += [_WENT_ON] if realised.evaluable_2 else []
        return tuple(lines)
    return (*lines, _describe_second(realised), *_describe_needed(needed, realised))


def _describe_second(realised: Realised) -> str:
    planned = realised.design.n - realised.design.n1
    if not realised.evaluable_2:
        return "The study stopped where its rule said to go on; this counts as a second stage without patients."
    if realised.evaluable_2 == planned:
        return f"The second stage had its {_patients(planned)}."
    return f"The second stage had {_patients(realised.evaluable_2)}, {planned} were planned."


def _describe_needed(needed: int, realised: Realised) -> tuple[str, ...]:
    if realised.responders_1 > realised.design.r and realised.evaluable_1 <= realised.design.n1:
        return (
            f"The first alone had more than the {realised.design.r} responders of the whole design: all such results "
            "count alike for p-value, median and lower limit.",
        )
    if not realised.evaluable_2:
        return ()
    if needed > realised.evaluable_2:
        return ("No result of it could reject.",)
    return (f"To reject, {needed} responder{' in it was' if needed == 1 else 's in it were'} needed.",)


def _patients(n: int) -> str:
    return f"{n} evaluable patient{'' if n == 1 else 's'}"
