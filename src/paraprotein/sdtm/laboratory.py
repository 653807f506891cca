"""Laboratory results in the units that the protocol wants.

LBSTRESN and LBSTRESU of every wanted analyte are brought to one unit, together with limits and reference ranges. Where
the standard result is missing, or its unit cannot be converted, it is read from LBSTRESC and then from LBORRES in its
original unit. A result below
the limit of quantitation is taken at the limit itself and flagged in LBBLQFL: a marker that fell below what the assay
can see must not look lower than anybody knows.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace

import polars as pl

from ..errors import Finding, UsageError
from ..response.words import AMOUNT, method_key
from ..units import conversion_factor, factor_between
from .records import Complaint, DomainFiles, count_records, list_records
from .repairs import offer, reads_thousands
from .words import DECIDING_TESTS, LABORATORY_FIELDS, read_terms

SIGNIFICANT_DIGITS = 12
"""Digits kept after a conversion: 0.29 g/L is 29 mg/dL, not 28.999999999999996."""


def standardize_laboratory(
    lb: pl.DataFrame, units: Mapping[str, str], files: DomainFiles, proteins: Collection[str] = DECIDING_TESTS.proteins
) -> tuple[pl.DataFrame, list[Finding]]:
    """Convert the results of the wanted analytes; what cannot be converted is null, counted and shown.

    Args:
        lb: the LB table with its `_ROW` column.
        units: analyte (LBTESTCD) to the wanted unit; other analytes stay as they are.
        files: where the records came from.
        proteins: LBTESTCD of M-proteins: one that is not detected, without a limit of quantitation, is 0.
    """
    lb, findings = _settle_not_done(lb, files)
    if not units or lb.is_empty():
        return lb, findings
    columns = lb.columns
    lb, respelt = unify_methods(lb, files)
    code = pl.col("LBTESTCD")
    lb = lb.with_columns(
        _wanted=code.is_in(list(units)).fill_null(False), _protein=code.is_in(list(proteins)).fill_null(False)
    )
    factors = _factors(lb, units)
    read = _read_results(lb, factors).with_columns(
        _factor=pl.when("_nothing").then(1.0).otherwise(_look_up(factors, "_unit")),
        _range_factor=_look_up(factors, "_range_unit"),
        _standard_factor=_look_up(factors, "LBSTRESU"),
        _original_factor=_look_up(factors, "LBORRESU"),
    )
    findings += respelt + _check_units(read, units, factors, files) + _check_results(read, units, files)
    return _convert(read, units).select(columns), findings


def _settle_not_done(lb: pl.DataFrame, files: DomainFiles) -> tuple[pl.DataFrame, list[Finding]]:
    """Take the results of tests that LBSTAT calls NOT DONE out: nobody can say which of the two is wrong."""
    if lb["LBSTAT"].null_count() == lb.height:
        return lb, []
    results = ("LBORRES", "LBSTRESC", "LBSTRESN")
    has_result = pl.any_horizontal(pl.col(name).is_not_null() for name in results)
    apart = ((pl.col("LBSTAT") == "NOT DONE") & has_result).fill_null(False)
    complaint = Complaint(
        "laboratory.not-done",
        "LBSTAT",
        "NOT DONE beside a result, which is not used",
        "empty LBSTAT if the test was done, else the result",
        "warning",
    )
    findings = count_records(lb, apart, files, complaint)
    if findings:
        lb = lb.with_columns(pl.when(~apart).then(pl.col(name)).alias(name) for name in results)
    return lb, findings


def unify_methods(lb: pl.DataFrame, files: DomainFiles) -> tuple[pl.DataFrame, list[Finding]]:
    """One spelling for each assay method, the most frequent: `Nephelometry` and `NEPHELOMETRY` are one."""
    counted = lb["LBMETHOD"].drop_nulls().cast(pl.String).value_counts(sort=True)
    first: dict[str, str] = {}
    for name in counted["LBMETHOD"]:
        first.setdefault(method_key(name), name)
    spelt = {name: first[method_key(name)] for name in counted["LBMETHOD"] if first[method_key(name)] != name}
    if not spelt:
        return lb, []
    method = pl.col("LBMETHOD").cast(pl.String)
    complaint = Complaint(
        "laboratory.spelling", "LBMETHOD", "an assay method in another spelling, taken for the same method",
        "write each method in one way", "note",
    )  # fmt: skip
    findings = count_records(lb, method.is_in(list(spelt)), files, complaint)
    return lb.with_columns(LBMETHOD=method.replace(spelt).cast(pl.Categorical)), findings


Factors = dict[tuple[str, str], float]
"""(analyte, unit found; empty when none) to the factor into the wanted unit; absent when there is none."""


def _factors(lb: pl.DataFrame, units: Mapping[str, str]) -> Factors:
    """Factor of every combination of analyte and unit that occurs."""
    factors: Factors = {}
    for column in ("LBSTRESU", "LBORRESU"):
        met = lb.lazy().filter("_wanted").select("LBTESTCD", column).unique().cast(pl.String).collect()
        for analyte, unit in met.iter_rows():
            with suppress(UsageError):
                factors[analyte, unit or ""] = conversion_factor(unit or "1", units[analyte], analyte=analyte)
    return factors


def _look_up(factors: Factors, unit_column: str) -> pl.Expr:
    """Expression for the factor of each record; null where there is none."""
    chain = pl.lit(None, pl.Float64)
    for (analyte, unit), factor in factors.items():
        same = pl.col(unit_column) == unit if unit else pl.col(unit_column).is_null()
        chain = pl.when((pl.col("LBTESTCD") == analyte) & same).then(pl.lit(factor)).otherwise(chain)
    return chain


def _read_results(lb: pl.DataFrame, factors: Factors) -> pl.DataFrame:
    """Add `_value`, `_unit`, `_below`, `_above` and `_nothing` from the first source with a number in a usable unit."""
    text = pl.coalesce("LBSTRESC", "LBORRES")
    is_word = text.is_not_null() & text.cast(pl.Float64, strict=False).is_null()
    is_plain = pl.col("LBSTRESN").is_not_null() & ~is_word & _look_up(factors, "LBSTRESU").is_not_null()
    positions = lb.select((pl.col("_wanted") & ~is_plain).arg_true()).to_series()
    read = _read_texts(lb[positions], factors)
    blank = pl.Series([False]).new_from_index(0, lb.height)
    from_original = blank.clone().scatter(positions, read["_from_original"])
    return lb.with_columns(
        _value=lb["LBSTRESN"].clone().scatter(positions, read["_value"]),
        _unit=pl.when(from_original).then("LBORRESU").otherwise("LBSTRESU"),
        _range_unit=pl.when(from_original & pl.col("LBSTRESU").is_null()).then("LBORRESU").otherwise("LBSTRESU"),
        _below=blank.clone().scatter(positions, read["_below"]) | (pl.col("LBBLQFL") == "Y").fill_null(False),
        _above=blank.clone().scatter(positions, read["_above"]),
        _nothing=blank.clone().scatter(positions, read["_nothing"]),
    )


def _read_texts(records: pl.DataFrame, factors: Factors) -> pl.DataFrame:
    """Records that need a closer look: `_value`, `_below`, `_above`, `_from_original`, `_nothing` (no M-protein, 0)."""
    standard, original = parse_results(records["LBSTRESC"]), parse_results(records["LBORRES"])
    parts = records.select(
        "LBSTRESN",
        "LBLLOQ",
        "_protein",
        *(standard[name].alias(f"standard_{name}") for name in standard.columns),
        *(original[name].alias(f"original_{name}") for name in original.columns),
        _none=_tells_none(records),
        standard_usable=_look_up(factors, "LBSTRESU").is_not_null(),
        original_usable=_look_up(factors, "LBORRESU").is_not_null(),
    )
    below = pl.coalesce("standard_below", "original_below", pl.lit(False))
    above = pl.coalesce("standard_above", "original_above", pl.lit(False))
    limit = pl.when("standard_below").then("LBLLOQ")
    in_standard = pl.coalesce(pl.when(below | above).then("standard_number"), limit, "LBSTRESN", "standard_number")
    better = pl.col("original_usable") & pl.col("original_number").is_not_null()
    from_original = pl.col("original_number").is_not_null() & (
        in_standard.is_null() | (~pl.col("standard_usable") & better)
    )
    in_original = pl.when(from_original).then("original_number")
    found = pl.coalesce(in_original, in_standard, pl.when(below).then("LBLLOQ"))
    nothing = pl.col("_protein") & pl.col("_none") & found.is_null()
    return parts.select(
        _value=pl.when(nothing).then(0.0).otherwise(found),
        _below=below & ~nothing,
        _above=above,
        _from_original=from_original,
        _nothing=nothing,
    )


def _tells_none(records: pl.DataFrame) -> pl.Series:
    """Records whose text says that nothing was detected."""
    return read_terms(records, LABORATORY_FIELDS, AMOUNT).is_in(["NONE", "NOT DETECTED"]).fill_null(False)


def _check_units(read: pl.DataFrame, units: Mapping[str, str], factors: Factors, files: DomainFiles) -> list[Finding]:
    """Units without a factor into the wanted one, and what was converted."""
    met = (
        read.lazy()
        .filter(pl.col("_wanted") & pl.col("_value").is_not_null() & ~pl.col("_nothing"))
        .group_by(pl.col("LBTESTCD").cast(pl.String), pl.col("_unit").cast(pl.String))
        .len()
        .sort("LBTESTCD", "_unit")
        .collect()
    )
    findings = []
    for analyte, unit, count in met.iter_rows():
        if (analyte, unit or "") not in factors:
            found = f"{count} results in '{unit}', left out" if unit else f"{count} results without a unit, left out"
            fix = _how_to_convert(unit, units[analyte])
            findings.append(Finding(f"{files.name}, {analyte}", found, fix, "warning", "laboratory.unit"))
    return findings + _note_mixtures(met, units, factors, files)


def _how_to_convert(unit: str | None, wanted: str) -> str:
    """What makes results in a unit without a factor usable."""
    fix = f"give them in {wanted}, or correct LBSTRESU and LBORRESU"
    is_excretion = factor_between(wanted, "mg/day") is not None
    if unit and is_excretion and factor_between(unit, "mg/L") is not None:
        return f"{fix}; a concentration becomes an excretion only with the volume of the 24-hour urine, in litres"
    return fix


def _note_mixtures(met: pl.DataFrame, units: Mapping[str, str], factors: Factors, files: DomainFiles) -> list[Finding]:
    """One note for each analyte that was converted or came in several units."""
    findings = []
    usable = [(analyte, unit or "") in factors for analyte, unit, _ in met.iter_rows()]
    used = met.filter(pl.Series(usable, dtype=pl.Boolean), pl.col("_unit").is_not_null())
    for analyte, group in used.group_by("LBTESTCD", maintain_order=True):
        name = str(analyte[0])
        changed = any(factors.get((name, unit), 1.0) != 1.0 for unit in group["_unit"])
        if changed or group.height > 1:
            parts = ", ".join(f"{count} in {unit}" for _, unit, count in group.iter_rows())
            found = f"results came as {parts}; they are used in {units[name]}"
            findings.append(
                Finding(
                    f"{files.name}, {name}", found, "nothing to do if this is right", "note", "laboratory.converted"
                )
            )
    return findings


def _convert(read: pl.DataFrame, units: Mapping[str, str]) -> pl.DataFrame:
    """Write the wanted unit and the values in it; results without a factor become null."""
    changed = pl.col("_wanted") & (pl.col("_factor") != 1.0)

    def scaled(value: pl.Expr, factor: str) -> pl.Expr:
        product = (value * pl.col(factor)).round_sig_figs(SIGNIFICANT_DIGITS)
        as_it_is = ~pl.col("_wanted") | (pl.col(factor) == 1.0)
        return pl.when(as_it_is).then(value).otherwise(product)

    usable = pl.col("_wanted") & pl.col("_factor").is_not_null()
    unit = pl.coalesce(
        pl.when(pl.col("LBTESTCD") == analyte).then(pl.lit(unit, pl.Categorical())) for analyte, unit in units.items()
    )
    sign = pl.when("_below").then(pl.lit("<")).when("_above").then(pl.lit(">")).otherwise(pl.lit(""))
    value = scaled(pl.col("_value"), "_factor")
    rewritten = changed & pl.col("LBSTRESC").is_not_null() & pl.col("_value").is_not_null() & ~pl.col("_nothing")
    return read.with_columns(
        LBSTRESC=pl.when(rewritten).then(sign + format_result(value)).otherwise("LBSTRESC"),
        LBSTRESN=value,
        LBSTRESU=pl.when(usable).then(unit).otherwise("LBSTRESU"),
        LBBLQFL=pl.when(usable & pl.col("_below")).then(pl.lit("Y", pl.Categorical())),
        **{name: scaled(pl.col(name), "_range_factor") for name in ("LBSTNRLO", "LBSTNRHI", "LBLLOQ")},
    )


def _check_results(read: pl.DataFrame, units: Mapping[str, str], files: DomainFiles) -> list[Finding]:
    negative = Complaint("laboratory.negative", "LBSTRESN", "a concentration below zero", "correct LBSTRESN")
    findings = list_records(read, pl.col("_wanted") & (pl.col("_value") < 0), files, negative)
    told = pl.col("LBSTRESC").is_not_null() | pl.col("LBORRES").is_not_null()
    findings += _check_methods(read, files) + _check_agreement(read, files)
    for analyte, unit in units.items():
        rows = read.filter(pl.col("LBTESTCD") == analyte)
        below = Complaint(
            "laboratory.below", analyte, "below the limit of quantitation, taken at the limit", "nothing to do", "note"
        )
        above = Complaint(
            "laboratory.above",
            analyte,
            "above the assay's range, taken at its upper limit",
            "give the diluted result",
            "warning",
        )
        fix = "write the number in LBSTRESN, or LBSTAT NOT DONE when there is none"
        unread = Complaint(
            "laboratory.unread", analyte, f"results that are no number (wanted in {unit})", fix, "warning"
        )
        grouped = reads_thousands(pl.coalesce("LBSTRESC", "LBORRES"))
        nothing = Complaint(
            "laboratory.none", analyte, "M-protein that is not detected, taken as 0", "nothing to do", "note"
        )
        findings += count_records(rows, pl.col("_below") & pl.col("_value").is_not_null(), files, below)
        findings += count_records(rows, pl.col("_nothing"), files, nothing)
        findings += count_records(rows, pl.col("_above"), files, above)
        is_unread = pl.col("_value").is_null() & told
        repairable = replace(unread, fix=offer(fix, "thousands"))
        if rows.select(is_unread.any()).item():  # the search for a repair is slow
            findings += count_records(rows, is_unread & grouped, files, repairable)
            findings += count_records(rows, is_unread & ~grouped, files, unread)
    return findings


_ROUNDING = 0.01
"""Part of a result by which another column may differ from it: texts and original results are often rounded."""


def _check_agreement(read: pl.DataFrame, files: DomainFiles) -> list[Finding]:
    """Numbers of LBSTRESN that LBSTRESC or the converted LBORRES contradicts; LBSTRESN is used."""
    number = pl.col("LBSTRESN")
    standard = pl.col("LBSTRESC").cast(pl.Float64, strict=False)
    original = pl.col("LBORRES").cast(pl.Float64, strict=False) * pl.col("_original_factor")
    known = pl.col("_wanted") & number.is_not_null()
    apart = (standard - number).abs() > _ROUNDING * number.abs()
    words = pl.col("LBSTRESC").is_not_null() & standard.is_null() & ~pl.col("_below") & ~pl.col("_above")
    converted = number * pl.col("_standard_factor")
    unlike = (original - converted).abs() > _ROUNDING * converted.abs()
    complaint = Complaint(
        "laboratory.apart", "LBSTRESC", "a word or another number than LBSTRESN, which is used",
        "correct one of the two", "warning",
    )  # fmt: skip
    unconverted = Complaint(
        "laboratory.unconverted", "LBORRES", "not LBSTRESN in its unit: the standard result, which is used, is not the "
        "converted original", "correct LBSTRESN or LBSTRESU", "warning",
    )  # fmt: skip
    return [
        *count_records(read, known & (apart | words), files, complaint),
        *count_records(read, known & unlike, files, unconverted),
    ]


def _check_methods(read: pl.DataFrame, files: DomainFiles) -> list[Finding]:
    """Subjects whose results of one analyte come from several methods: assays for a paraprotein are not equivalent."""
    if read["LBMETHOD"].n_unique() == 1:
        return []
    subject = ["TRIAL", "USUBJID", "LBTESTCD"]
    known = read.filter(pl.col("_wanted") & pl.col("LBMETHOD").is_not_null())
    first = known.unique([*subject, "LBMETHOD"], keep="first", maintain_order=True)
    changed = first.filter(~pl.struct(subject).is_first_distinct())
    complaint = Complaint(
        "laboratory.method",
        "LBMETHOD",
        "another method than before for the same test and subject",
        "compare such results with care, or correct LBMETHOD",
        "warning",
    )
    return list_records(changed, pl.lit(True), files, complaint)


_BELOW = ("BELOW THE LIMIT", "NOT DETECTED")
"""Terms of results that lie below what the assay can see."""

_RESULT = r"^(?P<sign><=|>=|<|>|≤|≥)?\s*(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)$"


def parse_results(text: pl.Series) -> pl.DataFrame:
    """Read result texts; each distinct text is read once.

    Returns:
        Columns `number` (Float64, null where the text is no number), `below` (the text says that the value lies
        below its number or below the assay's limit, or was not detected) and `above`, in the order of `text`.
    """
    distinct = pl.DataFrame({"text": text.drop_nulls().unique()}, schema={"text": pl.String})
    parts = pl.col("text").str.strip_chars().str.extract_groups(_RESULT)
    sign = parts.struct.field("sign")
    amount = read_terms(distinct, ("text",), AMOUNT)
    distinct = distinct.with_columns(
        number=parts.struct.field("number").cast(pl.Float64, strict=False),
        below=sign.is_in(["<", "<=", "≤"]).fill_null(False) | amount.is_in(_BELOW).fill_null(False),
        above=sign.is_in([">", ">=", "≥"]).fill_null(False),
    )
    return pl.DataFrame({"text": text}).join(distinct, on="text", how="left", maintain_order="left").drop("text")


def format_result(number: pl.Expr) -> pl.Expr:
    """A number as a result text: the shortest that reads back the same, whole numbers without a point."""
    return number.cast(pl.String).str.replace(r"\.0$", "")
