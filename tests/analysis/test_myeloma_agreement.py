"""Random myeloma patients from laboratory records in changing units to ADRS, against the second implementation.

The second implementation (`tests/qc/myeloma_oracle.py`) judges one patient at a time in exact fractions and has never
seen a study table. Here its patients are written as LB, RS, CM and DS records and read back from the derived tables.
"""

from collections import defaultdict
from fractions import Fraction

import polars as pl
from agreement import MYELOMA_READINGS, answer_myeloma
from courses import MyelomaCourse, build_myeloma, from_seed
from marker_studies import Subject, starter, study
from myeloma_oracle import Assessment
from product_myeloma import MyelomaAnswer

from paraprotein.adam import derive_all

PROTOCOL = starter("myeloma")
PATIENTS = 1200

NUMBERS = {"serum": "MCPROT", "urine": "UMCPROT", "kappa": "KLCFR", "lambda_": "LLCFR", "marrow": "PLSTCECE"}
SIGNS = {"serum_ife": "IFE", "urine_ife": "UIFE"}
WORDS = {"-": "NEGATIVE", "+": "POSITIVE", False: "NEGATIVE", True: "POSITIVE"}
SIZES = {Fraction(1000): "SAME", Fraction(501): "REDUCED", Fraction(500): "HALF", Fraction(0): "RESOLVED"}
UNITS = (
    {},
    {"MCPROT": ("g/L", 10.0), "UMCPROT": ("g/24 h", 1e-3)},
    {"MCPROT": ("mg/dL", 1000.0), "KLCFR": ("mg/dL", 0.1), "LLCFR": ("ug/mL", 1.0)},
)


def as_records(course: MyelomaCourse, units: dict[str, tuple[str, float]]) -> Subject:
    """The patient as laboratory results, assessments and events; growth in centimetres has no record of its own."""
    labs: dict[str, dict[int, float | str]] = defaultdict(dict)
    assessed: dict[str, dict[int, str]] = defaultdict(dict)
    if course.baseline.spd:
        assessed["EMD"][1] = "PRESENT"
    for visit in (course.baseline, *course.visits):
        for name, code in NUMBERS.items():
            value = getattr(visit, name)
            if value is not None:
                labs[code][visit.day] = float(value)
    for visit in course.visits:
        _add_findings(visit, labs, assessed)
    died = course.visits[-1].day + 10 if course.is_disease_death and course.visits else None
    return Subject(dict(labs), dict(assessed), new_therapy=course.new_therapy_day, died=died, units=units)


def _add_findings(
    visit: Assessment, labs: dict[str, dict[int, float | str]], assessed: dict[str, dict[int, str]]
) -> None:
    for name, code in SIGNS.items():
        if getattr(visit, name) is not None:
            labs[code][visit.day] = WORDS[getattr(visit, name)]
    if visit.is_marrow_clonal is not None:
        labs["PLSNCE"][visit.day] = WORDS[visit.is_marrow_clonal]
    if visit.spd is not None:
        assessed["EMD"][visit.day] = SIZES[visit.spd]
    # every visit leaves a record, also one at which nothing was measured
    assessed["CLINPD"][visit.day] = "Y" if visit.is_imaging_progression else "N"


def test_study_tables_give_what_the_second_implementation_gives() -> None:
    courses = {f"P{n:04d}": course for n, course in enumerate(from_seed(2016, PATIENTS, build_myeloma))}
    subjects = {name: as_records(course, UNITS[n % 3]) for n, (name, course) in enumerate(courses.items())}
    adam = derive_all(study(subjects, PROTOCOL), PROTOCOL)
    raw = {
        str(name): tuple(words)
        for name, words in adam.visits.sort("USUBJID", "ADY")
        .group_by("USUBJID", maintain_order=True)
        .agg(pl.col("OVR").cast(pl.String))
        .iter_rows()
    }
    first = pl.col("TRTSDT")
    dated = adam.response.join(adam.adsl.select("USUBJID", "TRTSDT"), on="USUBJID").select(
        pl.col("USUBJID", "CBOR").cast(pl.String),
        RSP=(pl.col("RSPDT") - first).dt.total_days() + 1,
        PD=(pl.col("PDDT") - first).dt.total_days() + 1,
    )
    answers = {
        name: MyelomaAnswer(raw.get(name, ()), best, response, progression)
        for name, best, response, progression in dated.iter_rows()
    }
    expected = {name: answer_myeloma(course, MYELOMA_READINGS) for name, course in courses.items()}
    assert {name: (expected[name], answers[name]) for name in courses if expected[name] != answers[name]} == {}
