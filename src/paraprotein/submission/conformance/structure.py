"""Rules that hold for every analysis data set: keys, subjects, parameters, declared values."""

from collections.abc import Iterator
from types import MappingProxyType

import polars as pl

from ...adam.shapes import ADAM_SHAPES, AdamShape
from .check import SUBJECT, Check, Datasets, is_duplicated, rule

_POPULATIONS = ("FASFL", "SAFFL", "EVALFL")
_GRADES = ("ATOXGR", "BTOXGR", "ATOXGRN", "BTOXGRN", "ATOXGRL", "ATOXGRH", "BTOXGRL", "BTOXGRH")


def _structure_checks() -> Iterator[Check]:
    for name, shape in ADAM_SHAPES.items():
        yield _required(shape)
        yield _terms(shape)
        yield _lengths(shape)
        if name != "ADSL":
            yield _known_subjects(name)
            yield rule(
                f"{name}.S4",
                name,
                "ASEQ",
                "ASEQ is unique within the subject",
                is_duplicated("USUBJID", "ASEQ"),
                uses=("ASEQ",),
            )
        if name in ("ADLB", "ADRS", "ADTTE"):
            yield from _parameters(name)
        if "ASEQ" not in shape.keys and name != "ADSL":
            yield rule(
                f"{name}.S5",
                name,
                shape.keys[-1],
                f"A record is unique by {', '.join(shape.keys)}",
                is_duplicated(*shape.keys),
                uses=shape.keys,
            )


def _required(shape: AdamShape) -> Check:
    skipped = {"ADSL": _POPULATIONS, "ADTTE": ("AVAL", "AVALM", "CNSR")}.get(shape.name, ())
    names = tuple(v.name for v in shape.variables if v.is_required and v.name not in skipped)
    broken = pl.any_horizontal(pl.col(name).is_null() for name in names)
    return rule(
        f"{shape.name}.S1", shape.name, "required", f"Never empty: {', '.join(names)}", broken, uses=names
    )  # fmt: skip


def _terms(shape: AdamShape) -> Check:
    """Values outside the declared terms; flags of populations, grades and CNSR have rules of their own."""
    listed = {
        v.name: v.terms
        for v in shape.variables
        if v.terms is not None and v.name not in (*_POPULATIONS, *_GRADES, "CNSR", "SRCDOM")
    }
    broken = pl.any_horizontal(
        (pl.col(name).is_not_null() & ~pl.col(name).cast(pl.String).is_in(list(terms.values)))
        for name, terms in listed.items()
    )
    sentence = f"Only declared terms: {', '.join(listed)}" if listed else "Only declared terms"
    return rule(f"{shape.name}.S2", shape.name, "terms", sentence, broken, uses=tuple(listed))


def _lengths(shape: AdamShape) -> Check:
    texts = [v for v in shape.variables if v.kind == "text" and v.terms is None and v.name != "PARAMCD"]
    broken = pl.any_horizontal((pl.col(v.name).str.len_bytes() > v.length).fill_null(False) for v in texts)
    names = tuple(v.name for v in texts)
    return rule(f"{shape.name}.S3", shape.name, "length", "No text is longer than declared", broken, uses=names)


def _known_subjects(name: str) -> Check:
    def find(datasets: Datasets) -> pl.DataFrame:
        return datasets[name].join(datasets["ADSL"].select(SUBJECT), on=SUBJECT, how="anti")

    needs = MappingProxyType({name: ("USUBJID",), "ADSL": ("USUBJID",)})
    return Check(f"{name}.S6", name, "USUBJID", "Every subject is in ADSL", find, needs)


def _parameters(name: str) -> Iterator[Check]:
    many_names = pl.col("PARAM").n_unique().over("PARAMCD") > 1
    many_codes = pl.col("PARAMCD").n_unique().over("PARAM") > 1
    yield rule(
        f"{name}.P1",
        name,
        "PARAM",
        "PARAM and PARAMCD belong together one to one",
        many_names | many_codes,
        uses=("PARAM", "PARAMCD"),
    )
    if name == "ADLB":  # the others' codes are declared
        well_formed = pl.col("PARAMCD").str.contains(r"^[A-Z_][A-Z0-9_]{0,7}$")
        yield rule(
            f"{name}.P2",
            name,
            "PARAMCD",
            "PARAMCD has up to 8 capital letters, digits or underscores and begins with no digit",
            ~well_formed,
            uses=("PARAMCD",),
        )


STRUCTURE_CHECKS: tuple[Check, ...] = tuple(_structure_checks())
"""Rules that follow from the declarations in `adam.shapes`."""
