"""Results as JSON: one form, no value that JSON does not know."""

import json

import polars as pl

from paraprotein.analysis import METHODS, Analysis, describe_figures


def test_json_holds_everything_and_reads_back(analysis: Analysis) -> None:
    document = json.loads(analysis.to_json())
    assert set(document) == {"study", "figures", "methods", "estimates", "tables"}
    assert document["methods"] == dict(METHODS)
    assert list(document["figures"]) == sorted(entry.id for entry in describe_figures(analysis.protocol))
    assert len(document["estimates"]) == analysis.estimates.height
    assert {name: len(rows) for name, rows in document["tables"].items()} == {
        name: table.height for name, table in analysis.tables.items()
    }


def test_json_has_neither_nan_nor_infinity(analysis: Analysis) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    json.loads(analysis.to_json(), parse_constant=refuse)


def test_dates_are_written_as_iso_text(analysis: Analysis) -> None:
    first = json.loads(analysis.to_json())["tables"]["biomarker_pairs"][0]
    assert first["BEFOREDT"] == str(analysis.tables["biomarker_pairs"].select(pl.col("BEFOREDT").first()).item())
