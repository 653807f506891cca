"""Pancreas, muscle and hemolysis: lipase, amylase, creatine kinase, lactate dehydrogenase, haptoglobin.

From v5.0 the grades of lipase and amylase overlap: more than 2 x ULN is grade 2 without symptoms and grade 3 with them,
more than 5 x ULN grade 3 or 4. A laboratory value alone proves the lower one. admiral assumes the symptoms.
"""

from .limits import NO_GRADE, Scale, at, for_codes, lln, one_route, uln

_PANCREAS_TO_V4 = one_route(uln(), uln(1.5), uln(2), uln(5))
_PANCREAS_FROM_V5 = one_route(uln(), uln(1.5), uln(5))
_LIPASE = ("LIPASET", "LIPASEP")
_AMYLASE = ("AMYLASE", "AMYLASEP")

_CPK = Scale("CK", "high", "CPK increased", "", one_route(uln(), uln(2.5), uln(5), uln(10)))
_LDH = Scale("LDH", "high", "Blood lactate dehydrogenase increased", "", one_route(uln()))
_HAPTOGLOBIN = Scale("HAPTOG", "low", "Haptoglobin decreased", "", one_route(lln()))

V3 = (
    *for_codes(Scale("", "high", "Lipase", "", _PANCREAS_TO_V4), *_LIPASE),
    *for_codes(Scale("", "high", "Amylase", "", _PANCREAS_TO_V4), *_AMYLASE),
    Scale("CK", "high", "CPK (creatine phosphokinase)", "", _CPK.routes),
    # grade 3 is "absent"
    Scale("HAPTOG", "low", "Haptoglobin", "", one_route(lln(), NO_GRADE, at(0.0, inclusive=True))),
)
"""Recalled, but for pancreatic amylase (PMC1524981, Table 3)."""

V4 = (
    *for_codes(Scale("", "high", "Lipase increased", "", _PANCREAS_TO_V4), *_LIPASE),
    *for_codes(Scale("", "high", "Serum amylase increased", "", _PANCREAS_TO_V4), *_AMYLASE),
    _CPK,
    _HAPTOGLOBIN,
)

_FROM_V5 = (
    *for_codes(Scale("", "high", "Lipase increased", "", _PANCREAS_FROM_V5), *_LIPASE),
    *for_codes(Scale("", "high", "Serum amylase increased", "", _PANCREAS_FROM_V5), *_AMYLASE),
    _HAPTOGLOBIN,
    _LDH,
)

V5 = (*_FROM_V5, _CPK)
V6 = _FROM_V5
"""v6.0 has no CPK increased: it is graded by words under Investigations - Other."""
