"""Blood cells beyond the cytopenias that every edition grades: too many cells, eosinophils, CD4, methemoglobin."""

from .limits import NO_GRADE, Scale, at, baseline, by_baseline, lln, one_route, uln

_CD4_LIMITS = one_route(lln(), at(0.5), at(0.2), at(0.05))
_CD4 = Scale("CD4", "low", "CD4 lymphocytes decreased", "10^9/L", _CD4_LIMITS)
_LEUKOCYTOSIS = Scale("WBC", "high", "Leukocytosis", "10^9/L", one_route(NO_GRADE, NO_GRADE, at(100)))
_LYMPHOCYTES = Scale("LYM", "high", "Lymphocyte count increased", "10^9/L", one_route(NO_GRADE, at(4), at(20)))
_FROM_V4 = (_CD4, _LEUKOCYTOSIS, _LYMPHOCYTES)
_FROM_V5 = (
    *_FROM_V4,
    # v5.0 prints ">0 - 2 g/dL" without saying above what; v6.0 writes out the ULN and calls it a clarification
    Scale("HGB", "high", "Hemoglobin increased", "g/dL", one_route(uln(), uln(plus=2), uln(plus=4))),
    Scale("EOS", "high", "Eosinophilia", "", one_route((*uln(), *baseline()))),
    Scale("HGBMET", "high", "Methemoglobinemia", "", one_route(NO_GRADE, uln())),
)

V3 = (Scale("CD4", "low", "CD4 count", "10^9/L", _CD4_LIMITS),)
"""Recalled."""

V4 = (
    *_FROM_V4,
    Scale(
        "HGB",
        "high",
        "Hemoglobin increased",
        "g/dL",
        by_baseline(normal=(uln(), uln(plus=2), uln(plus=4)), high=(baseline(), baseline(plus=2), baseline(plus=4))),
    ),
)
V5 = _FROM_V5
V6 = (
    *_FROM_V5,
    # the grade of these three is "Present"
    Scale("LYM", "low", "Lymphopenia", "", one_route(lln())),
    Scale("PLAT", "high", "Thrombocytosis", "", one_route(uln())),
    Scale("NEUT", "high", "Neutrophil count increased", "", one_route(uln())),
)
