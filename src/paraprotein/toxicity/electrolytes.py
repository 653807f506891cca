"""Electrolytes, low glucose, albumin and urate: the CTCAE rows that hardly change between editions.

Where a row adds symptoms to a range ("<LLN - 3.0 mmol/L; symptomatic" is grade 2 of hypokalemia), only what the value
alone establishes is graded. admiral's `derive_var_atoxgr_dir` assumes the symptoms instead, so that potassium below
normal is grade 2 there and 1 here, and sodium of 125 to 129 mmol/L grade 3 there and 2 here (v5.0, v6.0). v5.0 prints
hyponatremia in whole numbers (125-129, 120-124): 129.5 is read as grade 2, as v6.0 prints it (125 - <130).
"""

from .analytes import CORRECTED_CALCIUM
from .limits import NO_GRADE, Scale, at, for_codes, lln, one_route, uln

_POTASSIUM = (
    Scale("K", "low", "Hypokalemia", "mmol/L", one_route(lln(), NO_GRADE, at(3.0), at(2.5))),
    Scale("K", "high", "Hyperkalemia", "mmol/L", one_route(uln(), at(5.5), at(6.0), at(7.0))),
)
_HYPERNATREMIA = Scale("SODIUM", "high", "Hypernatremia", "mmol/L", one_route(uln(), at(150), at(155), at(160)))
_HYPONATREMIA_TO_V4 = Scale("SODIUM", "low", "Hyponatremia", "mmol/L", one_route(lln(), NO_GRADE, at(130), at(120)))
_HYPONATREMIA_FROM_V5 = Scale("SODIUM", "low", "Hyponatremia", "mmol/L", one_route(lln(), at(130), at(125), at(120)))
_TOTAL_CALCIUM = ("CA", *CORRECTED_CALCIUM)
_CALCIUM = (  # serum calcium corrected for albumin; whoever grades CA corrects it first
    *for_codes(
        Scale(
            "",
            "low",
            "Hypocalcemia",
            "mg/dL",
            one_route(lln(), at(8.0, mmol_L=2.0), at(7.0, mmol_L=1.75), at(6.0, mmol_L=1.5)),
        ),
        *_TOTAL_CALCIUM,
    ),
    *for_codes(
        Scale(
            "",
            "high",
            "Hypercalcemia",
            "mg/dL",
            one_route(uln(), at(11.5, mmol_L=2.9), at(12.5, mmol_L=3.1), at(13.5, mmol_L=3.4)),
        ),
        *_TOTAL_CALCIUM,
    ),
)
_IONIZED_CALCIUM = (
    *for_codes(
        Scale("", "low", "Hypocalcemia", "mmol/L", one_route(lln(), at(1.0), at(0.9), at(0.8))), "CAION", "CAIONPH"
    ),
    *for_codes(
        Scale("", "high", "Hypercalcemia", "mmol/L", one_route(uln(), at(1.5), at(1.6), at(1.8))), "CAION", "CAIONPH"
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

_PHOSPHATE_FROM_V5 = (  # grade 1 is "laboratory finding only"; the others are graded by what is done
    Scale("PHOS", "low", "Hypophosphatemia", "", one_route(lln())),
    Scale("PHOS", "high", "Hyperphosphatemia", "", one_route(uln())),
)

_ALL_EDITIONS = (
    *_POTASSIUM,
    _HYPERNATREMIA,
    *_CALCIUM,
    *_IONIZED_CALCIUM,
    *_MAGNESIUM,
    _HYPOGLYCEMIA,
    _HYPOALBUMINEMIA,
)

TO_V4 = (*_ALL_EDITIONS, _HYPONATREMIA_TO_V4, _HYPOPHOSPHATEMIA, _HYPERURICEMIA_TO_V4)
"""v3.0 and v4.03."""

FROM_V5 = (*_ALL_EDITIONS, _HYPONATREMIA_FROM_V5, *_PHOSPHATE_FROM_V5, _HYPERURICEMIA_FROM_V5)
"""v5.0 and v6.0."""
