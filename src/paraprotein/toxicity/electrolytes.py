"""Electrolytes, glucose, albumin and urate: the CTCAE rows that hardly change between editions.

Where a row adds symptoms to a range ("<LLN - 3.0 mmol/L; symptomatic" is grade 2 of hypokalemia), only what the value
alone establishes is graded. admiral's `derive_var_atoxgr_dir` assumes the symptoms instead, so that potassium below
normal is grade 2 there and 1 here, and sodium of 125 to 129 mmol/L grade 3 there and 2 here (v5.0, v6.0).
"""

from .limits import NO_GRADE, Scale, at, lln, one_route, uln

_POTASSIUM = (
    Scale("K", "low", "Hypokalemia", "mmol/L", one_route(lln(), NO_GRADE, at(3.0), at(2.5))),
    Scale("K", "high", "Hyperkalemia", "mmol/L", one_route(uln(), at(5.5), at(6.0), at(7.0))),
)
_HYPERNATREMIA = Scale("SODIUM", "high", "Hypernatremia", "mmol/L", one_route(uln(), at(150), at(155), at(160)))
_HYPONATREMIA_TO_V4 = Scale("SODIUM", "low", "Hyponatremia", "mmol/L", one_route(lln(), NO_GRADE, at(130), at(120)))
_HYPONATREMIA_FROM_V5 = Scale("SODIUM", "low", "Hyponatremia", "mmol/L", one_route(lln(), at(130), at(125), at(120)))
_CALCIUM = (  # serum calcium corrected for albumin
    Scale(
        "CA",
        "low",
        "Hypocalcemia",
        "mg/dL",
        one_route(lln(), at(8.0, mmol_L=2.0), at(7.0, mmol_L=1.75), at(6.0, mmol_L=1.5)),
    ),
    Scale(
        "CA",
        "high",
        "Hypercalcemia",
        "mg/dL",
        one_route(uln(), at(11.5, mmol_L=2.9), at(12.5, mmol_L=3.1), at(13.5, mmol_L=3.4)),
    ),
)
_MAGNESIUM = (
    Scale(
        "MG",
        "low",
        "Hypomagnesemia",
        "mg/dL",
        one_route(lln(), at(1.2, mmol_L=0.5), at(0.9, mmol_L=0.4), at(0.7, mmol_L=0.3)),
    ),
    Scale(
        "MG",
        "high",
        "Hypermagnesemia",
        "mg/dL",
        one_route(uln(), NO_GRADE, at(3.0, mmol_L=1.23), at(8.0, mmol_L=3.30)),
    ),
)
_HYPOGLYCEMIA = Scale(
    "GLUC",
    "low",
    "Hypoglycemia",
    "mg/dL",
    one_route(lln(), at(55, mmol_L=3.0), at(40, mmol_L=2.2), at(30, mmol_L=1.7)),
)
_HYPERGLYCEMIA = Scale(  # fasting
    "GLUC",
    "high",
    "Hyperglycemia",
    "mg/dL",
    one_route(uln(), at(160, mmol_L=8.9), at(250, mmol_L=13.9), at(500, mmol_L=27.8)),
)
_HYPOPHOSPHATEMIA = Scale(
    "PHOS",
    "low",
    "Hypophosphatemia",
    "mg/dL",
    one_route(lln(), at(2.5, mmol_L=0.8), at(2.0, mmol_L=0.6), at(1.0, mmol_L=0.3)),
)
_HYPOALBUMINEMIA = Scale("ALB", "low", "Hypoalbuminemia", "g/dL", one_route(lln(), at(3, g_L=30), at(2, g_L=20)))
_HYPERURICEMIA_TO_V4 = Scale(
    "URATE", "high", "Hyperuricemia", "mg/dL", one_route(uln(), NO_GRADE, NO_GRADE, at(10, mmol_L=0.59))
)
_HYPERURICEMIA_FROM_V5 = Scale("URATE", "high", "Hyperuricemia", "", one_route(uln()))

_ALL_EDITIONS = (*_POTASSIUM, _HYPERNATREMIA, *_CALCIUM, *_MAGNESIUM, _HYPOGLYCEMIA, _HYPOALBUMINEMIA)

TO_V4 = (*_ALL_EDITIONS, _HYPONATREMIA_TO_V4, _HYPERGLYCEMIA, _HYPOPHOSPHATEMIA, _HYPERURICEMIA_TO_V4)
"""v3.0 and v4.03."""

V5 = (*_ALL_EDITIONS, _HYPONATREMIA_FROM_V5, _HYPERURICEMIA_FROM_V5)
"""v5.0 grades hyperglycemia and hypophosphatemia by what is done about them, not by a value."""

V6 = (*V5, _HYPERGLYCEMIA)
"""v6.0 grades hyperglycemia by value again."""
