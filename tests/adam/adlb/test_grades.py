"""Laboratory grades in ADLB: both directions, what a grade asks beside the value, why there is none."""

import pytest
from hand_built import on
from laboratory_studies import column, derive, graded_by, result

V4, V5, V6 = graded_by("ctcae-4.03"), graded_by("ctcae-5.0"), graded_by("ctcae-6.0")


def test_each_direction_has_its_grade_and_the_low_one_gives_the_sign() -> None:
    low, high = {"low": 3.5, "high": 5.0}, {}
    adam = derive([result("K", day, value, "mmol/L", **low, **high) for day, value in ((1, 4.0), (29, 2.9), (57, 6.1))])
    assert column(adam, "K", "ATOXGRL") == [0, 3, 0]
    assert column(adam, "K", "ATOXGRH") == [0, 0, 3]
    assert column(adam, "K", "ATOXGR") == [0, -3, 3]
    assert column(adam, "K", "ATOXDSCL") == ["Hypokalemia"] * 3
    assert column(adam, "K", "ATOXDSCH") == ["Hyperkalemia"] * 3


def test_a_grade_of_zero_needs_both_directions() -> None:
    adam = derive([result("K", 29, 4.0, "mmol/L", high=5.0)])
    assert column(adam, "K", "ATOXGRH") == [0]
    assert column(adam, "K", "ATOXGR") == [None]
    assert column(adam, "K", "ATOXREAS") == ["no lower limit of normal"]


def test_a_leukocytosis_is_no_leucopenia() -> None:
    adam = derive([result("WBC", day, value, "10^9/L", low=4.0, high=11.0) for day, value in ((1, 9.0), (29, 120.0))],
                  V5)  # fmt: skip
    assert column(adam, "WBC", "ATOXGR") == [0, 3]
    worst = adam.toxicity.filter((adam.toxicity["TERM"] == "leucopenia") & (adam.toxicity["COUNT"] == "any"))
    assert worst["GRADE"].to_list() == [0]


def test_urine_is_not_graded_as_blood() -> None:
    adam = derive(
        [
            result("PH", 29, 6.0, low=7.35, high=7.45, spec="URINE"),
            result("PH", 29, 7.2, low=7.35, high=7.45, spec="BLOOD"),
            result("PROT", 29, 3.6, "g/day", spec="URINE"),
            result("PROT", 29, 7.0, "g/dL", spec="SERUM"),
        ],
        V5,
    )
    assert column(adam, "UPH", "ATOXGR") == [None]
    assert column(adam, "PH", "ATOXGR") == [-3]
    assert column(adam, "UPROT", "ATOXGR") == [3]
    assert column(adam, "PROT", "ATOXGR") == [None]


@pytest.mark.parametrize(("policy", "grades"), [("not fasting", [2, 0, 0, 3]), ("fasting", [2, 0, 2, 3])])
def test_glucose_is_graded_by_fasting_and_the_protocol_says_what_silence_means(policy: str, grades: list[int]) -> None:
    values = ((170.0, "Y"), (170.0, "N"), (170.0, None), (260.0, None))
    rows = [result("GLUC", 29 + place, value, "mg/dL", low=70.0, high=110.0, fast=fast)
            for place, (value, fast) in enumerate(values)]  # fmt: skip
    adam = derive(rows, graded_by("ctcae-4.03", glucose_when_fasting_unknown=policy))
    assert column(adam, "GLUC", "ATOXGRH") == grades
    assert column(adam, "GLUC", "ATOXNOTE")[1:] == [None, *[f"fasting not recorded: taken as {policy}"] * 2]


def test_the_grade_before_treatment_asks_for_the_fasting_of_its_own_day() -> None:
    rows = [result("GLUC", day, 170.0, "mg/dL", high=110.0, fast=fast) for day, fast in ((1, "Y"), (29, "N"))]
    adam = derive(rows, V4)
    assert column(adam, "GLUC", "ATOXGRH") == [2, 0]
    assert column(adam, "GLUC", "BTOXGRH") == [2, 2]


@pytest.mark.parametrize(("policy", "grades"), [("baseline", [0, 1]), ("worst", [2, 3])])
def test_inr_under_an_anticoagulant_is_graded_as_the_protocol_says(policy: str, grades: list[int]) -> None:
    rows = [result("INR", day, value, high=1.1) for day, value in ((1, 2.5), (29, 2.6))]
    warfarin = {"CMTRT": "Warfarin sodium", "CMSTDTC": on(-60).isoformat()}
    adam = derive(rows, graded_by("ctcae-5.0", inr_on_anticoagulation=policy), treatments=[warfarin])
    assert column(adam, "INR", "ATOXGRH") == grades


def test_an_anticoagulant_counts_from_its_first_to_its_last_day_and_only_where_it_was_taken() -> None:
    rows = [result("INR", day, 1.6, high=1.1) for day in (1, 29, 57)]
    heparin = {"CMTRT": "enoxaparin", "CMSTDTC": on(20).isoformat(), "CMENDTC": on(40).isoformat(), "CMOCCUR": "Y"}
    adam = derive(rows, V5, treatments=[heparin, {**heparin, "CMOCCUR": "N", "CMENDTC": None}])
    assert column(adam, "INR", "ATOXGRH") == [2, 0, 2]  # 1.6 is the baseline itself


def test_calcium_is_corrected_for_the_albumin_of_its_day() -> None:
    rows = [
        result("CA", 29, 8.2, "mg/dL", low=8.5, high=10.5),
        result("ALB", 29, 2.5, "g/dL", low=3.5, high=5.0),
        result("CA", 57, 2.05, "mmol/L", low=2.1, high=2.6),
        result("ALB", 57, 30.0, "g/L", low=35.0, high=50.0),
        result("CA", 85, 8.2, "mg/dL", low=8.5, high=10.5),
    ]
    adam = derive(rows, V5)
    assert column(adam, "CA", "AVAL") == [8.2, 2.05, 8.2]
    assert column(adam, "CA", "ATOXGRL") == [0, 0, 1]  # 9.4 mg/dL, 2.25 mmol/L, 8.2 mg/dL
    assert column(adam, "CA", "ATOXNOTE")[-1].endswith("not corrected for albumin")


def test_ionized_calcium_is_graded_in_the_place_of_total_calcium() -> None:
    rows = [
        result("CA", 29, 13.0, "mg/dL", low=8.5, high=10.5),
        result("CAION", 29, 1.2, "mmol/L", low=1.15, high=1.32),
    ]
    adam = derive(rows, V5)
    assert column(adam, "CA", "ATOXGR") == [None]
    assert column(adam, "CA", "ATOXREAS") == ["another test of the same day is graded in its place"]
    assert column(adam, "CAION", "ATOXGR") == [0]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (result("CK", 29, 300.0, "U/L"), "no upper limit of normal"),
        (result("CK", 29, 300.0, "mg/dL", high=200.0), None),  # multiples of the limit need no unit
        (result("UPROT", 29, 300.0, "mg/dL"), "unit not readable by the scale"),
        (result("EOS", 29, 0.6, "10^9/L", high=0.5), "no value before treatment"),
        (result("HAPTOG", 29, 0.2, "g/L"), "no lower limit of normal"),
    ],
)
def test_a_value_without_a_grade_says_why(row: dict[str, object], reason: str | None) -> None:
    assert column(derive([row], V5), str(row["LBTESTCD"]), "ATOXREAS") == [reason]


def test_a_creatinine_clearance_below_ten_is_left_to_the_physician() -> None:
    adam = derive([result("CREATCLR", day, value, "mL/min") for day, value in ((29, 10.0), (57, 9.0))], V6)
    assert column(adam, "CREATCLR", "ATOXGRL") == [3, None]
    assert column(adam, "CREATCLR", "ATOXREAS")[1].startswith("beyond the term")


def test_the_infarction_limit_of_the_assay_opens_the_worse_grades_of_troponin() -> None:
    rows = [result("TROPONI", 29, 0.06, "ng/mL", high=0.04)]
    assay = V5.assays["HGB"].model_copy(update={"name": "Troponin I", "unit": "ng/mL", "infarction_limit": 0.05})
    stated = V5.model_copy(update={"assays": {**V5.assays, "TROPONI": assay}})
    assert column(derive(rows, V5), "TROPONI", "ATOXGRH") == [1]
    assert column(derive(rows, stated), "TROPONI", "ATOXGRH") == [3]


def test_growth_factors_and_transfusions_flag_the_counts_that_they_touch() -> None:
    days = (10, 20, 27, 40)
    rows = [result(test, day, 5.0, unit) for test, unit in (("NEUT", "10^9/L"), ("HGB", "g/dL")) for day in days]
    adam = derive(
        rows,
        treatments=[{"CMTRT": "G-CSF", "CMDECOD": "FILGRASTIM", "CMSTDTC": on(15).isoformat(),
                     "CMENDTC": on(20).isoformat()}],
        procedures=[{"PRTRT": "Transfusion of packed red blood cells", "PRSTDTC": on(20).isoformat()}],
    )  # fmt: skip
    assert column(adam, "NEUT", "GROWFL") == [None, "Y", "Y", None]  # seven days beyond the last
    assert column(adam, "HGB", "GROWFL") == [None] * 4
    assert column(adam, "HGB", "TRANSFL") == [None, "Y", "Y", None]  # fourteen days
    assert column(adam, "NEUT", "TRANSFL") == [None] * 4
