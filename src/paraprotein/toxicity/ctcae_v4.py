"""CTCAE v4.03 (2010): laboratory terms."""

from ..sources import Source
from . import cells, coagulation, electrolytes, enzymes, kidney_heart, metabolism
from .ctcae_v3 import ALKALINE_PHOSPHATASE, BILIRUBIN, GGT, LEUKOCYTES, LYMPHOCYTES, NEUTROPHILS, PLATELETS
from .limits import NO_GRADE, Edition, Scale, at, baseline, lln, one_route, route, uln

# Grade 4 became clinical ("life-threatening consequences"): no haemoglobin value reaches it.
ANEMIA = one_route(lln(), at(10.0, g_L=100, mmol_L=6.2), at(8.0, g_L=80, mmol_L=4.9))
TRANSAMINASE = one_route(uln(), uln(3), uln(5), uln(20))
CREATININE = (
    route(uln(), uln(1.5), uln(3), uln(6)),
    route(baseline(), baseline(1.5), baseline(3), NO_GRADE),
)

CTCAE_V4 = Edition(
    name="ctcae-4.03",
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
        *electrolytes.TO_V4,
        *enzymes.V4,
        *coagulation.V4,
        *cells.V4,
        *metabolism.V4,
        *kidney_heart.V4,
    ),
    source=Source(
        "ctcae4",
        "NCI, Common Terminology Criteria for Adverse Events v4.03, 14 June 2010",
        note="read in copies of the NCI sheet: admiral's grading metadata (ncictcaev4.json), CTCAE_4.03.csv",
    ),
)
