"""From a panel of markers to the courses that the AL amyloidosis criteria resolve."""

import numpy as np

from ..panel import Panel
from ..preparation import Events
from .course import AmyloidosisValues
from .resolve import AmyloidosisCourse


def assemble_amyloidosis(panel: Panel, events: Events) -> AmyloidosisCourse:
    """The courses of n_patients patients.

    Args:
        panel: every role of `roles.AMYLOIDOSIS_ROLES` and `nyha` (class 1 to 4); alkaline phosphatase in multiples of
            its upper limit of normal.
        events: new therapy.
    """
    return AmyloidosisCourse(
        baseline=AmyloidosisValues(*(panel.baseline[name] for name in AmyloidosisValues._fields)),
        visits=AmyloidosisValues(*(panel.numbers[name] for name in AmyloidosisValues._fields)),
        day=np.asarray(panel.day),
        present=panel.present,
        serum_immunofixation=panel.codes["serum_immunofixation"],
        urine_immunofixation=panel.codes["urine_immunofixation"],
        new_therapy_day=events.new_therapy_day,
    )
