"""What is recorded in other words decides as the code's own word does, and a denial is never the event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from hand_built import PROTOCOL, Patient, frames, on

from paraprotein.adam.adrs.unused import find_unused
from paraprotein.adam.datasets import build_datasets
from paraprotein.adam.derive import Adam, derive_all
from paraprotein.analysis.tables.swimmer import tabulate_discordance
from paraprotein.protocol.schema import Protocol
from paraprotein.sdtm.intake import admit

IWWM11: Protocol = PROTOCOL.model_copy(
    update={"response": PROTOCOL.response.model_copy(update={"criteria": "iwwm-11", "high_normal": 230.0})}
)
IGM = {1: 4230.0, 29: 1000.0, 57: 190.0, 85: 180.0}


@dataclass(frozen=True)
class Case:
    """One patient who fulfils a complete response on day 57 but for the words; `more` adds records."""

    fixation: str = "NEGATIVE"
    marrow: str = "Y"
    more: Mapping[str, list[dict[str, object]]] = field(default_factory=dict)
    column: str = "LBSTRESC"


def derive(cases: Mapping[str, Case]) -> Adam:
    """A study with one patient for each case, through the door."""
    raw = frames({name: Patient(igm=IGM) for name in cases})
    added: dict[str, list[dict[str, object]]] = {}
    for name, case in cases.items():
        head = {"TRIAL": 0, "STUDYID": "HAND", "USUBJID": name}
        records: dict[str, list[dict[str, object]]] = {
            "LB": [{"LBTESTCD": "IFE", case.column: case.fixation, "LBDTC": on(day).isoformat()} for day in (57, 85)],
            "RS": [assessed("BMNORM", case.marrow, day) for day in (57, 85)],
        }
        for domain in {*records, *case.more}:
            own = [*records.get(domain, []), *case.more.get(domain, [])]
            added.setdefault(domain, []).extend(
                {**head, f"{domain}SEQ": number, **record} for number, record in enumerate(own, 500)
            )
    for domain, rows in added.items():
        new = pl.DataFrame(rows, infer_schema_length=None)
        raw[domain] = pl.concat([raw[domain], new], how="diagonal_relaxed") if domain in raw else new
    return derive_all(admit(raw).tables, IWWM11)


def study(case: Case) -> Adam:
    """A study of one patient."""
    return derive({"A": case})


def assessed(test: str, result: str, day: int, **more: object) -> dict[str, object]:
    return {"RSTESTCD": test, "RSSTRESC": result, "RSDTC": on(day).isoformat(), **more}


def by_word(adam: Adam, table: pl.DataFrame, column: str) -> dict[str, Any]:
    """Column of a table by subject, whose name is the word that was tried."""
    return dict(table.select(pl.col("USUBJID").cast(pl.String), column).iter_rows())


def test_an_immunofixation_in_any_words_is_read_and_only_a_negative_one_makes_a_complete_response() -> None:
    negative = ["NEGATIVE", "NEG", "neg.", "-", "not detected", "kein Nachweis", "No monoclonal band"]
    other = ["POSITIVE", "IgM kappa detected", "ND", "trace", "not negative", "weakly positive"]
    for column in ("LBSTRESC", "LBORRES"):
        adam = derive({word: Case(word, column=column) for word in (*negative, *other)})
        expected = dict.fromkeys(negative, "CR") | dict.fromkeys(other, "VGPR")
        assert by_word(adam, adam.response, "BOR") == expected


def test_a_normal_marrow_in_any_words_is_one() -> None:
    expected = dict.fromkeys(["Yes", "1", "normal", "oui"], "CR") | dict.fromkeys(
        ["No", "abnormal", "negative"], "VGPR"
    )
    adam = derive({word: Case(marrow=word) for word in expected})
    assert by_word(adam, adam.response, "BOR") == expected


def test_clinical_progression_is_what_says_so_and_no_denial_is() -> None:
    yes = ["Y", "Yes", "disease progression", "Progression"]
    no = ["N", "no disease progression", "Progression: no", "keine Progression", "possible progression", "unclear"]
    adam = derive({word: Case(more={"RS": [assessed("CLINPD", word, 85)]}) for word in (*yes, *no)})
    progressed = {word: day is not None for word, day in by_word(adam, adam.response, "PDDT").items()}
    assert progressed == dict.fromkeys(yes, True) | dict.fromkeys(no, False)


def test_nodes_and_spleen_in_other_words_are_judged_as_in_the_codes_own() -> None:
    words = {
        ("PRESENT", "RESOLVED"): [("enlarged", "not enlarged"), ("splenomegaly", "normal")],
        ("PRESENT", "SAME"): [("enlarged", "unchanged"), ("present", "increased"), ("vergrößert", "stabil")],
        ("PRESENT", "REDUCED"): [("palpable", "smaller")],
        ("RESOLVED", "RESOLVED"): [("absent", "no lymphadenopathy")],
    }
    pairs = [*words, *(pair for same in words.values() for pair in same)]
    cases = {
        " to ".join(pair): Case(
            more={"RS": [assessed("EMD", pair[0], 1), *(assessed("EMD", pair[1], day) for day in (29, 57, 85))]}
        )
        for pair in pairs
    }
    adam = derive(cases)
    best = by_word(adam, adam.response, "BOR")
    for own, others in words.items():
        assert {best[" to ".join(pair)] for pair in others} == {best[" to ".join(own)]}
    assert best["PRESENT to RESOLVED"] != best["PRESENT to SAME"]


def test_a_plasma_exchange_by_any_name_is_one() -> None:
    yes = ["PLASMAPHERESIS", "TPE", "therapeutic plasma exchange", "Plasmaaustausch", "PLEX"]
    no = ["no plasma exchange", "bone marrow biopsy", "leukapheresis", "apheresis"]
    adam = derive({word: Case(more={"PR": [{"PRTRT": word, "PRSTDTC": on(50).isoformat()}]}) for word in (*yes, *no)})
    judged = by_word(adam, adam.visits.filter(pl.col("ADY") == 57), "OVR")
    assert judged == dict.fromkeys(yes, "NE") | dict.fromkeys(no, "CR")


def test_later_therapy_by_any_category_ends_the_response() -> None:
    yes = ["ANTICANCER THERAPY", "Subsequent therapy", "chemotherapy", "Folgetherapie"]
    no = ["concomitant medication", "non-anticancer therapy", "prior anticancer therapy", "unheard of"]
    therapy = {"CMTRT": "x", "CMSTDTC": on(50).isoformat()}
    adam = derive({word: Case(more={"CM": [{**therapy, "CMCAT": word}]}) for word in (*yes, *no)})
    started = {word: day is not None for word, day in by_word(adam, adam.adsl, "NACTDT").items()}
    assert started == dict.fromkeys(yes, True) | dict.fromkeys(no, False)


def test_a_stop_for_progression_is_a_claim_and_a_denied_one_is_none() -> None:
    cases = {
        ("PROGRESSIVE DISEASE", "x"): True, ("Disease progression", "x"): True,
        ("OTHER", "progression of disease"): True,
        ("NO DISEASE PROGRESSION", "x"): False, ("ADVERSE EVENT", "no progression"): False,
        ("OTHER", "no progression"): False,
    }  # fmt: skip
    stop = {"DSSCAT": "End of treatment", "DSSTDTC": on(70).isoformat()}
    adam = derive({
        f"{decoded}/{term}": Case(more={"DS": [{**stop, "DSDECOD": decoded, "DSTERM": term}]})
        for decoded, term in cases
    })  # fmt: skip
    assert adam.adsl["EOTDT"].to_list() == [on(70)] * len(cases)
    claimed = {word: day is not None for word, day in by_word(adam, adam.response, "CLAIMDT").items()}
    assert claimed == {f"{decoded}/{term}": expected for (decoded, term), expected in cases.items()}


def test_other_events_of_disposition_end_no_treatment() -> None:
    event = {
        "DSTERM": "FINAL LAB VISIT",
        "DSDECOD": "FINAL LAB VISIT",
        "DSCAT": "OTHER EVENT",
        "DSSTDTC": on(70).isoformat(),
    }
    assert study(Case(more={"DS": [event]})).adsl["EOTDT"].item() is None


def test_the_independent_assessors_response_is_compared_beside_the_investigators() -> None:
    records = [
        assessed("OVRLRESP", "Partial response", 29, RSEVAL="INVESTIGATOR"),
        assessed("OVRLRESP", "Progressive disease", 29, RSEVAL="IRC"),
        assessed("OVRLRESP", "PD", 57, RSEVAL="INDEPENDENT ASSESSOR"),
    ]
    adam = study(Case(more={"RS": records}))
    table = tabulate_discordance(adam, IWWM11).select("ADY", "INVOVR", "AGREES", "INDOVR", "INDAGREES")
    assert table.rows() == [(29, "PR", True, "PD", False), (57, None, None, "PD", False)]
    adrs = build_datasets(adam, adam.tables, IWWM11)["ADRS"]
    told = adrs.filter(pl.col("PARAMCD").is_in(["INVOVR", "INDOVR"])).select("PARAMCD", "ADY", "AVALC", "SRCSEQ")
    assert told.rows() == [("INVOVR", 29, "PR", 502), ("INDOVR", 29, "PD", 503), ("INDOVR", 57, "PD", 504)]


def test_a_study_without_an_independent_assessor_has_no_column_for_one() -> None:
    adam = study(Case(more={"RS": [assessed("OVRLRESP", "PR", 29)]}))
    assert tabulate_discordance(adam, IWWM11).columns == [
        "TRIAL",
        "USUBJID",
        "ADT",
        "ADY",
        "INVOVR",
        "OVR",
        "COVR",
        "AGREES",
    ]


def test_every_record_that_does_not_count_has_its_reason() -> None:
    adam = study(Case(
        "trace",
        more={
            "LB": [
                {"LBTESTCD": "IGM", "LBSTRESC": "n.d.", "LBDTC": on(113).isoformat()},
                {"LBTESTCD": "IGM", "LBSTRESC": "4", "LBSTRESN": 400.0, "LBSTRESU": "mg/dL"},
                {"LBTESTCD": "IGM", "LBSTRESN": 4400.0, "LBSTRESU": "mg/dL", "LBDTC": on(-20).isoformat()},
                {"LBTESTCD": "IGM", "LBSTRESN": 900.0, "LBSTRESU": "mg/dL", "LBDTC": on(29).isoformat()},
            ],
            "RS": [
                assessed("CLINPD", "unclear", 29),
                assessed("EMD", "ND", 29),
                assessed("CLINPD", "Y", 57, RSEVAL="IRC"),
                assessed("BMNORM", "not done", 29),
            ],
            "PR": [{"PRTRT": "TPE", "PRSTDTC": on(80).isoformat()}],
        },
    ))  # fmt: skip
    found = find_unused(adam.tables, adam.laboratory, adam.adsl, IWWM11).select("DAY", "TEST", "WHY").rows()
    why = {(day, test): reason for day, test, reason in found}
    assert why == {
        (-20 + 1, "IGM"): "it was taken before treatment and is not the baseline",
        (29, "IGM"): "another result of the same day was used (duplicates: worst)",
        (29, "CLINPD"): "'unclear' is not understood",
        (29, "EMD"): "'ND' has several meanings: ND can mean not done or not detected",
        (29, "BMNORM"): "'not done' says nothing",
        (57, "IFE"): "'trace' is not understood",
        (57, "CLINPD"): "the investigator's assessments decide, and this is another evaluator's",
        (85, "IFE"): "'trace' is not understood",
        (85, "IGM"): "it was taken soon after a plasma exchange",
        (113, "IGM"): "no number in a usable unit is read from 'n.d.'",
        (None, "IGM"): "it has no complete date",
    }
