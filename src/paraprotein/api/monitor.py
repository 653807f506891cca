"""An ongoing study on one day."""

from datetime import date
from typing import Unpack

from ..monitoring import Monitor
from ..monitoring import monitor as look
from .intake import IntakeKeywords, day_named, require_one_trial
from .study import AnyStudy, passed_gate, study_for
from .trial import AnyTrial, Trial


def monitor(protocol: AnyTrial, data: AnyStudy, as_of: str | date, **options: Unpack[IntakeKeywords]) -> Monitor:
    """Show an ongoing study on a day: doses and the next decision, visits due, response, progression, limits near.

    Args:
        protocol: a bundled name, a path, or a `Trial`.
        data: a study's files, or a `Study`.
        as_of: the day, ISO text or date; nothing later is used.
        options: how the data are read; see `IntakeOptions`.

    Raises:
        DataError: findings that stop the work.
        UsageError: not a date; several simulated trials; criteria that do not rest on one serum marker.

    Example:
        >>> monitor("imatinib-wm-2007", "study/", "2004-09-01").study["enrolled"]
        2
    """
    day = as_of if isinstance(as_of, date) else day_named(as_of, "--cut")
    trial = Trial.of(protocol)
    study = study_for(trial, data, options)
    require_one_trial(study, study.source)
    passed_gate(trial, study)
    return look(study, trial.protocol, day)
