"""How often a rule stops simulated trials, with the exact binomial interval of that share."""

import numpy as np
import pytest
from scipy.stats import binomtest

from paraprotein.report.wording import stopping_sentences
from paraprotein.scale.stopping import stopped_trials

NAN = float("nan")


@pytest.mark.parametrize("stopped", [0, 1, 7, 40])
def test_the_interval_is_clopper_and_pearsons(stopped: int) -> None:
    patients = np.array([12.0] * stopped + [NAN] * (40 - stopped))
    arm = stopped_trials(patients)
    exact = binomtest(stopped, 40).proportion_ci(0.95, method="exact")
    assert (arm.trials, arm.stopped, arm.share) == (40, stopped, stopped / 40)
    assert (arm.low, arm.high) == pytest.approx((exact.low, exact.high))


def test_patients_are_those_of_the_trials_that_stopped() -> None:
    arm = stopped_trials(np.array([10.0, NAN, 20.0, 12.0]))
    assert arm.patients == 12.0
    none = stopped_trials(np.array([NAN, NAN]))
    assert (none.patients, none.patients_low, none.patients_high) == (None, None, None)


def test_the_sentence_tells_share_interval_and_patients() -> None:
    arms = {"simulated": stopped_trials(np.array([10.0, NAN])), "no_drug": stopped_trials(np.array([NAN, NAN]))}
    record = {"rule": "R", "event": "toxicity", "within_days": 182.6, "boundary": "2 of 2-5 patients"}
    (sentence,) = stopping_sentences({"stopping": [record | {name: vars(arm) for name, arm in arms.items()}]})
    assert sentence == (
        "R (toxicity within 183 days; stops at 2 of 2-5 patients): stopped 1 of 2 trials (50.0 %, Monte Carlo 95 % "
        "interval 1.3 % to 98.7 %), after 10 treated patients in the median (90 % 10 to 10); without drug stopped 0 "
        "of 2 trials (0.0 %, Monte Carlo 95 % interval 0.0 % to 84.2 %)"
    )
    assert stopping_sentences({}) == []
