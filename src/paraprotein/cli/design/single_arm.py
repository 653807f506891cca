"""Verbs for one arm and one response rate."""

from typing import Annotated

import typer

from ...stopping.gehan import Estimate
from .options import P0, P1, Alpha, Beta, Json, LooksAt, Out, Plot, present, read_bounds, read_counts

Futility = Annotated[str, typer.Option(help="Most responses that stop at each look, '-' where none do, e.g. 1,-,9.")]
Efficacy = Annotated[
    str | None, typer.Option(help="Fewest responses that stop for efficacy at each look, '-' where none do.")
]


def single_stage(
    p0: P0, p1: P1, alpha: Alpha, beta: Beta, json: Json = False, out: Out = None, plot: Plot = None
) -> None:
    """Exact single-stage design: the smallest size, and the smallest from which all larger hold (A'Hern)."""
    from ...design import single_stage as find

    present(find(p0, p1, alpha, beta), json, out, plot)


def simon(p0: P0, p1: P1, alpha: Alpha, beta: Beta, json: Json = False, out: Out = None, plot: Plot = None) -> None:
    """Simon's two-stage designs: optimal, minimax and every admissible one."""
    from ...design import simon as find

    present(find(p0, p1, alpha, beta), json, out, plot)


def gehan(
    p1: Annotated[float, typer.Argument(help="Response rate that must not be missed.")],
    beta: Annotated[float, typer.Argument(help="Probability allowed of no response in the first stage at that rate.")],
    standard_error: Annotated[float, typer.Argument(help="Standard error wanted after the second stage, e.g. 0.1.")],
    estimate: Annotated[Estimate, typer.Option(help="Rate at which the second stage is computed.")] = "upper limit",
    json: Json = False,
    out: Out = None,
    plot: Plot = None,
) -> None:
    """Gehan's design: a first stage that rarely misses an active drug, a second stage for precision."""
    from ...design import gehan as find

    present(find(p1, beta, standard_error, estimate), json, out, plot)


def fleming(
    p0: P0,
    p1: P1,
    alpha: Alpha,
    sizes: Annotated[str, typer.Option(help="Patients added at each look, e.g. 15,10.")],
    json: Json = False,
    out: Out = None,
    plot: Plot = None,
) -> None:
    """Fleming's multi-stage boundaries, which stop for futility and for efficacy."""
    from ...design import fleming as find

    present(find(p0, p1, alpha, read_counts("--sizes", sizes)), json, out, plot)


def exact(
    p0: P0,
    p1: P1,
    looks: LooksAt,
    futility: Futility,
    efficacy: Efficacy = None,
    json: Json = False,
    out: Out = None,
    plot: Plot = None,
) -> None:
    """Exact characteristics of boundaries of your own: futility only, skipped looks, any sizes."""
    from ...design import exact as find

    high = None if efficacy is None else read_bounds("--efficacy", efficacy)
    design = find(p0, p1, read_counts("--looks", looks), read_bounds("--futility", futility), high)
    present(design, json, out, plot)
