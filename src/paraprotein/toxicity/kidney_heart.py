"""Kidney, urine and heart: creatinine clearance, filtration, protein in urine, troponins.

Chronic kidney disease and acute kidney injury are diagnoses over weeks and months, and no single value proves one:
they are not derived. Protein in urine is graded from a collection over 24 hours and, by v6.0, from its ratio to
creatinine; a concentration has no scale, nor has a dipstick.
"""

from .limits import NO_GRADE, Bound, Limit, Scale, at, for_codes, lln, one_route, uln

_LEAST_PROTEIN = 0.15
"""Grade 1 of v4.03 has no lower end: the ULN where it is known, else 0.15 g in 24 hours, where v3.0 begins; ours."""

_CLEARANCE = Scale(  # "26 - 49" and "10 - 25" are whole numbers: 49.5 is in neither and grade 0, 25.5 is grade 2
    "CREATCLR",
    "low",
    "Creatinine clearance decreased",
    "mL/min",
    one_route(NO_GRADE, at(49, inclusive=True), at(25, inclusive=True)),
    ends=Bound("value", 10),
)
_AT_MOST_1 = at(1.0, inclusive=True)
_RATIO = Scale(  # the unit is not printed; read as g of protein per g of creatinine
    "PROTCRT",
    "high",
    "Urinary protein increased",
    "g/g",
    one_route(uln(otherwise=_LEAST_PROTEIN), _AT_MOST_1, at(3.5)),
)


def _protein(term: str, *limits: Limit) -> Scale:
    return Scale("UPROT", "high", term, "g/day", one_route(*limits))


def _troponins(*limits: Limit) -> tuple[Scale, ...]:
    i = for_codes(Scale("", "high", "Cardiac troponin I increased", "", one_route(*limits)), "TROPONI", "TROPONI3")
    return (*i, Scale("TROPONT", "high", "Cardiac troponin T increased", "", one_route(*limits)))


_INFARCTION: Limit = (Bound("infarction", inclusive=True),)
_PROTEIN_FROM_V5 = (
    uln(inclusive=True, otherwise=_LEAST_PROTEIN),
    at(1.0, inclusive=True),
    at(3.5, inclusive=True),
)

V3 = (
    *for_codes(
        Scale("", "low", "Glomerular filtration rate", "", one_route(lln(0.75), lln(0.5), lln(0.25))),
        "GFRE", "GFREI", "GFRBSCRT",
    ),
    _protein("Proteinuria", at(_LEAST_PROTEIN, inclusive=True), at(1.0), at(3.5)),
    # grade 3 begins at the maker's level of unstable angina, which nobody states; grade 4 at that of infarction
    *for_codes(
        Scale("", "high", "Cardiac troponin I (cTnI)", "", one_route(NO_GRADE, NO_GRADE, NO_GRADE, _INFARCTION)),
        "TROPONI", "TROPONI3",
    ),
    Scale(
        "TROPONT",
        "high",
        "Cardiac troponin T (cTnT)",
        "ng/mL",
        one_route(
            at(0.03, inclusive=True), at(0.05, inclusive=True), at(0.1, inclusive=True), at(0.2, inclusive=True)
        ),
    ),
)  # fmt: skip
"""Recalled, but for troponin I, read in an excerpt of v3.0 (Heart)."""

V4 = (
    # 1.0 - 3.4 and >= 3.5 leave a gap, read as grade 2
    _protein("Proteinuria", uln(otherwise=_LEAST_PROTEIN), at(1.0, inclusive=True), at(3.5, inclusive=True)),
    *_troponins(uln(), NO_GRADE, _INFARCTION),
)
V5 = (_protein("Proteinuria", *_PROTEIN_FROM_V5), *_troponins(uln(), NO_GRADE, _INFARCTION))
V6 = (
    *for_codes(_CLEARANCE, "CREATCLR", "CRTCLRE"),
    _protein("Urinary protein increased", *_PROTEIN_FROM_V5),
    _RATIO,
)
"""v6.0 has no troponin: a rise is graded as myocardial infarction or by words."""
