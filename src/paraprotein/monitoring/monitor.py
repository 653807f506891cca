"""An ongoing study on one day: every patient, and the study as a whole, by the rules of the trial engine."""

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

import polars as pl

from ..adam.derive import Adam, derive_all
from ..adam.matrices import SUBJECT
from ..analysis.collected import needs_events
from ..analysis.endpoints.toxicity import worst_grades
from ..analysis.subjects import Subjects
from ..protocol.schema import Protocol
from ..sdtm.delivery.as_of import tables_as_of
from ..sdtm.tables import StudyTables
from ..units import MONTH_DAYS
from .doses import next_doses
from .limits import near_limits
from .stopping import RuleStanding, stopping_rules
from .visits import is_under_treatment, visits_due

SEVERE = 3
"""Grade from which a toxicity counts in the study's summary."""


class SevereToxicity(TypedDict):
    """Patients with a term at a grade or above under treatment, of how many whose grade is known.

    `patients` is None and `not_collected` says why where nothing was collected.
    """

    term: str
    grade: int
    patients: int | None
    of: int
    not_collected: str | None


class StudyStanding(TypedDict):
    """A study on a day; dates are ISO text, None before the first dose."""

    enrolled: int
    planned: int
    treated: int
    first_dose: str | None
    last_first_dose: str | None
    accrual_per_month: float | None
    under_treatment: int
    ended: dict[str, int]
    deaths: int
    toxicity: list[SevereToxicity]
    stopping_rules: list[RuleStanding]


@dataclass(frozen=True, eq=False)
class Monitor:
    """A study on one day.

    Attributes:
        day: the day; nothing later was used.
        patients: one row per patient: STATUS, SEENDT, DOSE (mg now), WHY (what the plan decided at the last visit),
            VERDICT (of the dose given), DUE and NEXTDT (next visit), MISSED, NEXTDOSE and NEXTWHY (what the plan
            decides then where nothing new speaks against it), BOR (response to date), LASTRESP and LASTRESPDT (at the
            last assessment), AWAITING (a rise that the next sample confirms or refutes), NEAR (limits).
        study: accrual, ends of treatment, severe toxicity, the study's stopping rules, as plain data.
    """

    day: date
    patients: pl.DataFrame
    study: StudyStanding

    def as_record(self) -> dict[str, object]:
        """Everything as plain data; dates are ISO text."""
        rows = self.patients.with_columns(pl.col(pl.Date).dt.to_string("iso")).to_dicts()
        return {"as_of": self.day.isoformat(), "study": self.study, "patients": rows}


def monitor(tables: StudyTables, protocol: Protocol, day: date) -> Monitor:
    """Look at an ongoing study with what was known on a day.

    Args:
        tables: study tables of one real or virtual study.
        protocol: its protocol.
        day: the day.

    Raises:
        UsageError: the response criteria do not rest on one serum marker, or a dose rule does not hold together.
    """
    adam = derive_all(tables_as_of(tables, day), protocol)
    return Monitor(day, _patients(adam, protocol, day), _study(adam, protocol))


def _patients(adam: Adam, protocol: Protocol, day: date) -> pl.DataFrame:
    visits = visits_due(adam, protocol, day)
    history, doses = next_doses(adam, protocol, visits.select(*SUBJECT, "NEXTDY"))
    near = near_limits(history).group_by(SUBJECT).agg(pl.col("NEAR").str.join("; "))
    table = adam.adsl.select(*SUBJECT, STATUS=_status())
    for part in (doses, visits, _responses(adam), near):
        table = table.join(part, on=SUBJECT, how="left", maintain_order="left")
    under = pl.col("STATUS") == "under treatment"
    held = under & (pl.col("DOSE") == 0)
    return table.with_columns(
        STATUS=pl.when(held).then(pl.lit("held")).otherwise("STATUS"),
        DOSE=pl.when(under).then("DOSE"),
        NEAR=pl.when(under).then("NEAR"),
        USUBJID=pl.col("USUBJID").cast(pl.String),
    ).select(
        *SUBJECT, "STATUS", "SEENDT", "DOSE", "WHY", "VERDICT", "DUE", "NEXTDT", "MISSED", "NEXTDOSE", "NEXTWHY", "BOR",
        "LASTRESP", "LASTRESPDT", "AWAITING", "NEAR",
    )  # fmt: skip


def _status() -> pl.Expr:
    off = pl.lit("off treatment: ") + pl.coalesce(pl.col("EOTREAS").str.to_lowercase(), pl.lit("no reason recorded"))
    return (
        pl.when(pl.col("FASFL") == "N").then(pl.lit("screen failure"))
        .when((pl.col("DTHFL") == "Y").fill_null(False)).then(pl.lit("dead"))
        .when(is_under_treatment()).then(pl.lit("under treatment"))
        .when(pl.col("TRTSDT").is_null()).then(pl.lit("not treated yet"))
        .otherwise(off)
    )  # fmt: skip


def _responses(adam: Adam) -> pl.DataFrame:
    """Best response, the last assessment, and progression that awaits its confirmation."""
    assessed = adam.visits.filter(~pl.col("COVR").cast(pl.String).is_in(["NE", "post", "NEW THERAPY"]))
    last = assessed.sort(*SUBJECT, "ADT").group_by(SUBJECT, maintain_order=True).last()
    waiting = pl.col("COVR") == "uPD"
    since = pl.lit("progression seen on ") + pl.col("ADT").dt.to_string("iso")
    return (
        adam.response.select(*SUBJECT, BOR=pl.col("BOR").cast(pl.String))
        .join(
            last.select(
                *SUBJECT,
                LASTRESP=pl.col("COVR").cast(pl.String),
                LASTRESPDT=pl.col("ADT"),
                AWAITING=pl.when(waiting).then(since),
            ),
            on=SUBJECT,
            how="left",
            maintain_order="left",
        )
    )  # fmt: skip


def _study(adam: Adam, protocol: Protocol) -> StudyStanding:
    adsl = adam.adsl
    enrolled, treated = adsl.filter(pl.col("FASFL") == "Y"), adsl.filter(pl.col("SAFFL") == "Y")
    first, last = treated["TRTSDT"].min(), treated["TRTSDT"].max()
    months = (last - first).days / MONTH_DAYS if isinstance(first, date) and isinstance(last, date) else 0.0
    ends = treated.filter(~is_under_treatment()).select(
        pl.coalesce("EOTREAS", pl.when(pl.col("DTHFL") == "Y").then(pl.lit("DEATH")), pl.lit("NOT RECORDED"))
    )
    counted = ends.to_series().value_counts().sort("EOTREAS")
    return {
        "enrolled": enrolled.height,
        "planned": protocol.population.enrolled,
        "treated": treated.height,
        "first_dose": first.isoformat() if isinstance(first, date) else None,
        "last_first_dose": last.isoformat() if isinstance(last, date) else None,
        "accrual_per_month": round(treated.height / months, 2) if months else None,
        "under_treatment": treated.filter(is_under_treatment()).height,
        "ended": dict(counted.iter_rows()),
        "deaths": adsl.filter(pl.col("DTHFL") == "Y").height,
        "toxicity": [_toxicity(Subjects.of(adam, protocol), term) for term in protocol.toxicity.terms],
        "stopping_rules": stopping_rules(adam, protocol),
    }


def _toxicity(population: Subjects, term: str) -> SevereToxicity:
    """Patients of a severe grade among those whose grade is known; null where nothing was collected."""
    worst, among = worst_grades(population, term, "any")
    lacking = [
        population.lacks[need].reason for need in needs_events(term, "any") if population.lacks[need].where.any()
    ]
    severe = None if lacking else int(((worst >= SEVERE) & among).sum())
    reason = lacking[0] if lacking else None
    return {"term": term, "grade": SEVERE, "patients": severe, "of": int(among.sum()), "not_collected": reason}
