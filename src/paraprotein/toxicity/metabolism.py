"""Glucose, lipids, acid and base, thyroid, vitamin D.

Hyperglycemia: v3.0, v4.03 and v6.0 ask for a fasting value in grades 1 and 2 only. v5.0 grades what is done about it;
its grade 1, "above baseline with no medical intervention", is all that a value can show.
"""

from .limits import NO_GRADE, Scale, at, baseline, for_codes, lln, one_route, route, uln

_HYPERGLYCEMIA = Scale(
    "GLUC",
    "high",
    "Hyperglycemia",
    "mg/dL",
    (
        route(uln(), at(160, mmol_L=8.9), at(250, mmol_L=13.9), at(500, mmol_L=27.8), applies="fasting"),
        route(NO_GRADE, NO_GRADE, at(250, mmol_L=13.9), at(500, mmol_L=27.8), applies="not fasting"),
    ),
)
_HYPERGLYCEMIA_V5 = Scale("GLUC", "high", "Hyperglycemia", "", one_route((*uln(), *baseline())))
_CHOLESTEROL = Scale(
    "CHOL",
    "high",
    "Cholesterol high",
    "mg/dL",
    one_route(uln(), at(300, mmol_L=7.75), at(400, mmol_L=10.34), at(500, mmol_L=12.92)),
)
_TRIGLYCERIDES_V3 = Scale(
    "TRIG", "high", "Triglyceride, serum-high (hypertriglyceridemia)", "", one_route(uln(), uln(2.5), uln(5), uln(10))
)
_TRIGLYCERIDES = Scale(  # "150 mg/dL - 300 mg/dL": 150 itself is grade 1; neither fasting nor the ULN is asked for
    "TRIG",
    "high",
    "Hypertriglyceridemia",
    "mg/dL",
    one_route(at(150, inclusive=True, mmol_L=1.71), at(300, mmol_L=3.42), at(500, mmol_L=5.7), at(1000, mmol_L=11.4)),
)
_ACID_AND_BASE = (  # of blood
    Scale("PH", "low", "Acidosis", "1", one_route(lln(), NO_GRADE, at(7.3))),
    Scale("PH", "high", "Alkalosis", "1", one_route(uln(), NO_GRADE, at(7.5))),
)
_BICARBONATE_V3 = Scale("BICARB", "low", "Bicarbonate, serum-low", "mmol/L", one_route(lln(), at(16), at(11), at(8)))
_FROM_V5 = (
    # grade 1 is the finding without an intervention; a value that was treated is graded as an adverse event
    Scale("BICARB", "low", "Blood bicarbonate decreased", "", one_route(lln())),
    Scale("TSH", "high", "Thyroid stimulating hormone increased", "", one_route(uln())),
)
_EVERY_EDITION = (_CHOLESTEROL, *_ACID_AND_BASE)

V3 = (*_EVERY_EDITION, _HYPERGLYCEMIA, _TRIGLYCERIDES_V3, _BICARBONATE_V3)
"""Recalled."""

V4 = (*_EVERY_EDITION, _HYPERGLYCEMIA, _TRIGLYCERIDES)
V5 = (*_EVERY_EDITION, _HYPERGLYCEMIA_V5, _TRIGLYCERIDES, *_FROM_V5)
V6 = (
    *_EVERY_EDITION,
    _HYPERGLYCEMIA,
    _TRIGLYCERIDES,
    *_FROM_V5,
    Scale("HDL", "low", "HDL decreased", "", one_route(lln())),
    Scale("LDL", "high", "LDL increased", "", one_route(uln())),
    *for_codes(Scale("", "low", "Vitamin D decreased", "", one_route(lln())), "V25HD3", "VTD2D3IT"),
)
