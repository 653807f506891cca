"""One laboratory test, several specimens: creatinine in urine is not creatinine in serum, though both are CREAT.

The standard distinguishes such results by LBSPEC. Here a test has one specimen: results of another one get a code and a
name of their own, so that they feed neither a grade nor a marker of the first, and stay in the data.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress

import polars as pl

from ..errors import Finding, UsageError
from ..protocol.analytes import STANDARD_UNITS
from ..toxicity.terms import TERMS
from ..units import conversion_factor
from .records import DomainFiles

BLOOD, URINE, MARROW, FLUID = "blood", "urine", "bone marrow", "cerebrospinal fluid"

FAMILIES = ((MARROW, "MARROW"), (URINE, "URIN"), (FLUID, "CEREBROSPINAL|^CSF$"), (BLOOD, "SERUM|PLASMA|BLOOD"))
"""Kind of specimen and what LBSPEC contains, the first that fits; any other specimen is a kind of its own."""

HOMES: Mapping[str, str] = {"PLSTCECE": MARROW}
"""LBTESTCD -> its specimen, where neither blood nor shown by a unit of excretion (mg/day: urine)."""

PREFIXES: Mapping[str, str] = {URINE: "U", MARROW: "M", FLUID: "C", BLOOD: "B"}
"""First letter of the code that results of another specimen get; `X` for specimens that are not listed."""

_KNOWN = frozenset(STANDARD_UNITS) | {term.analyte for term in TERMS.values() if term.analyte}


def separate_specimens(
    lb: pl.DataFrame, units: Mapping[str, str], files: DomainFiles
) -> tuple[pl.DataFrame, list[Finding]]:
    """Give results of another specimen than the test's own another LBTESTCD: CREAT in urine becomes UCREAT.

    A test that the rules know is a test of blood, or of urine where its unit is one of excretion. Other tests belong to
    blood where they come in blood, else to the specimen that has most results. LBCAT URINALYSIS means urine where
    LBSPEC is empty; a result without either is of the test's own specimen.

    Args:
        lb: the LB table.
        units: analyte to the unit in which the protocol wants it.
        files: where the records came from.
    """
    if not _tells_specimens(lb):
        return lb, []
    lb = lb.with_columns(_KIND=_kind())
    met = lb.group_by(pl.col("LBTESTCD").cast(pl.String), "_KIND").len().drop_nulls().sort("LBTESTCD", "_KIND").rows()
    codes = {str(code) for code in lb["LBTESTCD"].unique().drop_nulls()}
    renamed: dict[tuple[str, str], str] = {}
    findings = []
    for code in sorted({code for code, _, _ in met}):
        kinds = {kind: count for name, kind, count in met if name == code}
        home = _home(code, kinds, units)
        for kind in sorted(set(kinds) - {home}):
            renamed[code, kind] = new = _new_code(code, kind, codes)
            findings.append(_tell(code, kind, new, kinds[kind], home, files))
    return _rename(lb, renamed).drop("_KIND"), findings


def _tells_specimens(lb: pl.DataFrame) -> bool:
    if lb["LBSPEC"].null_count() < lb.height:
        return True
    return bool((lb["LBCAT"].drop_nulls().unique().cast(pl.String).str.to_uppercase() == "URINALYSIS").any())


def _kind() -> pl.Expr:
    """Kind of specimen of each record; null where nothing identifies it."""
    text = pl.col("LBSPEC").cast(pl.String).str.to_uppercase().str.strip_chars()
    named = pl.coalesce(pl.when(text.str.contains(pattern)).then(pl.lit(kind)) for kind, pattern in FAMILIES)
    analysed = (pl.col("LBCAT").cast(pl.String).str.to_uppercase() == "URINALYSIS").fill_null(False)
    told = pl.when(text.str.len_chars() > 0).then(pl.coalesce(named, text.str.to_lowercase()))
    return pl.coalesce(told, pl.when(analysed).then(pl.lit(URINE)))


def _home(code: str, kinds: Mapping[str, int], units: Mapping[str, str]) -> str:
    unit = units.get(code) or next(iter(STANDARD_UNITS.get(code, ())), "")
    if unit and _is_excretion(unit):
        return URINE
    if code in HOMES:
        return HOMES[code]
    return BLOOD if code in _KNOWN or BLOOD in kinds else max(kinds, key=lambda kind: kinds[kind])


def _is_excretion(unit: str) -> bool:
    with suppress(UsageError):
        return conversion_factor(unit, "mg/day") > 0
    return False


def _new_code(code: str, kind: str, taken: Collection[str]) -> str:
    """A code of at most eight characters; that of the same test under its own code where the study has one."""
    letter = PREFIXES.get(kind, "X")
    new = f"{letter}{code}"[:8]
    if len(code) < 8 or new not in taken:
        return new
    return f"{letter}{code[:6]}{letter}"


def _tell(code: str, kind: str, new: str, count: int, home: str, files: DomainFiles) -> Finding:
    known = {BLOOD, URINE, MARROW, FLUID}  # what else LBSPEC holds is a patient's record, and is not quoted
    what, where = (name if name in known else "another specimen" for name in (kind, home))
    found = f"{count} results in {what} are kept apart as {new}: not used as {code}, which is a test of {where}"
    return Finding(
        f"{files.name}, {code}", found, "correct LBSPEC if they belong together", "note", "laboratory.specimen"
    )


def _rename(lb: pl.DataFrame, renamed: Mapping[tuple[str, str], str]) -> pl.DataFrame:
    """New codes, and names that say the specimen."""
    if not renamed:
        return lb
    table = pl.DataFrame(
        [(code, kind, new) for (code, kind), new in renamed.items()], schema=["LBTESTCD", "_KIND", "_NEW"], orient="row"
    ).with_columns(pl.col("LBTESTCD").cast(lb.schema["LBTESTCD"]))
    joined = lb.join(table, on=["LBTESTCD", "_KIND"], how="left", maintain_order="left")
    name = pl.coalesce(pl.col("LBTEST").cast(pl.String), pl.col("LBTESTCD").cast(pl.String)) + ", " + pl.col("_KIND")
    apart = pl.col("_NEW").is_not_null()
    return joined.with_columns(
        LBTESTCD=pl.when(apart).then(pl.col("_NEW").cast(pl.Categorical)).otherwise("LBTESTCD"),
        LBTEST=pl.when(apart).then(name.cast(pl.Categorical)).otherwise("LBTEST"),
    ).drop("_NEW")
