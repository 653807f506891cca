"""What a study's tables cannot show under its protocol, said once and before any result.

An error where every result would be empty for one reason; a warning where results that the protocol asks for have no
value or rest on less; a note otherwise. The results themselves say so too (`analysis.collected`).
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import polars as pl

from ..errors import Finding, Severity
from ..protocol.schema import Protocol
from ..response import WaldenstromCriteria, criteria_named
from ..response.roles import AMYLOIDOSIS_ROLES, MYELOMA_ROLES
from ..sdtm.deaths import death_records
from ..sdtm.shapes import SHAPES
from ..sdtm.tables import StudyTables
from .adae.doubts import find_event_doubts
from .adsl.adsl import derive_adsl
from .adsl.arms import arms_of
from .days import gap_days
from .matrices import SUBJECT
from .uncounted_therapies import find_uncounted_therapies
from .unread import find_unread

STALE_DAYS = 90
"""A marker whose last result lies longer before the first dose is no baseline of a study that has just begun; ours."""

DEATH_TABLES = ("DS", "AE", "DD", "SS")
"""Tables beside DM that hold deaths."""

MARKERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"imwg": ("serum", "urine", "kappa", "lambda_", "marrow"), "al": ("kappa", "lambda_")}
)
"""First part of the criteria's name -> roles of the markers that decide."""

_ABSENT: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "AE": ("toxicities that only adverse events show are not collected", "toxicity"),
        "EX": ("doses, holds and dose intensity are not known; treatment is dated by DM", "dose intensity"),
        "DS": ("the end of treatment is not known: no time to treatment failure, nobody is shown as ongoing", ""),
        "CM": ("new therapies are not known: no time to next treatment, and no response is ended by one", ""),
        "PR": ("plasma exchanges are not known: no value is set aside for one", ""),
        "RS": ("clinical progression, marrow, nodes and the investigator's responses are not known", ""),
    }
)
"""Table that a study can lack -> what follows, and the endpoint of the protocol that needs it."""


def check_coverage(tables: StudyTables, protocol: Protocol) -> list[Finding]:
    """Everything that the tables lack, errors first.

    Args:
        tables: study tables that passed the door.
        protocol: whose results are wanted.
    """
    if tables.dm.is_empty():
        return []  # one finding of the door says so
    adsl = derive_adsl(tables)
    findings = [*_check_treated(adsl), *_check_marker(tables, adsl, protocol)]
    findings += [*_check_arms(tables, adsl), *_check_tables(tables, protocol), *find_unread(tables, adsl, protocol),
                 *find_event_doubts(tables, adsl, protocol)]  # fmt: skip
    findings += find_uncounted_therapies(tables, adsl)
    return sorted(findings, key=lambda finding: ("error", "warning", "note").index(finding.severity))


def marker_codes(protocol: Protocol) -> tuple[str, ...]:
    """LBTESTCD of the markers by which the protocol's criteria judge: without any, nobody can respond."""
    response = protocol.response
    if isinstance(criteria_named(response.criteria), WaldenstromCriteria):
        return (response.marker,)
    return tuple(response.code_of(role) for role in MARKERS[response.criteria.partition("-")[0]])


def knows_deaths(tables: StudyTables) -> bool:
    """Whether any table of the study holds a death, or could."""
    return not tables.given.isdisjoint(DEATH_TABLES) or not death_records(tables.frames).is_empty()


def _check_treated(adsl: pl.DataFrame) -> Iterator[Finding]:
    if adsl["TRTSDT"].null_count() == adsl.height:
        found = f"none of {adsl.height} subjects has a first dose: nothing lies before or after treatment"
        yield Finding("DM, RFSTDTC", found, "give RFSTDTC, or EXSTDTC of the doses in EX", "error", "coverage.treated")


def _check_marker(tables: StudyTables, adsl: pl.DataFrame, protocol: Protocol) -> Iterator[Finding]:
    codes = marker_codes(protocol)
    own = tables.lb.filter(pl.col("LBTESTCD").cast(pl.String).is_in(codes))
    named = f"{'marker' if len(codes) == 1 else 'markers'} of {protocol.response.criteria} ({', '.join(codes)})"
    if own.is_empty():
        yield _no_marker(tables, protocol, named)
        return
    usable = own.filter(pl.col("LBSTRESN").is_not_null())
    dated = usable.filter(pl.col("LBDT").is_not_null())
    fix = "correct the numbers and units of LBSTRESN, LBSTRESU, LBORRES and LBORRESU"
    if usable.is_empty():
        found = f"none of the {own.height} results of the {named} is a number in a unit that can be used"
        yield Finding("LB, LBSTRESN", found, fix, "error", "coverage.marker-values")
    elif dated.is_empty():
        found = f"none of the {usable.height} results of the {named} has a complete date: none can be placed"
        yield Finding("LB, LBDTC", found, "give LBDTC as year-month-day", "error", "coverage.marker-dates")
    else:
        yield from _check_times(dated, adsl, named)


def _no_marker(tables: StudyTables, protocol: Protocol, named: str) -> Finding:
    """No record of a marker: an error where LB holds another disease's, else what remains can be analysed."""
    present = set(tables.lb["LBTESTCD"].cast(pl.String).unique().drop_nulls())
    foreign = sorted(present & (_all_markers() - set(marker_codes(protocol))))
    told = tables.rs.filter(pl.col("RSTESTCD").cast(pl.String) == "OVRLRESP", pl.col("RSSTRESC").is_not_null())
    unused = f"; {told.height} recorded responses (RS, OVRLRESP) are not used" if told.height else ""
    found = f"no record of the {named}: response, progression and the marker have no value{unused}"
    fix = "check LBTESTCD, or name the tests of this study under response.marker or response.analytes"
    severity: Severity = "warning"
    if foreign:
        found += f". LB holds {', '.join(foreign)}, which other criteria read"
        fix = f"use the protocol of this disease (study.disease is {protocol.study.disease}), or {fix}"
        severity = "error"
    return Finding("LB, LBTESTCD", found, fix, severity, "coverage.marker")


def _all_markers() -> frozenset[str]:
    roles = {role.name: role.code for role in (*MYELOMA_ROLES, *AMYLOIDOSIS_ROLES)}
    return frozenset({"IGM"} | {roles[name] for names in MARKERS.values() for name in names})


def _check_times(dated: pl.DataFrame, adsl: pl.DataFrame, named: str) -> Iterator[Finding]:
    """Results that all lie on one side of the first dose."""
    treated = adsl.select(*SUBJECT, "TRTSDT").drop_nulls("TRTSDT")
    if treated.is_empty():
        return
    gaps = dated.with_columns(pl.col("USUBJID").cast(pl.Categorical)).join(treated, on=SUBJECT)
    days = gaps.select(gap_days(pl.col("LBDT"), pl.col("TRTSDT"))).to_series().to_list()
    if not days:
        found = f"no treated subject has a result of the {named}"
        yield Finding("LB, USUBJID", found, "compare USUBJID of LB and DM", "error", "coverage.marker-subjects")
    elif min(days) > 0:
        found = (
            f"all {len(days)} results of the {named} lie after the first dose, the first {min(days)} days: no baseline"
        )
        fix = "add the results before treatment, or correct LBDTC or the days of first dose"
        yield Finding("LB, LBDTC", found, fix, "error", "coverage.no-baseline")
    elif max(days) <= 0:
        found = (
            f"all {len(days)} results of the {named} lie on or before the first dose, the last {-max(days)} days before"
        )
        fix = "correct the year of LBDTC or of the first dose, or add the results under treatment"
        severity: Severity = "error" if -max(days) > STALE_DAYS else "warning"
        yield Finding("LB, LBDTC", found, fix, severity, "coverage.no-later-value")


def _check_arms(tables: StudyTables, adsl: pl.DataFrame) -> Iterator[Finding]:
    enrolled = adsl.filter(pl.col("FASFL") == "Y").select(SUBJECT)
    counts = arms_of(tables).join(enrolled, on=SUBJECT, how="semi").drop_nulls("ARMS").group_by("ARMS").len()
    if counts.height < 2:
        return
    shown = ", ".join(f"{arm} ({count})" for arm, count in counts.sort("ARMS").iter_rows())
    found = f"several arms: {shown}. Response, marker and times to events are not pooled and have no value; patients, "
    found += "toxicity and exposure are of all arms together"
    fix = "analyse each arm by itself, with its subjects alone in DM; give one ARM to subjects of one treatment"
    yield Finding("DM, ARM", found, fix, "warning", "coverage.arms")


def _check_tables(tables: StudyTables, protocol: Protocol) -> Iterator[Finding]:
    for domain, (follows, endpoint) in _ABSENT.items():
        fix = f"add {domain} ({SHAPES[domain].label}), with its header alone where nothing happened"
        asked = endpoint in protocol.endpoints
        if domain not in tables.given:
            yield Finding(domain, f"the study has no such table: {follows}", fix, "warning" if asked else "note",
                          "coverage.table")  # fmt: skip
        elif domain == "EX" and tables.ex.is_empty() and tables.dm["RFSTDT"].is_not_null().any():
            found = "the table holds no record, and DM dates treatment: DM says who was treated, doses are not known"
            yield Finding(domain, found, "add the doses, or empty RFSTDTC in DM where nobody was treated", "warning",
                          "coverage.empty")  # fmt: skip
        elif domain == "AE" and tables.ae.is_empty():
            found = "the table holds no record: adverse events were collected and none happened, and count as 0"
            yield Finding(domain, found, "leave the table out if they were not collected", "note", "coverage.empty")
    if not knows_deaths(tables):
        asked = "overall survival" in protocol.endpoints
        found = "no table holds a death or could (DS, AE, DD, SS; DTHFL and DTHDTC of DM): survival has no value"
        fix = "give DTHFL and DTHDTC in DM, or add DS"
        yield Finding("DM, DTHFL", found, fix, "warning" if asked else "note", "coverage.deaths")
