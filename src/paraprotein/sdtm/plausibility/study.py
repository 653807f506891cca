"""What the checks of plausibility look at: a study's settled tables, its protocol's expectations, ordered results."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

import polars as pl

from ...protocol.schema import Protocol
from ...units import factor_between
from ..records import ROW, DomainFiles
from ..subjects import SUBJECT, is_given
from .limits import LIMITS

_ROLES = {"serum": "MPROT", "urine": "UMCPROT", "kappa": "KLCFR", "lambda_": "LLCFR", "nt_probnp": "BNPPRONT"}
"""Role of a test in the protocol -> analyte of `LIMITS`, where the protocol names another code."""


@dataclass(frozen=True)
class Expected:
    """What a protocol lets expect of the data; without one, only what holds for every study.

    Attributes:
        disease: `waldenstrom`, `myeloma` or `al-amyloidosis`; empty: not known.
        marker: LBTESTCD of the one marker of the criteria; empty where they read several.
        analytes: LBTESTCD of this study -> analyte of `LIMITS`, where they differ.
        drug: name of the study drug, upper case; empty: not known.
        doses_mg: its permitted doses per administration.
        visit_days: planned days between visits.
        baseline_days: oldest baseline, days before the first dose; None: any.
        eligible: LBTESTCD -> smallest and largest result at entry, in the unit of the protocol.
        today: no date of the data can lie after it; None: not known.
    """

    disease: str = ""
    marker: str = ""
    analytes: Mapping[str, str] = field(default_factory=dict)
    drug: str = ""
    doses_mg: tuple[float, ...] = ()
    visit_days: float | None = None
    baseline_days: float | None = None
    eligible: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    today: date | None = None

    @classmethod
    def of(cls, protocol: Protocol | None, today: date | None = None) -> Self:
        """The expectations of a protocol; of any study where there is none."""
        if protocol is None:
            return cls(today=today)
        response, treatment = protocol.response, protocol.treatment
        return cls(
            disease=protocol.study.disease,
            marker=response.marker if protocol.study.disease == "waldenstrom" else "",
            analytes=_analytes(protocol),
            drug=treatment.drug.strip().upper(),
            doses_mg=tuple(float(level) for level in treatment.levels),
            visit_days=float(protocol.visits.every),
            baseline_days=response.baseline_days,
            eligible={rule.analyte: (rule.at_least, rule.at_most) for rule in protocol.population.eligibility},
            today=today,
        )


def _analytes(protocol: Protocol) -> dict[str, str]:
    codes = protocol.response.analytes
    named = {} if codes is None else {getattr(codes, role): analyte for role, analyte in _ROLES.items()}
    if protocol.study.disease == "waldenstrom":
        named[protocol.response.marker] = "IGM"
    return {code: analyte for code, analyte in named.items() if code != analyte}


@dataclass(frozen=True, eq=False)
class StudyData:
    """A study as the checks see it; frames carry `_ROW`.

    Attributes:
        frames: domain to settled table.
        files: where the records came from.
        expected: what the protocol lets expect.
        original_ranges: `_ROW`, LBORNRLO and LBORNRHI of LB as the files hold them; empty where they do not.
        subjects: one row per subject: FIRST and LAST dose, SEEN (last known contact or death), SITE.
        results: numeric results of analytes with limits, by subject, test and day: `_ROW`, KEY (one number for subject
            and test), USUBJID, TEST, ANALYTE, LOW, HIGH, UNIT, DAY, VALUE (unit of `LIMITS`), RAW, BELOW, FIRST, PREV,
            NEXT, PREV_GAP, NEXT_GAP (days).
    """

    frames: Mapping[str, pl.DataFrame]
    files: Mapping[str, DomainFiles]
    expected: Expected
    original_ranges: pl.DataFrame
    subjects: pl.DataFrame
    results: pl.DataFrame

    @classmethod
    def of(
        cls,
        frames: Mapping[str, pl.DataFrame],
        files: Mapping[str, DomainFiles],
        expected: Expected,
        original_ranges: pl.DataFrame,
    ) -> Self:
        """Prepare what several checks share."""
        subjects = _subjects(frames["DM"], frames["EX"])
        results = _ordered(frames["LB"], subjects, expected)
        return cls(frames, files, expected, original_ranges, subjects, results)


def _subjects(dm: pl.DataFrame, ex: pl.DataFrame) -> pl.DataFrame:
    doses = (
        ex.lazy()
        .filter(is_given())
        .group_by(SUBJECT)
        .agg(DOSED=pl.col("EXSTDT").min(), DOSED_TO=pl.max_horizontal("EXENDT", "EXSTDT").max())
    )
    return (
        dm.lazy()
        .unique(SUBJECT, keep="first", maintain_order=True)
        .join(doses, on=SUBJECT, how="left", maintain_order="left")
        .select(
            ROW, *SUBJECT, "RFSTDT", "RFENDT", "RFPENDT", "RFICDT", "DTHDT", "DOSED", "DOSED_TO",
            FIRST=pl.coalesce("RFSTDT", "DOSED"),
            SEEN=pl.max_horizontal("RFPENDT", "DTHDT"),
            SITE=pl.col("SITEID").cast(pl.String),
        )
        .collect()
    )  # fmt: skip


def _factors(lb: pl.DataFrame, expected: Expected) -> pl.DataFrame:
    """Every test and unit that occurs and has limits: ANALYTE, FACTOR into its unit, LOW and HIGH."""
    met = lb.lazy().select("LBTESTCD", "LBSTRESU").unique().cast(pl.String).collect()
    rows = []
    for code, unit in met.iter_rows():
        analyte = expected.analytes.get(code or "", code or "")
        if analyte in LIMITS and unit is not None:
            factor = factor_between(unit, LIMITS[analyte].unit, analyte)
            limits = LIMITS[analyte]
            rows += [] if factor is None else [(code, unit, analyte, factor, float(limits.low), float(limits.high))]
    texts: dict[str, pl.DataType] = dict.fromkeys(("LBTESTCD", "LBSTRESU", "ANALYTE"), pl.String())
    numbers: dict[str, pl.DataType] = dict.fromkeys(("FACTOR", "LOW", "HIGH"), pl.Float64())
    return pl.DataFrame(rows, schema=texts | numbers, orient="row").cast(dict.fromkeys(texts, pl.Categorical))


def _ordered(lb: pl.DataFrame, subjects: pl.DataFrame, expected: Expected) -> pl.DataFrame:
    first = subjects.lazy().select(pl.col("USUBJID").cast(pl.Categorical), "FIRST", SUBJECT=pl.int_range(pl.len()))
    numbered = (
        lb.lazy()
        .filter(pl.col("LBSTRESN").is_not_null() & pl.col("LBDT").is_not_null())
        .select(ROW, "USUBJID", "LBTESTCD", "LBSTRESU", "LBSTRESN", "LBDT", "LBBLQFL", "VISITNUM")
        .join(_factors(lb, expected).lazy(), on=["LBTESTCD", "LBSTRESU"])
        .join(first, on="USUBJID")
        .select(
            ROW, "USUBJID", "FIRST", "ANALYTE", "VISITNUM", "LOW", "HIGH",
            TEST="LBTESTCD", UNIT="LBSTRESU", DAY="LBDT", RAW="LBSTRESN",
            VALUE=pl.col("LBSTRESN") * pl.col("FACTOR"),
            BELOW=(pl.col("LBBLQFL") == "Y").fill_null(False),
            KEY=pl.col("SUBJECT").cast(pl.Int64) * _TESTS + pl.col("LBTESTCD").to_physical().cast(pl.Int64) % _TESTS,
        )
        .sort("KEY", "DAY", ROW)
    )  # fmt: skip
    return numbered.with_columns(
        PREV=_neighbour("VALUE", 1),
        NEXT=_neighbour("VALUE", -1),
        PREV_GAP=(pl.col("DAY") - _neighbour("DAY", 1)).dt.total_days(),
        NEXT_GAP=(_neighbour("DAY", -1) - pl.col("DAY")).dt.total_days(),
    ).collect()


_TESTS = 1 << 20
"""More tests than any study has."""


def _neighbour(name: str, step: int) -> pl.Expr:
    """The value of the record before (1) or after (-1) of the same subject and test; null where there is none."""
    return pl.when(pl.col("KEY").shift(step) == pl.col("KEY")).then(pl.col(name).shift(step))


@dataclass(frozen=True)
class Suspicion:
    """Records that one check questions, for one reason.

    Attributes:
        rule: name of the check in the catalogue, without its prefix.
        domain: of the records.
        field: the variable that is questioned.
        rows: positions (`_ROW`) of the records.
        detail: what these records are, ahead of the likely cause; holds no value of a patient.
        cause: likely cause, where it is not the catalogue's.
    """

    rule: str
    domain: str
    field: str
    rows: pl.Series
    detail: str
    cause: str = ""


def suspect(
    rule: str, domain: str, column: str, records: pl.DataFrame, detail: str, cause: str = ""
) -> Iterable[Suspicion]:
    """The suspicion of these records, or nothing where there is none."""
    return () if records.is_empty() else (Suspicion(rule, domain, column, records[ROW], detail, cause),)


def by_analyte(values: Mapping[str, float | None], default: float | None = None) -> pl.Expr:
    """The number of each record's analyte; `default` where there is none."""
    known = {name: float(value) for name, value in values.items() if value is not None}
    return pl.col("ANALYTE").cast(pl.String).replace_strict(known, default=default, return_dtype=pl.Float64)


def shown_digits(value: pl.Expr) -> pl.Expr:
    """Digits that a result shows: 4 of 12.25 and of 3110."""
    text = value.cast(pl.String).str.replace(r"\.0$", "").str.replace(".", "", literal=True)
    return text.str.len_chars().cast(pl.Int32)


def tests_of(records: pl.DataFrame) -> str:
    """`IGM` or `HGB and IGM`: the tests of some results."""
    names = sorted(str(name) for name in records["TEST"].unique())
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
