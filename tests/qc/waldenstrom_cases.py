"""Read the 45 worked Waldenström cases from `waldenstrom_cases.txt`, each with its answer under five editions.

A line is `id|base=…|post=…|opt=…|SET:day=status …;BOR=…;RESP=…;PD=…;CENS=…|…`; `-` is a missed visit,
`u=` a unit for all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from waldenstrom_oracle import Course, Findings, Sample

RECORD = re.compile(r"(?P<day>-?\d+):(?P<amount>-|[\d.]+)(?P<unit>g/dL|g/L|mg/dL)?(?P<marks>(\[[^]]*\])*)")


@dataclass(frozen=True)
class Answer:
    """What one edition makes of a case."""

    statuses: Mapping[int, str]
    best: str
    response_day: int | None
    progression_day: int | None
    censor_day: int | None


@dataclass(frozen=True)
class Case:
    """One worked case."""

    name: str
    course: Course
    answers: Mapping[str, Answer]


def read_marks(text: str) -> dict[str, str]:
    """`[ife=-][bm=n]` as a dictionary."""
    return dict(mark.split("=") for mark in re.findall(r"\[([^]]*)\]", text))


def read_records(text: str, unit: str) -> Iterator[tuple[Sample, Findings]]:
    """Each record as its laboratory sample and its other findings."""
    for match in RECORD.finditer(text):
        marks = read_marks(match["marks"])
        sample = Sample(
            day=int(match["day"]),
            amount=None if match["amount"] == "-" else match["amount"],
            unit=match["unit"] or unit,
            method="SPEP" if marks.get("m") == "S" else "IGM",
        )
        findings = Findings(
            ife=marks.get("ife"),
            is_marrow_normal=True if marks.get("bm") == "n" else None,
            emd=marks.get("emd"),
            is_clinical_progression=marks.get("clin") == "1",
        )
        yield sample, findings


def read_course(base: str, post: str, options_text: str) -> Course:
    """The patient of a case."""
    options = dict(option.split("=") for option in options_text.split())
    records = list(read_records(f"{base} {post}", options.get("u", "mg/dL")))

    def day(name: str) -> int | None:
        return int(options[name]) if name in options else None

    return Course(
        samples=tuple(sample for sample, _ in records),
        findings={sample.day: findings for sample, findings in records},
        has_baseline_emd=options.get("emd_base") == "True",
        anti_cd20_day=day("flare"),
        plasmapheresis_days=(int(options["tpe"]),) if "tpe" in options else (),
        new_therapy_day=day("nact"),
        death_day=day("death_pd"),
        is_disease_death="death_pd" in options,
    )


def read_answer(text: str) -> Answer:
    """`29=MR 57=PR;BOR=PR;RESP=29;PD=;CENS=57`."""
    statuses, *rest = text.split(";")
    items = dict(item.split("=") for item in rest)
    return Answer(
        statuses={int(day): status for day, status in re.findall(r"(\d+)=(\w+)", statuses)},
        best=items["BOR"],
        response_day=int(items["RESP"]) if items["RESP"] else None,
        progression_day=int(items["PD"]) if items["PD"] else None,
        censor_day=int(items["CENS"]) if items["CENS"] else None,
    )


def read_cases() -> list[Case]:
    """All cases, in their order."""
    cases = []
    for line in (Path(__file__).parent / "waldenstrom_cases.txt").read_text().splitlines():
        name, base, post, options, *sets = line.split("|")
        course = read_course(base.removeprefix("base="), post.removeprefix("post="), options.removeprefix("opt="))
        answers = {key: read_answer(text) for key, text in (item.split(":", 1) for item in sets)}
        cases.append(Case(name, course, answers))
    return cases
