"""A biomarker before and under treatment, and whether its fall goes with response."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from ...protocol.schema import Biomarker
from ...statistics import compute_clopper_pearson, compute_rank_sum, compute_spearman
from ..collected import without_value
from ..estimates import Estimate
from ..figures import LEVEL, estimate_spread
from ..paired import estimate_pair
from ..subjects import Booleans, Floats, Subjects, count


def estimate_biomarkers(population: Subjects) -> Iterator[Estimate]:
    """Every biomarker of the protocol; ids begin with its code in lower case."""
    for biomarker in population.protocol.biomarkers:
        yield from _estimate_biomarker(population, biomarker)


def _estimate_biomarker(population: Subjects, biomarker: Biomarker) -> Iterator[Estimate]:
    """Values before and after over patients who have both, the paired test, who fell, and the relation to response."""
    name, pairs = biomarker.analyte.lower(), population.adam.biomarkers[biomarker.analyte]
    before, after = population.numbers(pairs, "BEFORE"), population.numbers(pairs, "AFTER")
    tested = population.treated & ~np.isnan(before) & ~np.isnan(after)
    missing = f"no patient has {biomarker.analyte} before and under treatment"
    yield from estimate_spread(f"{name}_before", before, tested, missing)
    yield from estimate_spread(f"{name}_after", after, tested, missing)
    for estimate in estimate_pair(name, before, after, tested, missing):
        if estimate.id != f"{name}_median":
            yield estimate
    yield _all_fell(f"{name}_all_fell", before, after, tested, missing)
    for estimate in _relation_to_response(population, name, before, after, tested):
        for need in ("arms", "marker"):
            estimate = without_value(estimate, population.lacks[need])
        yield estimate


def _all_fell(identifier: str, before: Floats, after: Floats, tested: Booleans, missing: str) -> Estimate:
    """Proportion of patients whose value fell; 1 when all did."""
    n, denominator = count(tested & (after < before)), count(tested)
    limits = compute_clopper_pearson(n, denominator, LEVEL)
    return Estimate(
        identifier, limits.estimate, "proportion", n, denominator, limits.lower, limits.upper, LEVEL, missing
    )


def _relation_to_response(
    population: Subjects, name: str, before: Floats, after: Floats, tested: Booleans
) -> Iterator[Estimate]:
    """Relative fall of responders against others (rank sum), and against the best relative fall of the marker."""
    judged = tested & population.evaluable
    with np.errstate(divide="ignore", invalid="ignore"):
        fall = np.where(before > 0, 1 - after / before, np.nan)
    responders = population.flags(population.adam.response, pl.col("RSPDT").is_not_null())
    test = compute_rank_sum(fall, responders, judged)
    n = (test.n_first + test.n_second).astype(np.float64)
    denominator = count(population.evaluable)
    missing = "responders or others are missing among patients tested"
    yield Estimate(f"{name}_response_p", test.p, "rank-sum", n, denominator, missing=missing)
    marker = 1 - population.numbers(population.adam.markers, "BEST") / population.numbers(
        population.adam.response, "BASE"
    )
    relation = compute_spearman(fall, marker, judged)
    pairs = relation.n.astype(np.float64)
    missing = "fewer than two patients, or values that do not vary"
    yield Estimate(f"{name}_response_rho", relation.rho, "spearman", pairs, denominator, missing=missing)
    yield Estimate(f"{name}_response_rho_p", relation.p, "spearman", pairs, denominator, missing=missing)
