"""The study's stopping rules: how many patients had the event, and when the boundary was reached."""

from collections.abc import Iterator

import numpy as np

from ...protocol.stopping_rules import rule_key
from ..estimates import Estimate
from ..figures import estimate_count
from ..population import Population, count
from ..stopping import judge_rule

NOT_REACHED = "the study did not reach the boundary"


def estimate_stopping(population: Population) -> Iterator[Estimate]:
    """For each rule the patients with the event among those whose outcome is known, and the patients treated when the
    boundary was reached: no value where it was not."""
    treated = count(population.treated)
    for rule in population.protocol.stopping or ():
        outcome, key = judge_rule(population, rule), rule_key(rule)
        known = ~np.isnan(outcome.known_day)
        yield estimate_count(f"stop_{key}_events", outcome.event & known, known, "no outcome is known")
        entered = outcome.entered
        n = np.where(np.isnan(entered), 0.0, entered)
        yield Estimate(f"stop_{key}_after", entered, "stopping-rule", n, treated, unreached=NOT_REACHED)
