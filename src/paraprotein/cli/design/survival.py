"""Verbs for designs with a time to an event."""

from typing import Annotated

import typer

from ...stopping.one_sample_log_rank import Variance
from .options import Alpha, Beta, Json, Out, Plot, present

Ratio = Annotated[float, typer.Argument(help="Hazard ratio of the alternative, below 1.")]
FollowUp = Annotated[float, typer.Option(help="Time from the last patient to the last analysis.")]
Dropout = Annotated[float, typer.Option(help="Constant hazard of being lost to follow-up.")]


def log_rank(
    surviving: Annotated[float, typer.Argument(help="Survival probability under the null hypothesis, e.g. 0.5.")],
    time: Annotated[float, typer.Argument(help="The time of that probability; all times share its unit.")],
    ratio: Ratio,
    alpha: Alpha,
    beta: Beta,
    follow_up: FollowUp,
    accrual: Annotated[float | None, typer.Option(help="Length of accrual; give this or --rate.")] = None,
    rate: Annotated[float | None, typer.Option(help="Patients per unit of time; also gives two stages.")] = None,
    shape: Annotated[float, typer.Option(help="Weibull shape of survival; 1 is a constant hazard.")] = 1.0,
    dropout: Dropout = 0.0,
    variance: Annotated[Variance, typer.Option(help="Variance under the alternative.")] = "exact",
    json: Json = False,
    out: Out = None,
    plot: Plot = None,
) -> None:
    """One-sample log-rank test: patients, accrual and follow-up, in one stage and in two."""
    from ...design import log_rank as find

    curve = surviving, time, ratio, alpha, beta
    present(find(*curve, follow_up, accrual, rate, shape, dropout, variance), json, out, plot)


def two_arm_survival(
    ratio: Ratio,
    alpha: Alpha,
    beta: Beta,
    median: Annotated[float, typer.Option(help="Median survival of the control arm; all times share its unit.")],
    accrual: Annotated[float, typer.Option(help="Length of accrual.")],
    follow_up: FollowUp,
    dropout: Dropout = 0.0,
    allocation: Annotated[float, typer.Option(help="Share of patients in the experimental arm.")] = 0.5,
    json: Json = False,
    out: Out = None,
    plot: Plot = None,
) -> None:
    """Events and patients of a randomised log-rank test (Schoenfeld), with accrual, follow-up and dropout."""
    from ...design import two_arm_survival as find

    present(find(ratio, alpha, beta, median, accrual, follow_up, dropout, allocation), json, out, plot)
