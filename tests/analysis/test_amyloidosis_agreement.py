"""Random patients with AL amyloidosis from laboratory records to ADRS, against the second implementation."""

from collections import defaultdict

import polars as pl
from agreement import AMYLOIDOSIS_READINGS, answer_amyloidosis
from courses import from_seed
from grades_and_samples import Amyloid, build_amyloid
from marker_studies import Subject, starter, study
from product_amyloidosis import AmyloidAnswer, organs_at

from paraprotein.adam import derive_all

# an ALP whose laboratory gives no limit cannot be judged, as in the second implementation: take the assay's away too
STARTER = starter("al-amyloidosis", graded_organ_response=True)
ALP = STARTER.assays["ALP"].model_copy(update={"high_normal": None})
PROTOCOL = STARTER.model_copy(update={"assays": {**STARTER.assays, "ALP": ALP}})
ORGANS = ("OVRCARD", "OVRREN", "OVRLIV", "OVRCARDG", "OVRRENG")
PATIENTS = 800

BLOOD = {"kappa": "KLCFR", "lambda_": "LLCFR", "serum_m": "MCPROT", "urine_m": "UMCPROT"}
HEART = {"nt_probnp": "BNPPRONT", "troponin": "TROPONIT", "ejection_fraction": "LVEF"}
SIGNS = {"serum_ife": "IFE", "urine_ife": "UIFE"}
WORDS = {"-": "NEGATIVE", "+": "POSITIVE"}
UNITS = (
    {"MCPROT": ("g/L", 1.0)},
    {"MCPROT": ("g/dL", 0.1), "KLCFR": ("mg/dL", 0.1), "LLCFR": ("g/L", 1e-3), "PROTEXR": ("mg/day", 1000.0)},
)


def as_records(patient: Amyloid, units: dict[str, tuple[str, float]]) -> Subject:
    """The patient as laboratory results and assessments; M-protein in serum is told in g/L."""
    labs: dict[str, dict[int, float | str]] = defaultdict(dict)
    assessed: dict[str, dict[int, str]] = defaultdict(dict)
    limits: dict[tuple[str, int], float | None] = {}
    for place, blood in enumerate(patient.chains):
        day = 1 + 28 * place
        heart, kidney, liver = organs_at(patient, place)
        measured = {code: getattr(blood, name) for name, code in BLOOD.items()}
        measured |= {code: getattr(heart, name) for name, code in HEART.items()}
        measured |= {"PROTEXR": kidney.proteinuria, "GFRE": kidney.egfr, "ALP": liver.alp, "LIVSPAN": liver.span_cm}
        for code, value in measured.items():
            if value is not None:
                labs[code][day] = float(value)
        limits["ALP", day] = None if liver.alp_upper is None else float(liver.alp_upper)
        for name, code in SIGNS.items():
            if place and getattr(blood, name) is not None:
                labs[code][day] = WORDS[getattr(blood, name)]
        if heart.nyha is not None:
            assessed["NYHA"][day] = str(heart.nyha)
        assessed["CLINPD"][day] = "N"  # every visit leaves a record
    return Subject(dict(labs), dict(assessed), units=units, limits=limits)


def test_study_tables_give_what_the_second_implementation_gives() -> None:
    patients = {f"P{n:04d}": patient for n, patient in enumerate(from_seed(2012, PATIENTS, build_amyloid))}
    subjects = {name: as_records(patient, UNITS[n % 2]) for n, (name, patient) in enumerate(patients.items())}
    adrs = derive_all(study(subjects, PROTOCOL), PROTOCOL).adrs
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    by_visit = adrs.filter(pl.col("PARAMCD").cast(pl.String).str.starts_with("OVR")).sort("USUBJID", "PARAMCD", "ADT")
    for subject, paramcd, word in by_visit.select("USUBJID", "PARAMCD", "AVALC").cast(pl.String).iter_rows():
        told[subject, paramcd].append("RESPONSE" if word == "PR" else word)
    found = {}
    for name in patients:
        blood = told[name, "OVRHEM"]
        end = blood.index("PROGRESSION") + 1 if "PROGRESSION" in blood else len(blood)
        organs = (told[name, code][0] for code in ORGANS)
        found[name] = AmyloidAnswer(tuple(blood[:end]), *organs)
    expected = {name: answer_amyloidosis(patient, AMYLOIDOSIS_READINGS) for name, patient in patients.items()}
    assert {name: (expected[name], found[name]) for name in patients if expected[name] != found[name]} == {}
