"""Clotting: aPTT, INR, fibrinogen.

INR: "1.5 x baseline if on anticoagulation" is read as replacing the other route for patients on an anticoagulant; taken
as printed, with "or", every well treated patient on warfarin would be grade 2. Fibrinogen: the fall from baseline
counts where the baseline was below normal, as v3.0 says in a remark and v5.0 in short ("if abnormal").
"""

from .limits import NO_GRADE, Limit, Scale, at, baseline, lln, one_route, route, uln

_TIMES_LLN = route(lln(), lln(0.75), lln(0.5), lln(0.25))
_BELOW_50 = route(NO_GRADE, NO_GRADE, NO_GRADE, at(50, g_L=0.5))
_FALL = route(
    baseline(),
    baseline(0.75, inclusive=True),
    baseline(0.5, inclusive=True),
    baseline(0.25, inclusive=True),
    applies="baseline low",
)
_FIBRINOGEN = (_TIMES_LLN, _BELOW_50, _FALL)


def _inr(*limits: Limit) -> Scale:
    by_baseline = route(baseline(), baseline(1.5), baseline(2.5), applies="anticoagulated")
    return Scale("INR", "high", "INR increased", "1", (route(*limits, applies="not anticoagulated"), by_baseline))


_APTT = Scale(
    "APTT", "high", "Activated partial thromboplastin time prolonged", "", one_route(uln(), uln(1.5), uln(2.5))
)
_FIBRINOGEN_FROM_V4 = Scale("FIBRINO", "low", "Fibrinogen decreased", "mg/dL", _FIBRINOGEN)

V3 = (
    Scale("APTT", "high", "PTT (Partial Thromboplastin Time)", "", one_route(uln(), uln(1.5), uln(2))),
    Scale("INR", "high", "INR (International Normalized Ratio of prothrombin time)", "1",
          one_route(uln(), uln(1.5), uln(2))),
    Scale("FIBRINO", "low", "Fibrinogen", "mg/dL", _FIBRINOGEN),
)  # fmt: skip
"""Recalled."""

V4 = (_APTT, _inr(uln(), uln(1.5), uln(2.5)), _FIBRINOGEN_FROM_V4)
V5 = (_APTT, _inr(at(1.2), at(1.5), at(2.5)), _FIBRINOGEN_FROM_V4)
"""v5.0 and v6.0."""
