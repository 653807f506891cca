"""Studies without a mistake, in the many forms that right data have: none of them may be questioned."""

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl
from edits import Frames

Variant = Callable[[Frames], Frames]
NUMBER = pl.col("LBSTRESN").cast(pl.Float64)


def in_unit(code: str, factor: float, unit: str, digits: int = 5) -> Variant:
    """Results and reference interval of one test in another unit."""

    def change(frames: Frames) -> Frames:
        own = pl.col("LBTESTCD") == code
        numbers = ("LBSTRESN", "LBSTNRLO", "LBSTNRHI", "LBLLOQ")
        scaled = [
            pl.when(own)
            .then((pl.col(name).cast(pl.Float64) * factor).round_sig_figs(digits).cast(pl.String))
            .otherwise(pl.col(name))
            .alias(name)
            for name in numbers
        ]
        return {
            **frames,
            "LB": frames["LB"].with_columns(*scaled, LBSTRESU=pl.when(own).then(pl.lit(unit)).otherwise("LBSTRESU")),
        }

    return change


def with_originals(code: str, factor: float, unit: str, digits: int = 5) -> Variant:
    """Original results in another unit beside the standard ones."""

    def change(frames: Frames) -> Frames:
        own = pl.col("LBTESTCD") == code
        original = (NUMBER * factor).round_sig_figs(digits).cast(pl.String)
        return {**frames, "LB": frames["LB"].with_columns(
            LBORRES=pl.when(own).then(original).otherwise("LBSTRESN"),
            LBORRESU=pl.when(own).then(pl.lit(unit)).otherwise("LBSTRESU"),
        )}  # fmt: skip

    return change


def shuffled(domain: str) -> Variant:
    return lambda frames: {**frames, domain: frames[domain].sample(fraction=1, shuffle=True, seed=3)}


def noisy(cv: float, seed: int) -> Variant:
    """More assay error, independent from result to result."""

    def change(frames: Frames) -> Frames:
        lb = frames["LB"]
        noise = np.random.default_rng(seed).lognormal(0.0, cv, lb.height)
        value = (NUMBER * pl.lit(pl.Series(noise))).round_sig_figs(4).cast(pl.String)
        return {
            **frames,
            "LB": lb.with_columns(LBSTRESN=pl.when(pl.col("LBBLQFL") == "Y").then("LBSTRESN").otherwise(value)),
        }

    return change


def named(template: str) -> Variant:
    """Other identifiers: the last four digits in another frame."""
    name = pl.format(template, pl.col("USUBJID").str.slice(-4))
    return lambda frames: {domain: frame.with_columns(USUBJID=name) for domain, frame in frames.items()}


def later(years: int) -> Variant:
    """The whole study moved by years, as when it ran at another time."""

    def change(frames: Frames) -> Frames:
        moved = {}
        for domain, frame in frames.items():
            dates = [name for name in frame.columns if name.endswith("DTC")]
            moved[domain] = frame.with_columns(
                (pl.col(name).str.to_date(strict=False).dt.offset_by(f"{years}y")).dt.to_string("iso") for name in dates
            )
        return moved

    return change


def columns(domain: str, **values: pl.Expr) -> Variant:
    return lambda frames: {**frames, domain: frames[domain].with_columns(**values)}


def dropped(domain: str, *names: str) -> Variant:
    return lambda frames: {**frames, domain: frames[domain].drop(names)}


def left_out(domain: str, keep: pl.Expr) -> Variant:
    return lambda frames: {**frames, domain: frames[domain].filter(keep)}


SITE = pl.format("{}", pl.col("USUBJID").str.slice(-4).cast(pl.Int32) % 4 + 1)
VARIANTS: Mapping[str, Variant] = {
    "as it is": lambda frames: frames,
    "IgM in g/L": in_unit("IGM", 0.01, "g/L"),
    "hemoglobin in g/L": in_unit("HGB", 10, "g/L"),
    "hemoglobin in mmol/L": in_unit("HGB", 0.6206, "mmol/L"),
    "platelets per microliter": in_unit("PLAT", 1000, "/uL", 7),
    "neutrophils per microliter": in_unit("NEUT", 1000, "/uL", 7),
    "leukocytes in 10^3/uL": in_unit("WBC", 1, "10^3/uL"),
    "tryptase in ug/L": in_unit("TRYPTASE", 1, "ug/L"),
    "original IgM in g/L": with_originals("IGM", 0.01, "g/L"),
    "original hemoglobin in mmol/L, rounded": with_originals("HGB", 0.6206, "mmol/L", 2),
    "original platelets per microliter": with_originals("PLAT", 1000, "/uL", 6),
    "shuffled laboratory": shuffled("LB"),
    "shuffled demographics": shuffled("DM"),
    "shuffled doses": shuffled("EX"),
    "shuffled responses": shuffled("RS"),
    "sites": columns("DM", SITEID=SITE),
    "other identifiers": named("STUDY/SITE-1/{}"),
    "identifiers as numbers": named("77{}"),
    "ten years later": later(10),
    "in another decade": later(-12),
    "clock times": columns("LB", LBDTC=pl.col("LBDTC") + "T08:15"),
    "clock times with a zone": columns("LB", LBDTC=pl.col("LBDTC") + "T08:15+01:00"),
    "midnight": columns("LB", LBDTC=pl.col("LBDTC") + "T00:00:00"),
    "days of birth": columns("DM", BRTHDTC=pl.format(
        "{}-06-30", pl.col("RFSTDTC").str.slice(0, 4).cast(pl.Int32) - pl.col("AGE").cast(pl.Float64).cast(pl.Int32))),
    "consent a week before the first dose": columns(
        "DM", RFICDTC=(pl.col("RFSTDTC").str.to_date() - pl.duration(days=15)).dt.to_string("iso")),
    "without visit numbers": dropped("LB", "VISITNUM", "VISIT"),
    "without reference intervals": dropped("LB", "LBSTNRLO", "LBSTNRHI"),
    "without responses": lambda frames: {domain: frame for domain, frame in frames.items() if domain != "RS"},
    "a tenth of the results missing": left_out("LB", pl.int_range(pl.len()) % 10 != 3),
    "a third of the results missing": left_out("LB", pl.int_range(pl.len()) % 3 != 1),
    "noise of 3 %": noisy(0.03, 1),
    "noise of 5 %": noisy(0.05, 2),
    "noise of 8 %": noisy(0.08, 3),
    "drug in capitals": columns("EX", EXTRT=pl.col("EXTRT").str.to_uppercase()),
    "drug as its salt": columns("EX", EXTRT=pl.lit("Imatinib mesylate")),
    "blanks around the test codes": columns("LB", LBTESTCD=pl.col("LBTESTCD") + "  "),
}  # fmt: skip
"""What right data look like; five more seeds and the CDISC pilot come beside them."""
