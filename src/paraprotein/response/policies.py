"""Choices that the consensus papers leave open, with their defaults."""

from dataclasses import dataclass, fields
from typing import Literal


@dataclass(frozen=True)
class Policies:
    """The policy fields of the protocol's `response` section, under the same names; each is described there.

    Days are days, IgM is in mg/dL. `None` means: as the edition of the criteria has it.
    """

    confirm_response: Literal["none", "consecutive"] = "none"
    baseline_days: float | None = None
    duplicates: Literal["worst", "mean", "last"] = "worst"
    measurable_min: float = 0.0
    high_normal: float = 230.0
    vgpr_normal_igm: bool = True
    flare_window: float = 112.0
    plasmapheresis_window: float = 28.0
    rebound_window: float = 0.0
    duration_of_response_death: Literal["event", "censor"] = "event"
    stable_min: float = 0.0
    nadir: Literal["lowest", "lowest_confirmed"] | None = None
    progression_gap: float | None = None
    pr_strict: bool = True
    cr_uninvolved_ratio: bool = False
    graded_organ_response: bool = False

    @classmethod
    def of(cls, section: object) -> "Policies":
        """The policies that a protocol's `response` section states."""
        return cls(**{field.name: getattr(section, field.name) for field in fields(cls)})
