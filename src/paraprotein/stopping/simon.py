"""Simon's two-stage designs: optimal, minimax and all admissible, by exhaustive search."""

from .two_stage_search import Candidate, Steps, search_two_stage


def search_simon(p0: float, p1: float, alpha: float, beta: float) -> tuple[Candidate, ...]:
    """For each n that can matter the two-stage design with the smallest expected size under p0.

    The first is minimax, the last optimal. See `two_stage_search` for why no design is missed.

    Args:
        p0: response rate that is not of interest.
        p1: response rate that is, above p0.
        alpha: type I error allowed, one-sided.
        beta: type II error allowed.

    Source: Simon, Control Clin Trials 1989;10:1 (doi 10.1016/0197-2456(89)90015-9).

    Example:
        >>> best = search_simon(0.10, 0.30, 0.05, 0.20)[-1]
        >>> (best.r1, best.n1, best.r, best.n)
        (1, 10, 5, 29)
    """
    return search_two_stage(Steps((1 - p0, p0), (1 - p1, p1)), alpha, beta)
