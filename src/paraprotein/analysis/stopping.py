"""Outcomes that the study's stopping rules count, and what the rules say of each study."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ..adam.adae.adae import is_related
from ..adam.adlb.grades import grade_column
from ..adam.derive import Adam
from ..adam.matrices import SUBJECT
from ..protocol.schema import StoppingRule
from ..protocol.stopping_rules import bounds_of
from ..stopping import Stop, compute_stop
from ..toxicity.terms import term_named
from .subjects import Booleans, Floats, Subjects

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class RuleOutcome:
    """One stopping rule in every study; matrices of shape (n_trials, n_subjects).

    Attributes:
        rule: the rule.
        known_day: days since 1970-01-01 on which the outcome of a patient became known; NaN where it is not.
        event: the outcome is the event.
        bounds: smallest number of events that stops the study, by patients evaluated.
        stop: what the rule says.
        entered: patients with a first dose by the day of the stop, shape (n_trials,); NaN where there was none.
        not_collected: why no outcome is known where the study did not collect what the rule counts; empty otherwise.
    """

    rule: StoppingRule
    known_day: Floats
    event: Booleans
    bounds: Floats
    stop: Stop
    entered: Floats
    not_collected: str = ""


def judge_rule(population: Subjects, rule: StoppingRule) -> RuleOutcome:
    """Ask one stopping rule in every study."""
    known_day, event = _outcomes(population, rule)
    lacks = [population.lacks[need] for need in _needs_of_rule(rule, population.adam)]
    for lack in lacks:
        known_day = np.where(lack.where[:, None], np.nan, known_day)
    reason = next((lack.reason for lack in lacks if lack.where.any()), "")
    planned = population.protocol.population.enrolled
    bounds = bounds_of(rule, planned, max(planned, known_day.shape[1]))
    stop = compute_stop(known_day, event, bounds)
    first_dose = _day_numbers(population, population.adam.adsl.filter(pl.col("SAFFL") == "Y"), "TRTSDT")
    entered = np.sum(first_dose <= stop.day[:, None], axis=1, dtype=np.float64)
    return RuleOutcome(rule, known_day, event, bounds, stop, np.where(stop.stops, entered, np.nan), reason)


def _needs_of_rule(rule: StoppingRule, adam: Adam) -> tuple[str, ...]:
    """What a rule counts and a study can lack, by the names of `collected.not_collected`."""
    if rule.event == "no response":
        return ("arms", "marker")
    measured = set(adam.adlb["PARAMCD"].cast(pl.String).unique())
    by_laboratory = all(name in measured or term_named(name).analyte for name in rule.terms)
    return () if rule.event == "toxicity" and rule.terms and by_laboratory else ("AE",)


def _outcomes(population: Subjects, rule: StoppingRule) -> tuple[Floats, Booleans]:
    """When each outcome became known, and whether it is the event.

    An event is known on its day; its absence when the window is over and the patient was still followed, or earlier
    where nothing can happen any more. Patients who left before are not evaluated.
    """
    adam = population.adam
    subjects = _at_risk(adam, rule).with_columns(_END=pl.col("TRTSDT") + pl.duration(days=pl.lit(round(rule.within))))
    if rule.event == "no response":
        subjects = _lacking_response(subjects, adam.response)
    else:
        happened = _toxicities(adam, rule) if rule.event == "toxicity" else _deaths(adam)
        inside = (pl.col("_ON") >= pl.col("TRTSDT")) & (pl.col("_ON") <= pl.col("_END"))
        first = happened.join(subjects, on=SUBJECT).filter(inside).group_by(SUBJECT).agg(pl.col("_ON").min())
        over = pl.min_horizontal("_END", "DTHDT") if rule.event == "treatment-related death" else pl.col("_END")
        subjects = (
            subjects.join(first, on=SUBJECT, how="left", maintain_order="left")
            .with_columns(_EVENT=pl.col("_ON").is_not_null(), _OVER=over)
            .with_columns(_KNOWN=pl.when("_EVENT").then("_ON").otherwise(_if_followed("_OVER")))
        )
    return _day_numbers(population, subjects, "_KNOWN"), population.flags(subjects, pl.col("_EVENT"))


def _at_risk(adam: Adam, rule: StoppingRule) -> pl.DataFrame:
    """Treated subjects; for response those whom the protocol calls evaluable."""
    counted = pl.col("SAFFL") == "Y"
    if rule.event == "no response":
        counted &= pl.col("EVALFL") == "Y"
    return adam.adsl.filter(counted & pl.col("TRTSDT").is_not_null()).select(
        *SUBJECT, "TRTSDT", "DTHDT", "NACTDT", "LSTALVDT"
    )


def _lacking_response(subjects: pl.DataFrame, response: pl.DataFrame) -> pl.DataFrame:
    """No response is known at the end of the window, or when progression, a new therapy or death forecloses one."""
    dated = subjects.join(response.select(*SUBJECT, "RSPDT", "PDDT"), on=SUBJECT, how="left", maintain_order="left")
    responded = (pl.col("RSPDT") <= pl.col("_END")).fill_null(False)
    over = pl.min_horizontal("_END", "PDDT", "NACTDT", "DTHDT")
    return dated.with_columns(_EVENT=~responded, _OVER=over).with_columns(
        _KNOWN=pl.when(responded).then("RSPDT").otherwise(_if_followed("_OVER"))
    )


def _if_followed(day: str) -> pl.Expr:
    return pl.when(pl.col("LSTALVDT") >= pl.col(day)).then(pl.col(day))


def _toxicities(adam: Adam, rule: StoppingRule) -> pl.DataFrame:
    """Days on which a toxicity of the rule reached its grade, above the grade before treatment: TRIAL, USUBJID, _ON."""
    events = adam.adae.filter(pl.col("TRTEMFL") == "Y", pl.col("ATOXGRN") >= rule.grade)
    if rule.related:
        events = events.filter(is_related())
    parts = [] if rule.terms else [events.select(*SUBJECT, _ON="ASTDT")]
    measured = set(adam.adlb["PARAMCD"].cast(pl.String).unique())
    for name in rule.terms:
        analyte = name if name in measured else term_named(name).analyte
        if analyte:
            parts.append(_graded(adam.adlb, analyte, rule.grade))
        else:
            parts.append(events.filter(pl.col("TERM") == term_named(name).name).select(*SUBJECT, _ON="ASTDT"))
    return pl.concat(parts)


def _graded(adlb: pl.DataFrame, analyte: str, grade: int) -> pl.DataFrame:
    own, before = grade_column(analyte), grade_column(analyte, before=True)
    reached = (own >= grade) & (own > before.fill_null(0)) & (pl.col("ADY") > 1)
    return adlb.filter(pl.col("PARAMCD") == analyte, reached).select(*SUBJECT, _ON="ADT")


def _deaths(adam: Adam) -> pl.DataFrame:
    """Deaths from an adverse event under treatment that is not called unrelated, on the day of death."""
    fatal = adam.adae.filter(pl.col("TRTEMFL") == "Y", pl.col("AFATFL") == "Y", is_related())
    dated = fatal.join(adam.adsl.select(*SUBJECT, "DTHDT"), on=SUBJECT, how="left")
    return dated.select(*SUBJECT, _ON=pl.coalesce("DTHDT", "AENDT", "ASTDT"))


def _day_numbers(population: Subjects, subjects: pl.DataFrame, column: str) -> Floats:
    days: NDArray[np.float64] = population.numbers(subjects.with_columns(_DAY=pl.col(column).to_physical()), "_DAY")
    return days
