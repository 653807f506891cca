"""Heart, kidney and liver in AL amyloidosis: each domain by itself, never pooled with another or with the blood."""

from collections.abc import Iterator

import polars as pl

from ...adam.adrs.response_tables import DOMAINS, GRADED, ORGANS
from ...units import MONTH_DAYS
from ..estimates import Estimate
from ..figures import estimate_count, estimate_spread
from ..response_levels import GRADES, response_levels
from ..subjects import Subjects
from .times import times_of


def estimate_organs(population: Subjects) -> Iterator[Estimate]:
    """Response and progression of each organ, and time to its response; nothing under other criteria.

    Response is counted among treated patients whose organ can be judged by its baseline and was assessed again, and
    among all enrolled whose organ can be judged; progression among treated patients whose organ was assessed again.
    """
    if not response_levels(population.protocol).judges_organs:
        return
    domains = population.adam.domains
    for code in ORGANS:
        name, own = DOMAINS[code], domains.filter(pl.col("DOMAIN") == code)
        judged = population.flags(own, pl.col("BASEFL")) & population.enrolled
        assessed = population.flags(own, pl.col("ASSESSFL")) & population.treated
        responded = population.flags(own, pl.col("RSPDT").is_not_null())
        progressed = population.flags(own, pl.col("PDDT").is_not_null())
        missing = f"no patient has a {name} domain that can be judged"
        yield estimate_count(f"{name}_response", responded, judged & assessed, missing)
        yield estimate_count(f"{name}_response_itt", responded & assessed, judged, missing)
        yield estimate_count(f"{name}_progression", progressed, assessed, missing)
        days = times_of(population, f"TTR{code}").days
        among = responded & judged & assessed
        yield from estimate_spread(f"time_to_{name}_response", days / MONTH_DAYS, among, f"no {name} response")
    if population.protocol.response.graded_organ_response:
        yield from _estimate_grades(population)


def _estimate_grades(population: Subjects) -> Iterator[Estimate]:
    """Depth of response of heart and kidney, among the treated who can be judged and were assessed again."""
    domains = population.adam.domains
    for code in GRADED:
        name, own = DOMAINS[code], domains.filter(pl.col("DOMAIN") == code)
        among = population.flags(own, pl.col("BASEFL") & pl.col("ASSESSFL")) & population.treated
        for grade, counted in GRADES.items():
            reached = population.flags(own, pl.col("BOR").is_in(counted))
            missing = f"no patient has a {name} domain that can be judged"
            yield estimate_count(f"{name.replace(' ', '_')}_{grade.lower()}", reached, among, missing)
