"""At the door every text in a deciding place decides by a known word, or is reported with its row and field."""

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sdtm_study import small_study

from paraprotein.errors import Finding
from paraprotein.response.words import DETECTION, DISPOSITION, PROGRESSION, RELATION
from paraprotein.sdtm.intake import admit
from paraprotein.sdtm.records import ROW, DomainFiles, Origin
from paraprotein.sdtm.shapes import SHAPES
from paraprotein.sdtm.tables import empty_table, schema_of
from paraprotein.sdtm.words import PLACES, Place, check_words, read_terms, read_texts, records_of

HEAD = {"STUDYID": "S", "USUBJID": "S-001"}


def study_with(place: Place, text: str | None, field: str = "") -> dict[str, pl.DataFrame]:
    """The small study with one record of a place; its first field (or another) holds the text."""
    study = small_study()
    if place.domain == "DM":
        return study | {"DM": study["DM"].with_columns(pl.Series(place.fields[0], [None, text], dtype=pl.String))}
    record: dict[str, object] = {**HEAD, "DOMAIN": place.domain, f"{place.domain}SEQ": 9}
    record |= {
        "LB": {"LBTESTCD": "IFE", "LBDTC": "2004-02-02", "LBSTRESN": None},
        "RS": {"RSTESTCD": "CLINPD", "RSDTC": "2004-02-02", "RSSTRESC": "N"},
        "PR": {"PRTRT": text, "PRSTDTC": "2004-02-02"},
        "CM": {"CMTRT": "x", "CMSTDTC": "2004-02-02"},
        "DS": {"DSTERM": "DEATH", "DSDECOD": "DEATH", "DSSTDTC": "2004-02-02"},
        "TU": {"TUTESTCD": "TUMIDENT", "TULNKID": "T1", "TUDTC": "2004-02-02"},
        "TR": {"TRTESTCD": "TUMSTATE", "TRLNKID": "T1", "TRDTC": "2004-02-02"},
        "AE": {"AETERM": "x", "AEDECOD": "x", "AESTDTC": "2004-02-10"},
        "DD": {"DDTESTCD": "PRCDTH", "DDDTC": "2004-02-02"},
        "SS": {"SSTESTCD": "SURVSTAT", "SSDTC": "2004-02-02"},
    }[place.domain]
    if place.column:
        record[place.column] = "IFE" if place.domain == "LB" else min(place.values)
    if place.group is DISPOSITION:
        record["DSTERM"] = text
    record[field or place.fields[0]] = text
    added = pl.DataFrame([record], infer_schema_length=None)
    parts = [study[place.domain], added] if place.domain in study else [added]
    return study | {place.domain: pl.concat(parts, how="diagonal_relaxed")}


def found_in(place: Place, text: str) -> list[Finding]:
    """What the check of words says of one record of a place, without the rest of the door."""
    frames = {domain: empty_table(shape).with_row_index(ROW) for domain, shape in SHAPES.items()}
    record = study_with(place, text)[place.domain].tail(1).to_dicts()[0]
    schema = schema_of(SHAPES[place.domain])
    own = pl.DataFrame([{name: record.get(name) for name in schema}], schema=schema)
    return check_words(
        frames | {place.domain: own.with_row_index(ROW)}, {domain: DomainFiles(domain) for domain in SHAPES}
    )


def told(study: dict[str, pl.DataFrame], domain: str) -> list[Finding]:
    origins = {name: (Origin(f"{name.lower()}.csv", frame.height, 2),) for name, frame in study.items()}
    findings = admit(study, origins=origins).findings
    return [finding for finding in findings if finding.rule.startswith("words.") and domain.lower() in finding.where]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.domain}-{place.group.name}")
@pytest.mark.parametrize("text", ["kein zzz"])
def test_a_word_that_nobody_knows_is_reported_with_file_row_field_and_the_words_known(place: Place, text: str) -> None:
    study = study_with(place, text)
    findings = [finding for finding in told(study, place.domain) if place.fields[0] in finding.where]
    findings = [finding for finding in findings if place.group.terms[0] in finding.fix]
    assert [finding.severity for finding in findings] == ["warning"]
    (finding,) = findings
    assert f"{place.domain.lower()}.csv row {study[place.domain].height + 1}" in finding.found
    assert place.fields[0] in finding.where
    assert all(term in finding.fix for term in place.group.terms)
    assert "zzz" not in f"{finding.where}{finding.found}{finding.fix}"


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PLACES), st.data())
def test_every_text_decides_by_a_known_word_or_is_reported(place: Place, data: st.DataObject) -> None:
    known = [phrase for words in place.group.words for phrase in words.phrases]
    word = st.one_of(
        st.sampled_from(known),
        st.sampled_from(["no", "not", "kein", "possible", "and", "new", "2", "ND", "not done"]),
        st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("C",)), max_size=12),
    )
    text = " ".join(data.draw(st.lists(word, min_size=1, max_size=3)))
    reading = read_texts(place.group, (text,), place.how)
    found = [f for f in found_in(place, text) if place.fields[0] in f.where and place.group.terms[0] in f.fix]
    assert bool(found) == (reading.state in ("unknown", "ambiguous")), (text, reading)
    assert all(f"{place.domain} record 1" in finding.found and finding.severity == "warning" for finding in found)


@pytest.mark.parametrize("place", [place for place in PLACES if len(place.fields) > 1], ids=lambda place: place.domain)
def test_the_original_result_alone_decides(place: Place) -> None:
    term = place.group.terms[1]
    study = study_with(place, term, place.fields[1])
    study[place.domain] = study[place.domain].with_columns(pl.lit(None, pl.String).alias(place.fields[0]))
    if place.domain in ("DS", "AE"):
        return
    own = admit(study).tables[place.domain]
    assert read_terms(records_of(place, own), place.fields, place.group, place.how).to_list()[-1] == term


def test_a_standard_result_that_contradicts_the_original_one_is_reported_and_not_used() -> None:
    place = next(place for place in PLACES if place.group is DETECTION and place.domain == "LB")
    study = study_with(place, "NEGATIVE")
    study["LB"] = study["LB"].with_columns(
        LBORRES=pl.when(pl.col("LBTESTCD") == "IFE").then(pl.lit("IgM kappa detected")).otherwise("LBORRES")
    )
    (finding,) = told(study, "LB")
    assert "LBSTRESC and LBORRES contradict each other" in finding.found
    assert read_texts(DETECTION, ("NEGATIVE", "IgM kappa detected")).term == ""


def test_a_word_with_two_meanings_is_reported_with_both() -> None:
    place = next(place for place in PLACES if place.group is DETECTION and place.domain == "LB")
    (finding,) = told(study_with(place, "ND"), "LB")
    assert "ND can mean not done or not detected" in finding.found


def test_many_texts_of_one_place_are_one_finding() -> None:
    place = next(place for place in PLACES if place.group is PROGRESSION)
    study = study_with(place, "zzz")
    study["RS"] = pl.concat(
        [study["RS"].with_columns(RSSEQ=number, RSSTRESC=pl.lit(f"z{number}")) for number in range(55)]
    )
    (finding,) = told(study, "RS")
    assert "55 of 55 records" in finding.found


def test_an_other_reason_is_explained_by_the_reported_term() -> None:
    assert read_texts(DISPOSITION, ("OTHER", "disease progression"), "first").term == "PROGRESSIVE DISEASE"
    assert read_texts(DISPOSITION, ("ADVERSE EVENT", "disease progression"), "first").term == "OTHER REASON"


def test_an_unknown_relation_counts_as_related_and_is_reported() -> None:
    place = next(place for place in PLACES if place.group is RELATION)
    (finding,) = told(study_with(place, "perhaps by the drug"), "AE")
    assert "counted as related" in finding.found


def test_words_that_the_protocol_would_read_elsewhere_are_not_reported() -> None:
    assert not [finding for finding in admit(small_study()).findings if finding.rule.startswith("words.")]


def protein(text: str, **more: object) -> pl.DataFrame:
    study = small_study()
    record = {**HEAD, "DOMAIN": "LB", "LBSEQ": 9, "LBTESTCD": "MCPROT", "LBDTC": "2004-03-01", "LBORRES": text, **more}
    lb = pl.concat([study["LB"], pl.DataFrame([record])], how="diagonal_relaxed")
    admitted = admit(study | {"LB": lb}, units={"MCPROT": "g/dL", "IGM": "mg/dL"})
    return admitted.tables.lb.filter(pl.col("LBTESTCD") == "MCPROT")


@pytest.mark.parametrize("text", ["Not detected", "no M-spike", "absent", "negative", "kein M-Gradient", "none"])
def test_an_m_protein_that_is_not_detected_is_zero(text: str) -> None:
    row = protein(text).row(0, named=True)
    assert (row["LBSTRESN"], row["LBSTRESU"], row["LBBLQFL"]) == (0.0, "g/dL", None)


def test_an_m_protein_below_a_known_limit_stands_at_the_limit() -> None:
    row = protein("not detected", LBLLOQ=0.1, LBORRESU="g/dL", LBSTRESU="g/dL").row(0, named=True)
    assert (row["LBSTRESN"], row["LBBLQFL"]) == (0.1, "Y")


@pytest.mark.parametrize("text", ["ND", "trace", "not done", "no", "pending"])
def test_other_words_are_no_m_protein_of_zero(text: str) -> None:
    assert protein(text)["LBSTRESN"].item() is None


def test_another_test_that_is_not_detected_is_not_zero() -> None:
    study = small_study()
    lb = study["LB"].with_columns(
        LBSTRESN=pl.when(pl.col("LBSEQ") == 2).then(None).otherwise("LBSTRESN"),
        LBSTRESC=pl.when(pl.col("LBSEQ") == 2).then(pl.lit("Not detected")).otherwise("LBSTRESC"),
        LBORRES=pl.when(pl.col("LBSEQ") == 2).then(pl.lit("Not detected")).otherwise("LBORRES"),
    )
    assert admit(study | {"LB": lb}, units={"IGM": "mg/dL"}).tables.lb["LBSTRESN"].to_list()[1] is None


def test_two_spellings_of_an_assay_method_are_one_and_noted() -> None:
    study = small_study()
    spelt = pl.Series(["Nephelometry", "NEPHELOMETRY", "NEPHELOMETRY", "nephelometric"])
    admitted = admit(study | {"LB": study["LB"].with_columns(LBMETHOD=spelt)}, units={"IGM": "mg/dL"})
    assert admitted.tables.lb["LBMETHOD"].cast(pl.String).unique().to_list() == ["NEPHELOMETRY"]
    rules = [finding.rule for finding in admitted.findings]
    assert "laboratory.spelling" in rules
    assert "laboratory.method" not in rules


def test_a_prior_therapy_after_the_first_dose_is_a_contradiction_and_reported() -> None:
    place = next(place for place in PLACES if place.domain == "CM")
    rules = [finding.rule for finding in admit(study_with(place, "PRIOR ANTICANCER THERAPY")).findings]
    assert "words.prior" in rules
    earlier = study_with(place, "PRIOR ANTICANCER THERAPY")
    earlier["CM"] = earlier["CM"].with_columns(CMSTDTC=pl.lit("2001-01-01"))
    assert "words.prior" not in [finding.rule for finding in admit(earlier).findings]


def test_growth_in_words_is_reported_for_it_is_no_progression_by_itself() -> None:
    place = next(place for place in PLACES if "EMD" in place.values)
    assert "words.growth" in [finding.rule for finding in admit(study_with(place, "larger")).findings]
