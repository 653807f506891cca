"""CTCAE v3.0 (2003): laboratory terms."""

from ..sources import Source
from . import cells, coagulation, electrolytes, enzymes, kidney_heart, metabolism
from .limits import Edition, Scale, at, lln, one_route, uln

HEMOGLOBIN = one_route(lln(), at(10.0, g_L=100, mmol_L=6.2), at(8.0, g_L=80, mmol_L=4.9), at(6.5, g_L=65, mmol_L=4.0))
LEUKOCYTES = one_route(lln(), at(3.0), at(2.0), at(1.0))
NEUTROPHILS = one_route(lln(), at(1.5), at(1.0), at(0.5))
PLATELETS = one_route(lln(), at(75), at(50), at(25))
LYMPHOCYTES = one_route(lln(), at(0.8), at(0.5), at(0.2))
TRANSAMINASE = one_route(uln(), uln(2.5), uln(5), uln(20))
ALKALINE_PHOSPHATASE = one_route(uln(), uln(2.5), uln(5), uln(20))
GGT = one_route(uln(), uln(2.5), uln(5), uln(20))
BILIRUBIN = one_route(uln(), uln(1.5), uln(3), uln(10))
CREATININE = one_route(uln(), uln(1.5), uln(3), uln(6))

CTCAE_V3 = Edition(
    name="ctcae-3.0",
    scales=(
        Scale("HGB", "low", "Hemoglobin", "g/dL", HEMOGLOBIN),
        Scale("WBC", "low", "Leukocytes (total WBC)", "10^9/L", LEUKOCYTES),
        Scale("NEUT", "low", "Neutrophils/granulocytes (ANC/AGC)", "10^9/L", NEUTROPHILS),
        Scale("PLAT", "low", "Platelets", "10^9/L", PLATELETS),
        Scale("LYM", "low", "Lymphopenia", "10^9/L", LYMPHOCYTES),
        Scale("ALT", "high", "ALT, SGPT (serum glutamic pyruvic transaminase)", "", TRANSAMINASE),
        Scale("AST", "high", "AST, SGOT (serum glutamic oxaloacetic transaminase)", "", TRANSAMINASE),
        Scale("ALP", "high", "Alkaline phosphatase", "", ALKALINE_PHOSPHATASE),
        Scale("GGT", "high", "GGT (gamma-glutamyl transpeptidase)", "", GGT),
        Scale("BILI", "high", "Bilirubin (hyperbilirubinemia)", "", BILIRUBIN),
        Scale("CREAT", "high", "Creatinine", "", CREATININE),
        *electrolytes.TO_V4,
        *enzymes.V3,
        *coagulation.V3,
        *cells.V3,
        *metabolism.V3,
        *kidney_heart.V3,
    ),
    source=Source(
        "ctcae3",
        "NCI, Common Terminology Criteria for Adverse Events v3.0, 2003 (August 9, 2006)",
        note="ALT, AST and creatinine read in PMC1524981, Table 3; the other rows recalled",
    ),
)
