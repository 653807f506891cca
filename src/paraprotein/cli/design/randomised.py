"""Verbs for randomised phase II designs with a response rate."""

from typing import Annotated

import typer

from ...stopping.two_arm import Test
from .options import Alpha, Beta, Json, Out, Plot, present

Control = Annotated[float, typer.Argument(help="Response rate of the control arm.")]
Experimental = Annotated[float, typer.Argument(help="Response rate of the experimental arm, above it.")]


def two_arm(
    p0: Control,
    p1: Experimental,
    alpha: Alpha,
    beta: Beta,
    test: Annotated[Test, typer.Option(help="Which exact test.")] = "Boschloo",
    ratio: Annotated[int, typer.Option(help="Experimental patients per control patient.")] = 1,
    json: Json = False,
    out: Out = None,
    plot: Plot = None,
) -> None:
    """The smallest randomised comparison of two response rates by Boschloo's or Fisher's exact test."""
    from ...design import two_arm as find

    present(find(p0, p1, alpha, beta, test, ratio), json, out, plot)


def pick_the_winner(
    best: Annotated[float, typer.Argument(help="Response rate of the best treatment.")],
    others: Annotated[float, typer.Argument(help="Response rate of every other treatment.")],
    arms: Annotated[int, typer.Argument(help="Number of treatments.")],
    probability: Annotated[float, typer.Option(help="Probability wanted of picking the best.")] = 0.90,
    json: Json = False,
    out: Out = None,
    plot: Plot = None,
) -> None:
    """Arms large enough to pick the best treatment (Simon, Wittes and Ellenberg)."""
    from ...design import pick_the_winner as find

    present(find(best, others, arms, probability), json, out, plot)


def randomised_two_stage(
    p0: Control, p1: Experimental, alpha: Alpha, beta: Beta, json: Json = False, out: Out = None, plot: Plot = None
) -> None:
    """Randomised two-stage designs with a control arm (Jung): optimal, minimax and every admissible one."""
    from ...design import randomised_two_stage as find

    present(find(p0, p1, alpha, beta), json, out, plot)
