"""CTCAE v5.0 (2017): laboratory terms. Liver tests look at the patient's baseline from here on."""

from ..sources import Source
from . import cells, coagulation, electrolytes, enzymes, kidney_heart, metabolism
from .ctcae_v3 import LEUKOCYTES, LYMPHOCYTES, NEUTROPHILS, PLATELETS
from .ctcae_v4 import ANEMIA
from .limits import NO_GRADE, Edition, Scale, baseline, by_baseline, route, uln

TRANSAMINASE = by_baseline(
    normal=(uln(), uln(3), uln(5), uln(20)),
    high=(baseline(1.5, inclusive=True), baseline(3), baseline(5), baseline(20)),
)
ALKALINE_PHOSPHATASE = by_baseline(
    normal=(uln(), uln(2.5), uln(5), uln(20)),
    high=(baseline(2, inclusive=True), baseline(2.5), baseline(5), baseline(20)),
)
GGT = ALKALINE_PHOSPHATASE
BILIRUBIN = by_baseline(
    normal=(uln(), uln(1.5), uln(3), uln(10)),
    high=(baseline(), baseline(1.5), baseline(3), baseline(10)),
)
CREATININE = (
    route(uln(), uln(1.5), uln(3), uln(6)),
    route(NO_GRADE, baseline(1.5), baseline(3), NO_GRADE),
)

CTCAE_V5 = Edition(
    name="ctcae-5.0",
    scales=(
        Scale("HGB", "low", "Anemia", "g/dL", ANEMIA),
        Scale("WBC", "low", "White blood cell decreased", "10^9/L", LEUKOCYTES),
        Scale("NEUT", "low", "Neutrophil count decreased", "10^9/L", NEUTROPHILS),
        Scale("PLAT", "low", "Platelet count decreased", "10^9/L", PLATELETS),
        Scale("LYM", "low", "Lymphocyte count decreased", "10^9/L", LYMPHOCYTES),
        Scale("ALT", "high", "Alanine aminotransferase increased", "", TRANSAMINASE),
        Scale("AST", "high", "Aspartate aminotransferase increased", "", TRANSAMINASE),
        Scale("ALP", "high", "Alkaline phosphatase increased", "", ALKALINE_PHOSPHATASE),
        Scale("GGT", "high", "GGT increased", "", GGT),
        Scale("BILI", "high", "Blood bilirubin increased", "", BILIRUBIN),
        Scale("CREAT", "high", "Creatinine increased", "", CREATININE),
        *electrolytes.FROM_V5,
        *enzymes.V5,
        *coagulation.V5,
        *cells.V5,
        *metabolism.V5,
        *kidney_heart.V5,
    ),
    source=Source(
        "ctcae5",
        "NCI, Common Terminology Criteria for Adverse Events v5.0, 27 November 2017",
        note="read in copies of the NCI sheet: admiral's grading metadata (ncictcaev5.json), CTCAE_v5.0.csv",
    ),
)
