"""Every policy that a set of criteria accepts changes the answer for some patient: none is ignored in silence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import pytest
from marker_studies import Subject, frames, on, starter

from paraprotein.adam import derive_all
from paraprotein.adam.adrs.marker_panel import laboratory_units
from paraprotein.protocol.schema import Protocol
from paraprotein.sdtm.intake import admit

WALDENSTROM = ("abstract-2007", "iwwm-2", "iwwm-3", "iwwm-6", "iwwm-11")
HEAD = {"STUDYID": "HAND", "USUBJID": "1"}


@dataclass(frozen=True)
class Act:
    """A patient, and a value of the policy under which the answer is another than by default."""

    subject: Subject
    value: Any
    more: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)


def exchange(day: int) -> dict[str, list[dict[str, Any]]]:
    return {"PR": [{"PRSEQ": 1, "PRTRT": "PLASMA EXCHANGE", "PRSTDTC": on(day)}]}


def igm(course: Mapping[int, float], **more: Any) -> Subject:
    return Subject({"IGM": course, **more.pop("labs", {})}, units={"IGM": ("mg/dL", 1.0)}, **more)


def second_value(test: str, day: int, value: float, unit: str) -> dict[str, list[dict[str, Any]]]:
    record = {"LBSEQ": 99, "LBTESTCD": test, "LBDTC": on(day), "LBSTRESC": f"{value:g}", "LBSTRESN": value}
    return {"LB": [{**record, "LBSTRESU": unit}]}


def dosed(*intervals: tuple[int, int, float]) -> dict[str, list[dict[str, Any]]]:
    given = {"EXTRT": "drug", "EXDOSU": "mg", "EXDOSFRQ": "QD", "EXROUTE": "ORAL"}
    return {
        "EX": [
            {"EXSEQ": n, **given, "EXDOSE": dose, "EXSTDTC": on(start), "EXENDTC": on(end)}
            for n, (start, end, dose) in enumerate(intervals, 1)
        ]
    }


ANTIBODY = {"CM": [{"CMSEQ": 9, "CMTRT": "rituximab", "CMCAT": "ANTI-CD20", "CMSTDTC": on(1)}]}
RISEN = igm({1: 3000.0, 29: 2600.0, 57: 3400.0, 64: 3400.0})
COMPLETE = igm(
    {1: 3000.0, 29: 250.0, 85: 250.0},
    labs={"IFE": {29: "NEGATIVE", 85: "NEGATIVE"}},
    assessed={"BMNORM": {29: "Y", 85: "Y"}},
)

ONE_MARKER = {
    "confirm_response": Act(igm({1: 3000.0, 29: 1400.0, 57: 2900.0}), "consecutive"),
    "baseline_days": Act(igm({-20: 3000.0, 29: 1400.0}), 14.0),
    "duplicates": Act(igm({1: 3000.0, 29: 1490.0}), "mean", second_value("IGM", 29, 1510.0, "mg/dL")),
    "measurable_min": Act(igm({1: 400.0, 29: 100.0}), 500.0),
    "high_normal": Act(COMPLETE, 300.0),
    "flare_window": Act(igm({1: 3000.0, 29: 4200.0, 57: 4300.0}), 0.0, ANTIBODY),
    "plasmapheresis_window": Act(igm({1: 3000.0, 40: 1400.0}), 14.0, exchange(20)),
    "rebound_window": Act(
        igm({1: 3000.0, 29: 2000.0, 43: 2600.0, 66: 2700.0, 120: 2000.0}),
        28.0,
        dosed((1, 35, 4.0), (36, 70, 0.0), (71, 200, 4.0)),
    ),
    "duration_of_response_death": Act(igm({1: 3000.0, 29: 1400.0, 57: 1400.0}, died=100), "censor"),
    "stable_min": Act(igm({1: 3000.0, 29: 2900.0}), 42.0),
    "nadir": Act(igm({1: 3000.0, 29: 2000.0, 57: 2550.0, 85: 2600.0}), "lowest_confirmed"),
    "progression_gap": Act(RISEN, 21.0),
}
MYELOMA = {
    "baseline_days": Act(Subject({"MCPROT": {-20: 4.0, 29: 1.9, 57: 1.9}}), 14.0),
    "duplicates": Act(
        Subject({"MCPROT": {1: 4.0, 29: 1.99, 57: 1.9}}), "mean", second_value("MCPROT", 29, 2.01, "g/dL")
    ),
    "plasmapheresis_window": Act(Subject({"MCPROT": {1: 4.0, 40: 1.9, 68: 1.9}}), 14.0, exchange(20)),
    "duration_of_response_death": Act(Subject({"MCPROT": {1: 4.0, 29: 1.9, 57: 1.9}}), "censor"),
    "nadir": Act(Subject({"MCPROT": {1: 4.0, 29: 1.0, 57: 2.0, 85: 2.1}}), "lowest"),  # M12
    "progression_gap": Act(Subject({"MCPROT": {1: 4.0, 29: 1.0, 57: 1.0, 85: 2.0, 99: 2.0}}), 21.0),
}


def chains(difference: Mapping[int, float], **labs: Any) -> Subject:
    kappa = {day: value + 10.0 for day, value in difference.items()}
    return Subject({"KLCFR": kappa, "LLCFR": dict.fromkeys(difference, 10.0), **labs})


NEGATIVE = {"IFE": {29: "NEGATIVE"}, "UIFE": {29: "NEGATIVE"}}
AMYLOIDOSIS = {
    "baseline_days": Act(chains({-20: 180.0, 29: 39.0}), 14.0),
    "duplicates": Act(chains({1: 180.0, 29: 39.0}), "mean", second_value("KLCFR", 29, 50.0, "mg/L")),
    "plasmapheresis_window": Act(chains({1: 180.0, 40: 39.0}), 14.0, exchange(20)),
    "duration_of_response_death": Act(chains({1: 180.0, 29: 39.0, 57: 39.0}), "censor"),
    "pr_strict": Act(chains({1: 180.0, 29: 90.0}), False),  # A02
    "cr_uninvolved_ratio": Act(chains({1: 180.0, 29: -8.0}, **NEGATIVE), True),
    "graded_organ_response": Act(Subject({"BNPPRONT": {1: 1000.0, 29: 399.0}}), True),
}
CASES = [
    *((edition, name, act) for edition in WALDENSTROM for name, act in ONE_MARKER.items()
      if (edition, name) != ("abstract-2007", "high_normal")),
    ("iwwm-11", "vgpr_normal_igm", Act(igm({1: 1800.0, 85: 225.0}), False)),
    *(("imwg-2016", name, act) for name, act in MYELOMA.items()),
    *(("al-2012", name, act) for name, act in AMYLOIDOSIS.items()),
]  # fmt: skip


def protocol_of(edition: str, **policies: Any) -> Protocol:
    disease = {"imwg-2016": "myeloma", "al-2012": "al-amyloidosis"}.get(edition, "waldenstrom")
    return starter(disease, criteria=edition, **policies)


def answer(act: Act, protocol: Protocol) -> pl.DataFrame:
    """Every response and every time to event."""
    raw = frames({"1": act.subject})
    for domain, records in act.more.items():
        added = pl.DataFrame([{**HEAD, **record} for record in records], infer_schema_length=None)
        raw[domain] = (
            added
            if domain in ("EX", "PR") or domain not in raw
            else pl.concat([raw[domain], added], how="diagonal_relaxed")
        )
    adam = derive_all(admit(raw, units=laboratory_units(protocol)).tables, protocol)
    adrs = adam.adrs.select(pl.col("PARAMCD", "AVALC", "ADT", "ANL01FL").cast(pl.String))
    times = adam.adtte.select(
        PARAMCD=pl.concat_str(pl.col("PARAMCD", "RULES").cast(pl.String)), AVALC=pl.col("AVAL").cast(pl.String),
        ADT=pl.col("CNSR").cast(pl.String), ANL01FL=pl.lit(None, pl.String),
    )  # fmt: skip
    return pl.concat([adrs, times])


@pytest.mark.parametrize(("edition", "policy", "act"), CASES, ids=[f"{edition} {name}" for edition, name, _ in CASES])
def test_the_policy_changes_the_answer(edition: str, policy: str, act: Act) -> None:
    value = 1.0 if (edition, policy) == ("iwwm-2", "progression_gap") else act.value  # 21 days is its own rule
    if edition in ("imwg-2016", "al-2012") and policy == "duration_of_response_death":
        act = Act(Subject(act.subject.labs, died=100), act.value)
    assert not answer(act, protocol_of(edition)).equals(answer(act, protocol_of(edition, **{policy: value})))
