"""Designs for a time to an event: one-sample log-rank in one and two stages, and two arms by Schoenfeld's formula."""

import math

from scipy.special import ndtr, ndtri

from ..sources import Source
from ..stopping.one_sample_log_rank import (
    LogRank,
    Survival,
    Variance,
    evaluate_log_rank,
    size_log_rank,
    size_log_rank_by_rate,
)
from ..stopping.two_arm import size_schoenfeld
from ..stopping.two_stage_log_rank import TwoStageLogRank, evaluate_two_stage_log_rank, search_two_stage_log_rank
from .checks import Checks
from .family import Family, Values, error_rates, name_of, number, pick, whole
from .result import Boundary, Design, Designs, Scenario
from .wording import Sentence, Value

WU = Source("wu2015", "Wu, Pharm Stat 2015;14:26", "10.1002/pst.1654")
FINKELSTEIN = Source("finkelstein2003", "Finkelstein et al., J Natl Cancer Inst 2003;95:1434", "10.1093/jnci/djg052")
KWAK_JUNG = Source(
    "kwak2014", "Kwak & Jung, Stat Med 2014;33:2004; Wu et al., Pharm Stat 2020;19:214", "10.1002/sim.6073"
)
SCHOENFELD = Source("schoenfeld1983", "Schoenfeld, Biometrics 1983;39:499", "10.2307/2531021")

_CURVE = (
    "tests a hazard ratio of {ratio:number} against a known survival of {surviving:rate} at {time:number} (Weibull "
    "shape {shape:number}) with a one-sided type I error of {alpha:rate} and a type II error of {beta:rate}, a hazard "
    "of {dropout:number} of being lost and "
)
LOG_RANK_WORDS = Sentence(
    "A one-sample log-rank design " + _CURVE + "the {variance:name} variance: {n:whole} patients are enrolled over "
    "{accrual:number} and followed for {follow_up:number} after the last one; the null hypothesis is rejected if "
    "expected minus observed events, over the square root of the expected, exceed {critical:number}."
)
TWO_STAGE_WORDS = Sentence(
    "A two-stage one-sample log-rank design ({criterion:name}) "
    + _CURVE
    + "{rate:number} patients per unit of time: when "
    "{n1:whole} patients are enrolled, the study stops for futility if expected minus observed events, over the square "
    "root of the expected, are at most {critical1:number}; otherwise {n:whole} patients are enrolled in all and "
    "followed for {follow_up:number} after the last one, and the null hypothesis is rejected if the statistic exceeds "
    "{critical:number}."
)
SCHOENFELD_WORDS = Sentence(
    "Two randomised arms are compared by a log-rank test of a hazard ratio of {ratio:number} with a one-sided type I "
    "error of {alpha:rate} and a type II error of {beta:rate}: {events:whole} events are needed, from {n:whole} "
    "patients enrolled over {accrual:number} and followed for {follow_up:number} after the last one, with a median of "
    "{median:number} in the control arm, a hazard of {dropout:number} of being lost and {allocation:rate} of patients "
    "in the experimental arm."
)


def log_rank(
    surviving: float,
    time: float,
    ratio: float,
    alpha: float,
    beta: float,
    follow_up: float,
    accrual: float | None = None,
    rate: float | None = None,
    shape: float = 1.0,
    dropout: float = 0.0,
    variance: Variance = "exact",
) -> Designs:
    """One-sample log-rank test: `single`, and with an accrual rate also two stages, `optimal` and `minimax`.

    Args:
        surviving: survival probability at `time` under the null hypothesis.
        time: that time; all times share its unit.
        ratio: hazard ratio of the alternative, below 1.
        alpha: type I error allowed, one-sided.
        beta: type II error allowed.
        follow_up: time from the last patient to the last analysis.
        accrual: length of accrual, when that is fixed; give this or `rate`.
        rate: patients per unit of time, when accrual lasts as long as it takes.
        shape: Weibull shape of the survival curve; 1 is a constant hazard.
        dropout: constant hazard of being lost to follow-up.
        variance: under the alternative, `exact` (Wu) or `poisson` (Finkelstein et al.; single stage only).

    Raises:
        UsageError: an argument cannot be used; all findings at once.

    Source: Wu, Pharm Stat 2015;14:26; Finkelstein et al., J Natl Cancer Inst 2003;95:1434; two stages: Kwak & Jung,
    Stat Med 2014;33:2004. All are normal approximations.

    Example:
        >>> log_rank(0.5, 9, 1 / 1.75, 0.05, 0.20, follow_up=3, accrual=5, shape=1.22)["single"].n
        88
    """
    _check_log_rank(surviving, time, ratio, alpha, beta, follow_up, accrual, rate, shape, dropout, variance)
    curve = Survival(time, surviving, shape)
    asked: dict[str, Value] = {
        "surviving": surviving,
        "time": time,
        "shape": shape,
        "ratio": ratio,
        "alpha": alpha,
        "beta": beta,
        "dropout": dropout,
        "follow_up": follow_up,
    }
    if accrual is not None:
        single = size_log_rank(curve, ratio, alpha, beta, accrual, follow_up, dropout, variance)
        return _log_rank_designs({"single": _single(asked, single, variance)})
    pace = float(rate or 0.0)
    single = size_log_rank_by_rate(curve, ratio, alpha, beta, pace, follow_up, dropout, variance)
    chosen = {"single": _single(asked, single, variance)}
    if variance == "poisson":
        return _log_rank_designs(chosen)
    found = search_two_stage_log_rank(curve, ratio, alpha, beta, pace, follow_up, dropout)
    chosen |= {"optimal": _two_stage(asked, "optimal", found[-1], pace)}
    chosen |= {"minimax": _two_stage(asked, "minimax", found[0], pace)}
    return _log_rank_designs(chosen, tuple((design.n, design.expected_n) for design in found))


def _two_stage(asked: dict[str, Value], criterion: str, found: TwoStageLogRank, rate: float) -> Design:
    first = {"n1": found.n1, "critical1": found.critical1}
    both: dict[str, Value] = {"n": found.n, "critical": found.critical, "criterion": criterion, "rate": rate}
    return build_two_stage_log_rank({**asked, **first, **both})


def _log_rank_designs(chosen: dict[str, Design], considered: tuple[tuple[int, float], ...] = ()) -> Designs:
    return Designs("log-rank", "One-sample log-rank designs", chosen, considered=considered)


def _single(asked: dict[str, Value], found: LogRank, variance: str) -> Design:
    chosen: dict[str, Value] = {
        "n": found.n,
        "critical": found.critical,
        "accrual": found.accrual,
        "variance": variance,
    }
    return build_log_rank({**asked, **chosen})


def _check_log_rank(
    surviving: float,
    time: float,
    ratio: float,
    alpha: float,
    beta: float,
    follow_up: float,
    accrual: float | None,
    rate: float | None,
    shape: float,
    dropout: float,
    variance: str,
) -> None:
    check = Checks().rate("surviving", surviving).positive("time", time).rate("ratio", ratio)
    check.error("alpha", alpha).error("beta", beta).not_negative("follow_up", follow_up).positive("shape", shape)
    check.not_negative("dropout", dropout).one_of("variance", variance, ("exact", "poisson"))
    if (accrual is None) == (rate is None):
        found = "neither given" if accrual is None else "both given"
        check.found("accrual and rate", found, "give the length of accrual, or the patients per unit of time")
    for name, value in (("accrual", accrual), ("rate", rate)):
        if value is not None:
            check.positive(name, value)
    check.done()


def _curve(values: Values) -> Survival:
    return Survival(number(values, "time"), number(values, "surviving"), number(values, "shape"))


def build_log_rank(values: Values) -> Design:
    """A single-stage one-sample log-rank design from its numbers."""
    variance: Variance = "poisson" if name_of(values, "variance") == "poisson" else "exact"
    n, critical = whole(values, "n"), number(values, "critical")
    times = number(values, "accrual"), number(values, "follow_up"), number(values, "dropout")
    ratio = number(values, "ratio")
    found = evaluate_log_rank(_curve(values), ratio, n, critical, *times, variance)
    scenarios = (
        Scenario("null", {"hazard ratio": 1.0}, 1 - float(ndtr(critical)), float(n), 0.0),
        Scenario("alternative", {"hazard ratio": ratio}, found.power, float(n), 0.0),
    )
    is_exact_variance = variance == "exact"
    return Design(
        verb="log-rank",
        title="One-sample log-rank test",
        asked=pick(values, "surviving", "time", "shape", "ratio", "alpha", "beta", "dropout", "follow_up", "variance"),
        numbers={**pick(values, "n", "critical", "accrual"), "events": found.events, "expected": found.expected},
        boundaries=(Boundary("test statistic", n, critical, critical),),
        errors=error_rates(number(values, "alpha"), number(values, "beta"), scenarios),
        scenarios=scenarios,
        is_exact=False,
        method="Normal approximation with the exact variance"
        if is_exact_variance
        else "Normal approximation with events as a Poisson count",
        source=WU if is_exact_variance else FINKELSTEIN,
        sentence=LOG_RANK_WORDS.write(values),
        high_words="reject above",
    )


def build_two_stage_log_rank(values: Values) -> Design:
    """A two-stage one-sample log-rank design from its numbers, without a search."""
    ratio, pace, n1, n = number(values, "ratio"), number(values, "rate"), whole(values, "n1"), whole(values, "n")
    first, last = number(values, "critical1"), number(values, "critical")
    times = number(values, "follow_up"), number(values, "dropout")
    found = evaluate_two_stage_log_rank(_curve(values), ratio, pace, *times, (n1, first, n, last))
    stop = found.pet_alternative
    scenarios = (
        Scenario("null", {"hazard ratio": 1.0}, found.alpha, found.expected_n, found.pet),
        Scenario("alternative", {"hazard ratio": ratio}, found.power, n1 + (1 - stop) * (n - n1), stop),
    )
    return Design(
        verb="log-rank",
        title=f"Two-stage one-sample log-rank test, {values['criterion']}",
        asked=pick(
            values,
            *("surviving", "time", "shape", "ratio", "alpha", "beta", "dropout", "follow_up", "rate", "criterion"),
        ),
        numbers={**pick(values, "n1", "critical1", "n", "critical"), "time1": found.time1, "accrual": found.accrual},
        boundaries=(Boundary("test statistic", n1, first, None), Boundary("test statistic", n, last, last)),
        errors=error_rates(number(values, "alpha"), number(values, "beta"), scenarios),
        scenarios=scenarios,
        is_exact=False,
        method="Bivariate normal approximation with the exact variances",
        source=KWAK_JUNG,
        sentence=TWO_STAGE_WORDS.write(values),
        high_words="reject above",
    )


def two_arm_survival(
    ratio: float,
    alpha: float,
    beta: float,
    median: float,
    accrual: float,
    follow_up: float,
    dropout: float = 0.0,
    allocation: float = 0.5,
) -> Design:
    """Events and patients for a randomised log-rank test, by Schoenfeld's formula.

    Args:
        ratio: hazard ratio of the alternative, below 1.
        alpha: one-sided type I error.
        beta: type II error allowed.
        median: median survival of the control arm; all times share its unit.
        accrual: length of accrual.
        follow_up: time from the last patient to the analysis.
        dropout: constant hazard of being lost to follow-up.
        allocation: share of patients in the experimental arm.

    Raises:
        UsageError: an argument cannot be used; all findings at once.

    Source: Schoenfeld, Biometrics 1983;39:499.

    Example:
        >>> two_arm_survival(0.5, 0.025, 0.20, 12, 24, 12).number("events")
        66
    """
    check = Checks().rate("ratio", ratio).error("alpha", alpha).error("beta", beta).positive("median", median)
    check.positive("accrual", accrual).not_negative("follow_up", follow_up).not_negative("dropout", dropout)
    check.rate("allocation", allocation).done()
    found = size_schoenfeld(ratio, alpha, beta, median, accrual, follow_up, dropout, allocation)
    return build_two_arm_survival(
        {
            "ratio": ratio,
            "alpha": alpha,
            "beta": beta,
            "median": median,
            "accrual": accrual,
            "follow_up": follow_up,
            "dropout": dropout,
            "allocation": allocation,
            "events": found.events,
            "n": found.n,
        }
    )


def build_two_arm_survival(values: Values) -> Design:
    """A randomised log-rank design from its numbers."""
    share, ratio, alpha = number(values, "allocation"), number(values, "ratio"), number(values, "alpha")
    shift = math.sqrt(whole(values, "events") * share * (1 - share)) * abs(math.log(ratio))
    power = float(ndtr(shift - float(ndtri(1 - alpha))))
    n = float(whole(values, "n"))
    scenarios = (
        Scenario("null", {"hazard ratio": 1.0}, alpha, n, 0.0),
        Scenario("alternative", {"hazard ratio": ratio}, power, n, 0.0),
    )
    asked = ("ratio", "alpha", "beta", "median", "accrual", "follow_up", "dropout", "allocation")
    return Design(
        verb="two-arm-survival",
        title="Randomised comparison of survival",
        asked=pick(values, *asked),
        numbers=pick(values, "events", "n"),
        boundaries=(),
        errors=error_rates(alpha, number(values, "beta"), scenarios),
        scenarios=scenarios,
        is_exact=False,
        method="Schoenfeld's normal approximation; constant hazards, uniform accrual",
        source=SCHOENFELD,
        sentence=SCHOENFELD_WORDS.write(values),
    )


FAMILIES = (
    Family(LOG_RANK_WORDS, build_log_rank),
    Family(TWO_STAGE_WORDS, build_two_stage_log_rank),
    Family(SCHOENFELD_WORDS, build_two_arm_survival),
)
