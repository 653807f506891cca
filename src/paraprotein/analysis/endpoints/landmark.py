"""Progression from a landmark on, by response until then: what time to progression of responders cannot say."""

from collections.abc import Iterator

import numpy as np

from ...statistics import compute_log_rank
from ..estimates import Estimate
from ..figures import estimate_survival_median
from ..subjects import Subjects, count
from .times import times_of


def estimate_landmark(population: Subjects) -> Iterator[Estimate]:
    """Time to progression counted from the protocol's fixed time, of those who had responded by then and of the others.

    Patients who progressed or were censored by the landmark do not take part, so that nobody is granted the time in
    which a response arose.

    Source: Anderson, Cain & Gelber, J Clin Oncol 1983;1:710 (doi 10.1200/JCO.1983.1.11.710).
    """
    landmark = population.protocol.fixed_time
    progression, response = times_of(population, "TTP"), times_of(population, "TTR")
    at_risk = population.evaluable & (progression.days > landmark)
    responded = at_risk & (response.days <= landmark)
    days = progression.days - landmark
    for identifier, group in (("responders", responded), ("others", at_risk & ~responded)):
        missing = f"no such patient at the landmark of {landmark:g} days"
        yield estimate_survival_median(
            f"landmark_ttp_{identifier}_median", days, progression.event, group, missing=missing
        )
    test = compute_log_rank(days, progression.event, responded.astype(np.int64), at_risk)
    missing = "fewer than two groups at risk at an event"
    yield Estimate("landmark_ttp_p", test.p, "log-rank", count(at_risk), count(at_risk), missing=missing)
