"""Pick the winner: randomise between treatments and take the one with most responses."""

import numpy as np

from .binomial import binomial


def probability_of_selection(n: int, best: float, others: float, arms: int) -> float:
    """Probability that the best treatment is picked, ties broken at random.

    With x responses in the best arm and F, f the distribution and the probability of x in any other, the best arm
    wins with probability (F(x)^K - F(x - 1)^K) / (K f(x)): the sum over how many others tie.

    Args:
        n: patients per arm.
        best: response rate of the best treatment.
        others: response rate of every other treatment.
        arms: number of treatments K, the best among them.

    Source: Simon, Wittes & Ellenberg, Cancer Treat Rep 1985;69:1375.
    """
    own = binomial(n, best)
    single = binomial(n, others)
    below = np.concatenate([[0.0], np.cumsum(single)])
    ties = sum((below[1:] ** j) * (below[:-1] ** (arms - 1 - j)) for j in range(arms)) / arms
    return float(np.sum(own * ties))


def search_selection(best: float, others: float, arms: int, probability: float) -> int:
    """Fewest patients per arm with which the best treatment is picked with the probability wanted.

    Example:
        >>> search_selection(0.35, 0.20, 2, 0.90)
        29
    """
    n = 1
    while probability_of_selection(n, best, others, arms) < probability:
        n += 1
    return n
