"""Verbs for Bayesian designs of one arm."""

from typing import Annotated

import typer

from ...stopping.bop2 import Endpoint
from .options import P0, P1, Alpha, Beta, Json, LooksAt, Out, Plot, Prior, present, read_counts, read_pair, read_rates


def posterior(
    p0: P0,
    p1: P1,
    looks: LooksAt,
    prior: Prior = "0.5,0.5",
    margin: Annotated[float, typer.Option(help="Improvement wanted over the standard, as a fraction.")] = 0.0,
    lower: Annotated[float, typer.Option(help="Stop for futility when P(improvement) is below this.")] = 0.05,
    upper: Annotated[float, typer.Option(help="Stop for efficacy when P(better) is above this.")] = 0.95,
    standard_prior: Annotated[
        str | None, typer.Option(help="Parameters a,b of the standard's beta distribution; otherwise known as p0.")
    ] = None,
    json: Json = False,
    out: Out = None,
    plot: Plot = None,
) -> None:
    """Thall and Simon's monitoring by posterior probability, with exact characteristics."""
    from ...design import posterior as find

    pair = read_pair("--prior", prior) or (0.5, 0.5)
    known = read_pair("--standard-prior", standard_prior)
    design = find(p0, p1, read_counts("--looks", looks), pair, margin, lower, upper, known)
    present(design, json, out, plot)


def predictive(
    p0: P0,
    p1: P1,
    alpha: Alpha,
    beta: Beta,
    prior: Prior = None,
    first: Annotated[int, typer.Option(help="Patients at the first look.")] = 10,
    every: Annotated[int, typer.Option(help="Patients between looks.")] = 1,
    n_max: Annotated[int | None, typer.Option(help="Largest size; otherwise the smallest that holds.")] = None,
    theta_l: Annotated[float | None, typer.Option(help="Stop when the predictive probability is below this.")] = None,
    theta_t: Annotated[float | None, typer.Option(help="Reject when the final posterior is above this.")] = None,
    theta_u: Annotated[float, typer.Option(help="Stop for efficacy above this; 1 for never.")] = 1.0,
    json: Json = False,
    out: Out = None,
    plot: Plot = None,
) -> None:
    """Lee and Liu's predictive probability design: thresholds given, or searched."""
    from ...design import predictive as find

    pair = read_pair("--prior", prior)
    design = find(p0, p1, alpha, beta, pair, first, every, n_max, theta_l, theta_t, theta_u)
    present(design, json, out, plot)


def bop2(
    null: Annotated[
        str, typer.Argument(help="Null probabilities: 0.2, or those of all categories, e.g. 0.15,0.15,0.7.")
    ],
    alternative: Annotated[str, typer.Argument(help="The same under the alternative.")],
    looks: LooksAt,
    alpha: Annotated[float, typer.Option(help="Type I error allowed.")] = 0.10,
    endpoint: Annotated[Endpoint, typer.Option(help="What is monitored.")] = "efficacy",
    threshold: Annotated[float | None, typer.Option(help="Lambda; searched where not given.")] = None,
    exponent: Annotated[float | None, typer.Option(help="Gamma; searched where not given.")] = None,
    prior: Annotated[
        str | None, typer.Option(help="Dirichlet parameters; the null probabilities where not given.")
    ] = None,
    step: Annotated[
        float | None, typer.Option(help="Distance of the values of lambda and gamma that are tried (0.01).")
    ] = None,
    json: Json = False,
    out: Out = None,
    plot: Plot = None,
) -> None:
    """BOP2 designs for one or two binary endpoints, exact: parameters given, or searched for the most power."""
    from ...design import bop2 as find

    weights = None if prior is None else read_rates("--prior", prior)
    cells = read_rates("null", null), read_rates("alternative", alternative)
    design = find(*cells, read_counts("--looks", looks), alpha, endpoint, threshold, exponent, weights, step)
    present(design, json, out, plot)
