"""Measured lesions, from TU and TR to response and progression."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest
from marker_studies import Subject, frames, on, starter

from paraprotein.adam import Adam, derive_all
from paraprotein.adam.adrs.marker_panel import laboratory_units
from paraprotein.adam.datasets import build_datasets
from paraprotein.protocol.schema import Protocol
from paraprotein.sdtm.intake import Admitted, admit
from paraprotein.submission import check_study

MYELOMA = starter("myeloma")
HEAD = {"STUDYID": "HAND", "USUBJID": "1"}
Sizes = Mapping[str, Mapping[int, tuple[float, float] | str]]
"""Lesion -> day -> longest diameter and longest perpendicular in mm, or a word of TUMSTATE."""


def imaging(
    sizes: Sizes, new: int | None = None, unit: tuple[str, float] = ("mm", 1.0), location: str = "SOFT TISSUE"
) -> dict[str, pl.DataFrame]:
    """TU and TR of one subject."""
    found: list[dict[str, str]] = []
    results: list[dict[str, Any]] = []
    for lesion, course in sizes.items():
        found.append({"TULNKID": lesion, "TUTESTCD": "TUMIDENT", "TUSTRESC": "TARGET", "TUDTC": on(min(course))})
        for day, size in course.items():
            at = {"TRLNKID": lesion, "TRDTC": on(day)}
            if isinstance(size, str):
                results.append({**at, "TRTESTCD": "TUMSTATE", "TRSTRESC": size, "TRSTRESN": None, "TRSTRESU": None})
                continue
            for test, value in zip(("LDIAM", "LPERP"), size, strict=True):
                number = value * unit[1]
                results.append(
                    {**at, "TRTESTCD": test, "TRSTRESC": f"{number:g}", "TRSTRESN": number, "TRSTRESU": unit[0]}
                )
    if new is not None:
        found.append({"TULNKID": "N1", "TUTESTCD": "TUMIDENT", "TUSTRESC": "NEW", "TUDTC": on(new)})
    rows: dict[str, list[dict[str, Any]]] = {"TU": [dict(row, TULOC=location) for row in found], "TR": results}
    return {
        domain: pl.DataFrame(
            [{**HEAD, f"{domain}SEQ": n, **row} for n, row in enumerate(records, 1)], infer_schema_length=None
        )
        for domain, records in rows.items()
        if records
    }


def admitted(subject: Subject, scans: dict[str, pl.DataFrame], protocol: Protocol = MYELOMA) -> Admitted:
    return admit({**frames({"1": subject}), **scans}, units=laboratory_units(protocol))


def derived(subject: Subject, scans: dict[str, pl.DataFrame], protocol: Protocol = MYELOMA) -> Adam:
    return derive_all(admitted(subject, scans, protocol).tables, protocol)


def statuses(adam: Adam, name: str = "OVR") -> list[str]:
    own = adam.visits.sort("ADT")[name].cast(pl.String)
    return own.to_list()


SERUM = {"MCPROT": {1: 4.0, 29: 1.9, 57: 1.8, 85: 1.8}}  # a partial response by serum
TWO = {"A": {1: (40.0, 20.0)}, "B": {1: (20.0, 10.0)}}  # products 8 and 2 cm2


def course(**after: Mapping[int, tuple[float, float] | str]) -> Sizes:
    return {lesion: {**TWO[lesion], **after.get(lesion, {})} for lesion in TWO}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"A": {29: (20.0, 20.0)}, "B": {29: (10.0, 10.0)}}, "PR"),  # 10 to 5 cm2: exactly half
        ({"A": {29: (20.1, 20.0)}, "B": {29: (10.0, 10.0)}}, "SD"),
        ({"A": {29: (20.0, 20.0)}}, "SD"),  # B was not measured: the sum is not known
        ({"A": {29: "ABSENT"}, "B": {29: "ABSENT"}}, "PR"),
        ({}, "SD"),  # never measured again
    ],
)
def test_partial_response_needs_half_of_the_sum_of_products(
    after: dict[str, Mapping[int, tuple[float, float] | str]], expected: str
) -> None:
    adam = derived(Subject(SERUM), imaging(course(**after)))
    assert statuses(adam)[0] == expected


def test_the_sum_of_several_lesions_progresses_by_half_from_its_lowest() -> None:
    after = {"A": {29: (30.0, 10.0), 57: (30.0, 16.0)}, "B": {29: (10.0, 10.0), 57: (12.0, 10.0)}}
    adam = derived(Subject(SERUM), imaging(course(**after)))  # 4, then 6 cm2
    assert statuses(adam)[:2] == ["PR", "PD"]
    assert adam.visits.sort("ADT")["CLAUSE"].cast(pl.String)[1] == "PLASMACYTOMA_RISE"
    assert adam.response["PDTYPE"][0] == "PROGRESSIVE DISEASE"


def test_one_lesion_progresses_by_its_longest_diameter() -> None:
    one = {"A": {1: (40.0, 20.0), 29: (20.0, 10.0), 57: (30.0, 10.0)}}
    adam = derived(Subject(SERUM), imaging(one))
    assert statuses(adam)[:2] == ["PR", "PD"]
    assert adam.visits.sort("ADT")["CLAUSE"].cast(pl.String)[1] == "IMAGING"
    just_short = {"A": {**one["A"], 57: (29.9, 10.0)}}
    assert "PD" not in statuses(derived(Subject(SERUM), imaging(just_short)))


def test_a_new_lesion_is_progression() -> None:
    adam = derived(Subject(SERUM), imaging({}, new=57))
    assert statuses(adam) == ["PR", "PD", "PR"]


def test_complete_response_waits_for_the_last_lesion() -> None:
    negative = {"IFE": {29: "NEGATIVE", 57: "NEGATIVE"}, "UIFE": {29: "NEGATIVE", 57: "NEGATIVE"}}
    clear = Subject({"MCPROT": {1: 4.0, 29: 0.0, 57: 0.0}, "PLSTCECE": {29: 2.0}, **negative})
    after: Sizes = {"A": {29: "ABSENT", 57: "ABSENT"}, "B": {29: (5.0, 5.0), 57: "ABSENT"}}
    assert statuses(derived(clear, imaging(course(**after)))) == ["VGPR", "CR"]


@pytest.mark.parametrize("unit", [("cm", 0.1), ("mm", 1.0)])
def test_units_change_nothing(unit: tuple[str, float]) -> None:
    after = {"A": {29: (20.0, 20.0), 57: (45.0, 30.0)}, "B": {29: (10.0, 10.0), 57: (20.0, 10.0)}}
    adam = derived(Subject(SERUM), imaging(course(**after), unit=unit))
    assert statuses(adam)[:2] == ["PR", "PD"]


def test_words_and_sizes_of_one_day_the_larger_stands() -> None:
    after = {"A": {29: (20.0, 20.0)}, "B": {29: (10.0, 10.0)}}
    told = Subject(SERUM, {"EMD": {1: "PRESENT", 29: "SAME"}})
    assert statuses(derived(told, imaging(course(**after))))[0] == "SD"


IWWM6 = starter("waldenstrom", criteria="iwwm-6")


@pytest.mark.parametrize(
    ("size", "location", "expected"),
    [
        ((20.0, 20.0), "LYMPH NODE", "MR"),  # no smaller: IWWM-6 withholds the partial response
        ((19.0, 20.0), "LYMPH NODE", "PR"),
        ((15.0, 9.9), "LYMPH NODE", "PR"),
    ],
)
def test_waldenstrom_nodes_gate_the_levels(size: tuple[float, float], location: str, expected: str) -> None:
    subject = Subject({"IGM": {1: 3000.0, 29: 1400.0}}, units={"IGM": ("mg/dL", 1.0)})
    adam = derived(subject, imaging({"A": {1: (20.0, 20.0), 29: size}}, location=location), IWWM6)
    assert statuses(adam)[0] == expected


@pytest.mark.parametrize(("size", "expected"), [((15.0, 9.9), "VGPR"), ((15.0, 10.0), "PR"), ("ABSENT", "VGPR")])
def test_a_normal_node_is_resolved(size: tuple[float, float] | str, expected: str) -> None:
    subject = Subject({"IGM": {1: 3000.0, 29: 300.0}}, units={"IGM": ("mg/dL", 1.0)})
    adam = derived(subject, imaging({"A": {1: (20.0, 20.0), 29: size}}, location="LYMPH NODE"), IWWM6)
    assert statuses(adam)[0] == expected


def test_a_new_node_is_clinical_progression_in_waldenstrom() -> None:
    subject = Subject({"IGM": {1: 3000.0, 29: 1400.0}}, units={"IGM": ("mg/dL", 1.0)})
    adam = derived(subject, imaging({}, new=29), IWWM6)
    assert adam.visits["CLAUSE"].cast(pl.String).to_list() == ["CLINICAL"]


def test_measurements_that_cannot_be_used_are_told() -> None:
    scans = imaging({"A": {1: (40.0, 20.0), 29: (30.0, 20.0)}}, unit=("kg", 1.0))
    rules = {finding.rule for finding in admitted(Subject(SERUM), scans).findings}
    assert "lesions.unit" in rules
    strange = imaging(TWO)
    strange["TU"] = strange["TU"].filter(pl.col("TULNKID") == "A")
    rules = {finding.rule for finding in admitted(Subject(SERUM), strange).findings}
    assert "lesions.unknown" in rules


RELAPSES = [
    ({"HGB": {1: 12.0, 57: 10.0}}, ("g/dL", 1.0), None, ("Y", "HEMOGLOBIN_FALL")),
    ({"HGB": {1: 12.0, 57: 10.1}}, ("g/dL", 1.0), None, ("N", None)),
    ({"HGB": {1: 12.0, 57: 10.0}}, ("g/L", 10.0), None, ("Y", "HEMOGLOBIN_FALL")),
    ({"CREAT": {1: 1.0, 57: 3.0}}, ("umol/L", 88.4), None, ("Y", "CREATININE_RISE")),
    ({"CA": {1: 9.0, 57: 11.5}}, ("mmol/L", 0.2495), None, ("Y", "CALCIUM_HIGH")),
    ({"CA": {1: 9.0, 57: 11.5}}, ("mg/dL", 1.0), 57, ("N", None)),  # under new therapy
]


@pytest.mark.parametrize(("labs", "unit", "new_therapy", "expected"), RELAPSES)
def test_clinical_relapse_by_the_laboratory_decides_no_progression(
    labs: Mapping[str, Mapping[int, float | str]],
    unit: tuple[str, float],
    new_therapy: int | None,
    expected: tuple[str, str | None],
) -> None:
    subject = Subject({**SERUM, **labs}, new_therapy=new_therapy, units=dict.fromkeys(labs, unit))
    adam = derived(subject, {})
    relapse = adam.adrs.filter(pl.col("PARAMCD") == "CLREL").with_columns(pl.col("AVALC", "CRIT").cast(pl.String))
    assert relapse.select("AVALC", "CRIT").rows() == [expected]
    assert "PD" not in statuses(adam)
    datasets = build_datasets(adam, admitted(subject, {}).tables, MYELOMA)
    assert datasets["ADRS"].filter(pl.col("PARAMCD") == "CLREL").height == 1


def test_a_new_lesion_is_clinical_relapse_too() -> None:
    adam = derived(Subject(SERUM), imaging({}, new=57))
    relapse = adam.adrs.filter(pl.col("PARAMCD") == "CLREL")
    assert (relapse["AVALC"].cast(pl.String)[0], relapse["CRIT"].cast(pl.String)[0], relapse["ADY"][0]) == (
        "Y", "IMAGING", 57,
    )  # fmt: skip


def test_words_that_differ_from_measurements_are_told() -> None:
    after: Sizes = {"A": {**TWO["A"], 29: (20.0, 20.0)}, "B": {**TWO["B"], 29: (10.0, 10.0)}}
    scans = imaging(after, new=57)

    def told(size: str, progression: str) -> list[str]:
        subject = Subject(SERUM, {"EMD": {1: "PRESENT", 29: size}, "CLINPD": {57: progression}})
        tables = admitted(subject, scans).tables
        findings = check_study(derive_all(tables, MYELOMA), tables, MYELOMA)
        return [finding.where for finding in findings if finding.rule == "study.lesions"]

    assert told("HALF", "Y") == []
    assert told("REDUCED", "Y") == ["RS, EMD"]
    assert told("HALF", "N") == ["RS, CLINPD"]
