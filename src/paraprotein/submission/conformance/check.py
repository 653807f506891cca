"""What a conformance check is, and what it can say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import polars as pl

from ...comparisons import TOLERANCE
from ...errors import Severity

Datasets = Mapping[str, pl.DataFrame]
"""Analysis data sets by name; every frame has TRIAL."""

State = Literal["pass", "fail", "skipped", "error"]
"""pass: no record breaks the rule · fail: some do · skipped: the data cannot show it · error: the check itself broke"""

SUBJECT = ("TRIAL", "USUBJID")


@dataclass(frozen=True)
class Check:
    """One rule for analysis data sets.

    Attributes:
        id: short stable identifier.
        dataset: the data set whose records are judged.
        field: the variable that is wrong where the rule is broken.
        sentence: the rule, as a person would say it.
        find: gives the records that break it: TRIAL, USUBJID and, where there is one, ASEQ.
        needs: data set -> variables without which the rule cannot be judged.
        severity: what a broken rule is.
    """

    id: str
    dataset: str
    field: str
    sentence: str
    find: Callable[[Datasets], pl.DataFrame]
    needs: Mapping[str, tuple[str, ...]]
    severity: Severity = "error"


@dataclass(frozen=True)
class Outcome:
    """What one check said of one study.

    Attributes:
        check: the check.
        state: see `State`.
        reason: why it was skipped or broke; empty otherwise.
        records: how many records break the rule.
        places: the first of them, by subject and sequence number.
    """

    check: Check
    state: State
    reason: str = ""
    records: int = 0
    places: tuple[str, ...] = ()


def rule(
    identifier: str,
    dataset: str,
    field: str,
    sentence: str,
    broken: pl.Expr,
    *,
    uses: tuple[str, ...],
    adsl: tuple[str, ...] = (),
    severity: Severity = "error",
) -> Check:
    """A check of single records: `broken` is true where a record breaks the rule; null counts as kept.

    Args:
        identifier: of the check.
        dataset: the data set.
        field: the variable to blame.
        sentence: the rule.
        broken: expression over the data set's variables and those of ADSL that are joined to it.
        uses: variables of the data set that it needs.
        adsl: variables of ADSL that it needs.
        severity: of a broken rule.
    """

    def find(datasets: Datasets) -> pl.DataFrame:
        frame = datasets[dataset]
        if adsl:
            subjects = datasets["ADSL"].select(*SUBJECT, *adsl).unique(SUBJECT, maintain_order=True)
            frame = frame.join(subjects, on=SUBJECT, how="left", maintain_order="left")
        return frame.filter(broken.fill_null(False))

    needs = {dataset: uses, **({"ADSL": adsl} if adsl else {})}
    return Check(identifier, dataset, field, sentence, find, MappingProxyType(needs), severity)


def is_duplicated(*names: str) -> pl.Expr:
    """Whether another record has the same values."""
    return pl.struct("TRIAL", *names).is_duplicated()


def differs(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Whether two numbers are not equal, to the precision of a file; a number and none differ."""
    scale = pl.max_horizontal(left.abs(), right.abs(), pl.lit(1e-6))
    return ((left - right).abs() > TOLERANCE * scale).fill_null(False) | (left.is_null() != right.is_null())
