"""CTCAE v6.0 (2025): laboratory terms.

Neutrophils lose the LLN and a step in every grade, platelets reach grade 4 only below 10, lymphopenia has grade 1 only.
CPK and the troponins lose their terms, proteinuria becomes urinary protein.
"""

from ..sources import Source
from . import cells, coagulation, electrolytes, enzymes, kidney_heart, metabolism
from .ctcae_v3 import LEUKOCYTES
from .ctcae_v4 import ANEMIA
from .limits import NO_GRADE, Edition, Scale, at, baseline, by_baseline, lln, one_route, route, uln

NEUTROPHILS = one_route(at(1.5), at(1.0), at(0.5), at(0.1))
THROMBOCYTOPENIA = one_route(lln(), at(75), at(50), at(10))
TRANSAMINASE = (
    *by_baseline(
        normal=(uln(), uln(3), uln(5), uln(20)),
        high=(baseline(1.0, inclusive=True), baseline(1.5), NO_GRADE, baseline(4)),
    ),
    # grade 3 alone is printed "if baseline was >ULN up to 5 x ULN"; above that, 3 x baseline is no more than grade 2
    route(NO_GRADE, NO_GRADE, baseline(2), applies="baseline high to 5 ULN"),
)
GGT = by_baseline(
    normal=(uln(), uln(2.5), uln(5), uln(20)),
    high=(baseline(1.0, inclusive=True), baseline(1.5), baseline(3), baseline(10)),
)
BILIRUBIN = by_baseline(
    normal=(uln(), uln(1.5), uln(3), uln(10)),
    high=(baseline(1.0, inclusive=True), baseline(1.5), baseline(2.5), baseline(10)),
)
ALKALINE_PHOSPHATASE = one_route((*baseline(), *uln()))
CREATININE = (
    route(uln(), uln(1.5), uln(3), uln(6)),
    # "if baseline is below LLN", as the sheet says; reworded by the errata of 20 January 2026
    route(NO_GRADE, baseline(1.5), baseline(3), NO_GRADE, applies="baseline low"),
)

CTCAE_V6 = Edition(
    name="ctcae-6.0",
    scales=(
        Scale("HGB", "low", "Anemia", "g/dL", ANEMIA),
        Scale("WBC", "low", "White blood cell decreased", "10^9/L", LEUKOCYTES),
        Scale("NEUT", "low", "Neutrophil count decreased", "10^9/L", NEUTROPHILS),
        Scale("PLAT", "low", "Thrombocytopenia", "10^9/L", THROMBOCYTOPENIA),
        Scale("ALT", "high", "Alanine aminotransferase increased", "", TRANSAMINASE),
        Scale("AST", "high", "Aspartate aminotransferase increased", "", TRANSAMINASE),
        Scale("ALP", "high", "Alkaline phosphatase increased", "", ALKALINE_PHOSPHATASE),
        Scale("GGT", "high", "GGT increased", "", GGT),
        Scale("BILI", "high", "Blood bilirubin increased", "", BILIRUBIN),
        Scale("CREAT", "high", "Creatinine increased", "", CREATININE),
        *electrolytes.FROM_V5,
        *enzymes.V6,
        *coagulation.V5,
        *cells.V6,
        *metabolism.V6,
        *kidney_heart.V6,
    ),
    source=Source(
        "ctcae6",
        "NCI, Common Terminology Criteria for Adverse Events v6.0, 22 July 2025",
        note="read in the NCI workbook with its errata of 20 January 2026",
    ),
)
