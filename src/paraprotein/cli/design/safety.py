"""Verbs for designs that watch toxicity."""

from typing import Annotated

import typer

from ...design.safety import Method
from .options import Json, Out, Plot, Prior, present, read_pair, read_rows


def toxicity(
    limit: Annotated[float, typer.Argument(help="Acceptable toxicity rate, e.g. 0.2.")],
    excessive: Annotated[float, typer.Argument(help="Rate at which the study should stop.")],
    n: Annotated[int, typer.Argument(help="Patients of the whole study.")],
    method: Annotated[Method, typer.Option(help="How the boundary is made.")] = "pocock",
    error: Annotated[
        float | None, typer.Option(help="pocock: probability allowed of stopping at the limit (0.05).")
    ] = None,
    probability: Annotated[
        float | None, typer.Option(help="posterior: probability of exceeding the limit that is too much (0.90).")
    ] = None,
    prior: Prior = None,
    first: Annotated[int, typer.Option(help="Patients evaluated before the rule is asked.")] = 1,
    table: Annotated[str, typer.Option(help="table: events/patients that stop, e.g. 3/6,5/12,8/30.")] = "",
    json: Json = False,
    out: Out = None,
    plot: Plot = None,
) -> None:
    """A boundary that stops a study for toxicity, with exact probabilities of stopping."""
    from ...design import toxicity as find

    rows, pair = read_rows("--table", table), read_pair("--prior", prior)
    present(find(limit, excessive, n, method, error, probability, pair, first, rows), json, out, plot)


def bryant_day(
    response0: Annotated[float, typer.Argument(help="Response rate that is not of interest.")],
    response1: Annotated[float, typer.Argument(help="Response rate that is of interest.")],
    safe0: Annotated[float, typer.Argument(help="Rate of patients without toxicity that is not acceptable.")],
    safe1: Annotated[float, typer.Argument(help="Rate of patients without toxicity that is acceptable.")],
    alpha_response: Annotated[float, typer.Argument(help="Probability allowed of recommending a poor response.")],
    alpha_toxicity: Annotated[float, typer.Argument(help="Probability allowed of recommending a toxic treatment.")],
    beta: Annotated[float, typer.Argument(help="Probability allowed of not recommending a good treatment.")],
    odds_ratio: Annotated[
        float, typer.Option(help="Between response and absence of toxicity, for the characteristics.")
    ] = 1.0,
    json: Json = False,
    out: Out = None,
    plot: Plot = None,
) -> None:
    """Bryant and Day's two-stage designs for response and toxicity: optimal and minimax."""
    from ...design import bryant_day as find

    rates = response0, response1, safe0, safe1
    present(find(*rates, alpha_response, alpha_toxicity, beta, odds_ratio), json, out, plot)
