"""The forty-five worked Waldenström courses, from study tables to resolved response, under five editions.

`tests/response` proves the rules on arrays; here the same cases enter as tables: units, methods, immunofixation,
marrow, nodes, plasma exchange, anti-CD20, new therapy and deaths come from LB, RS, PR, CM and DS.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hand_built import PROTOCOL, on

from paraprotein.adam.derive import Adam, derive_all
from paraprotein.sdtm.intake import admit

CASES = Path(__file__).parents[2] / "response" / "waldenstrom" / "waldenstrom_cases.txt"
EDITIONS = {"ABS": "abstract-2007", "I2": "iwwm-2", "I3": "iwwm-3", "I6": "iwwm-6", "I11": "iwwm-11"}
RECORD = re.compile(r"(-?\d+):(-|[\d.]+)(g/dL|g/L|mg/dL)?((?:\[[^]]*\])*)")


@cache
def read_cases() -> dict[str, tuple[str, str, str, dict[str, str]]]:
    lines = (line.split("|") for line in CASES.read_text(encoding="utf-8").splitlines() if re.match(r"W\d\d\|", line))
    return {
        name: (base[5:], post[5:], options[4:], dict(answer.split(":", 1) for answer in answers))
        for name, base, post, options, *answers in lines
    }


def tables_of_case(name: str, base: str, post: str, options_text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    options = dict(option.split("=") for option in options_text.split())
    yield (
        "DM",
        {
            "SUBJID": name,
            "RFSTDTC": on(1),
            "RFENDTC": on(200),
            "RFPENDTC": None,
            "AGE": 60.0,
            "AGEU": "YEARS",
            "SEX": "F",
        },
    )
    yield "EX", {"EXTRT": "drug", "EXSTDTC": on(1), "EXENDTC": on(200), "EXDOSE": 400.0, "EXDOSU": "mg",
                 "EXDOSFRQ": "QD", "EXROUTE": "ORAL"}  # fmt: skip
    for day, amount, unit, marks_text in RECORD.findall(f"{base} {post}"):
        date, marks = on(int(day)), dict(mark.split("=") for mark in re.findall(r"\[([^]]*)\]", marks_text))
        method = "SPEP" if marks.get("m") == "S" else "NEPHELOMETRY"
        value = None if amount == "-" else float(amount)
        yield "LB", {"LBTESTCD": "IGM", "LBSTRESN": value, "LBSTRESU": unit or options.get("u", "mg/dL"), "LBDTC": date,
                     "LBMETHOD": method, "LBSTRESC": None if value is None else amount}  # fmt: skip
        if "ife" in marks:
            result = {"-": "NEGATIVE", "+": "POSITIVE"}[marks["ife"]]
            yield "LB", {"LBTESTCD": "IFE", "LBSTRESC": result, "LBDTC": date}
        for test, found in (
            ("BMNORM", marks.get("bm") and "Y"),
            ("EMD", marks.get("emd")),
            ("CLINPD", marks.get("clin") and "Y"),
        ):
            if found:
                yield "RS", {"RSTESTCD": test, "RSSTRESC": found.upper(), "RSDTC": date}
    if options.get("emd_base"):
        yield "RS", {"RSTESTCD": "EMD", "RSSTRESC": "PRESENT", "RSDTC": on(1)}
    for option, domain, record in (
        ("tpe", "PR", {"PRTRT": "plasma exchange", "PRDECOD": "PLASMAPHERESIS"}),
        ("flare", "CM", {"CMTRT": "rituximab", "CMCAT": "ANTI-CD20"}),
        ("nact", "CM", {"CMTRT": "other", "CMCAT": "ANTICANCER THERAPY"}),
        ("death_pd", "DS", {"DSTERM": "DEATH FROM WALDENSTROM", "DSDECOD": "DEATH", "DSCAT": "DISPOSITION EVENT"}),
    ):
        if option in options:
            yield domain, {**record, f"{domain}STDTC": on(int(options[option]))}


@cache
def derive(edition: str) -> Adam:
    rows: dict[str, list[dict[str, Any]]] = {}
    for name, (base, post, options, _) in read_cases().items():
        for number, (domain, record) in enumerate(tables_of_case(name, base, post, options)):
            sequence = {} if domain == "DM" else {f"{domain}SEQ": number + 1}
            rows.setdefault(domain, []).append({"STUDYID": "W", "USUBJID": name, **sequence, **record})
    frames = {domain: pl.DataFrame(records, infer_schema_length=None) for domain, records in rows.items()}
    response = PROTOCOL.response.model_copy(update={"criteria": EDITIONS[edition]})
    return derive_all(admit(frames, units={"IGM": "mg/dL"}).tables, PROTOCOL.model_copy(update={"response": response}))


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", [f"W{number:02}" for number in range(1, 46)])
def test_worked_course(name: str, edition: str) -> None:
    statuses, *facts = read_cases()[name][3][edition].split(";")
    expected = dict(fact.split("=") for fact in facts)
    adam = derive(edition)
    visits = adam.visits.filter(pl.col("USUBJID") == name)
    status_of = {
        day: "post" if status == "post" else status for day, status in visits.select("ADY", "COVR").iter_rows()
    }
    wanted = dict(pair.split("=") for pair in statuses.split() if "=" in pair)
    assert {day: status for day, status in status_of.items() if status != "NEW THERAPY"} == {
        int(day): status for day, status in wanted.items()
    }
    subject = adam.response.filter(pl.col("USUBJID") == name).row(0, named=True)
    assert subject["BOR"] == expected["BOR"]
    assert subject["RSPDT"] == (on(int(expected["RESP"])) if expected["RESP"] else None)
    assert subject["PDDT"] == (on(int(expected["PD"])) if expected["PD"] else None)
    if expected["CENS"]:
        assert (subject["LADT"] or on(1)) == on(int(expected["CENS"]))
