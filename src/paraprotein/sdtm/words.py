"""The places of study tables where a word decides, and what their words say.

Each place names its field, the group of words that it is read by (`response.words`) and what is lost where a text is
not understood. The derivations read with `read_terms`; the door reports with `check_words` every text that decides
nothing: a word that is not known, one with several meanings, or two fields of one record that contradict each other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import polars as pl

from ..errors import Finding, Severity
from ..response.roles import AMYLOIDOSIS_ROLES, MYELOMA_ROLES, SERUM, URINE
from ..response.words import (
    ACTION,
    CAUSE,
    DETECTION,
    DISPOSED,
    DISPOSITION,
    DISPOSITION_KIND,
    ENLARGEMENT,
    EVALUATOR,
    LESION,
    LESION_STATE,
    MARROW,
    NYHA,
    OUTCOME,
    PROCEDURE,
    PROGRESSION,
    RELATION,
    RESPONSE,
    SEVERITY,
    THERAPY,
    VITAL_STATUS,
    Reading,
    WordGroup,
    read_word,
)
from .records import Complaint, DomainFiles, count_records


@dataclass(frozen=True)
class DecidingTests:
    """Laboratory tests of which words decide.

    Attributes:
        findings: LBTESTCD of tests whose result is a word, such as an immunofixation.
        proteins: LBTESTCD of M-proteins: one that is not detected is 0.
    """

    findings: frozenset[str]
    proteins: frozenset[str]


DECIDING_TESTS: Final = DecidingTests(
    findings=frozenset(role.code for role in (*MYELOMA_ROLES, *AMYLOIDOSIS_ROLES) if not role.unit),
    proteins=frozenset({SERUM.code, URINE.code, "MPROT"}),
)
"""The usual codes, for a protocol that names no others."""

CONTRADICTION: Final = Reading("", "unknown", "contradiction")

How = Literal["agree", "first"]
"""agree: fields that are understood must say the same · first: the first that is understood decides"""


@dataclass(frozen=True)
class Place:
    """One place where a word decides.

    Attributes:
        domain: of the table.
        fields: columns that hold the word; empty ones say nothing.
        group: the words.
        lost: what follows where a text is not understood, for the finding.
        column: column that selects the records; empty: all of the table.
        values: its values.
        how: what several fields mean together.
        severity: of the finding.
    """

    domain: str
    fields: tuple[str, ...]
    group: WordGroup
    lost: str
    column: str = ""
    values: frozenset[str] = frozenset()
    how: How = "agree"
    severity: Severity = "warning"


_RS: Final = ("RSSTRESC", "RSORRES")


def _assessment(test: str, group: WordGroup, lost: str) -> Place:
    return Place("RS", _RS, group, lost, "RSTESTCD", frozenset({test}))


DISPOSITION_FIELDS: Final = ("DSDECOD", "DSTERM")
LABORATORY_FIELDS: Final = ("LBSTRESC", "LBORRES")
ASSESSMENT_FIELDS: Final = _RS
NO_DISPOSITION: Final = ("PROTOCOL MILESTONE", "OTHER EVENT")
"""Kinds of records of DS (DSCAT) that end nothing."""
PROCEDURE_FIELDS: Final = ("PRDECOD", "PRTRT")
THERAPY_FIELDS: Final = ("CMCAT", "CMSCAT")
LESION_FIELDS: Final = ("TUSTRESC", "TUORRES")
STATE_FIELDS: Final = ("TRSTRESC", "TRORRES")
STATUS_FIELDS: Final = ("SSSTRESC", "SSORRES")
CAUSE_FIELDS: Final = ("DDORRES", "DDSTRESC")

PLACES: Final[tuple[Place, ...]] = (
    Place("LB", LABORATORY_FIELDS, DETECTION, "no complete response rests on it", "LBTESTCD", DECIDING_TESTS.findings),
    _assessment("IFE", DETECTION, "no complete response rests on it"),
    _assessment("BMNORM", MARROW, "no complete response rests on it"),
    _assessment("CLINPD", PROGRESSION, "it shows neither progression nor its absence"),
    _assessment("EMD", ENLARGEMENT, "the previous assessment is used"),
    _assessment("NYHA", NYHA, "the heart is judged without it"),
    _assessment("OVRLRESP", RESPONSE, "it is not compared with the response by the criteria"),
    Place("RS", ("RSEVAL",), EVALUATOR, "records of this evaluator are not used"),
    Place("PR", PROCEDURE_FIELDS, PROCEDURE, "not taken for a plasma exchange", how="first"),
    Place("CM", THERAPY_FIELDS, THERAPY, "neither a new treatment nor an anti-CD20 antibody", how="first"),
    Place("DS", DISPOSITION_FIELDS, DISPOSITION, "neither progression, completion, death nor loss to follow-up",
          how="first"),
    Place("DS", ("DSSCAT",), DISPOSED, "neither end of treatment nor end of study"),
    Place("DS", ("DSCAT",), DISPOSITION_KIND, "taken for a disposition event"),
    Place("DS", ("DSTERM",), CAUSE, "not counted as a death from the disease"),
    Place("DM", ("DTHCAUS",), CAUSE, "not counted as a death from the disease"),
    Place("DD", CAUSE_FIELDS, CAUSE, "not counted as a death from the disease", "DDTESTCD", frozenset({"PRCDTH"}),
          "first"),
    Place("SS", STATUS_FIELDS, VITAL_STATUS, "neither alive nor dead", "SSTESTCD", frozenset({"SURVSTAT"})),
    Place("AE", ("AEOUT",), OUTCOME, "not counted as a death"),
    Place("TU", LESION_FIELDS, LESION, "not taken for a new lesion"),
    Place("TR", STATE_FIELDS, LESION_STATE, "not taken for gone", "TRTESTCD", frozenset({"TUMSTATE"})),
    Place("AE", ("AEREL",), RELATION, "counted as related"),
    Place("AE", ("AEACN",), ACTION, "neither a hold, a reduction nor a stop"),
    Place("AE", ("AESEV",), SEVERITY, "of no severity"),
    Place("DD", ("DDRESCAT",), RELATION, "the death is related as its fatal adverse event is", "DDTESTCD",
          frozenset({"PRCDTH"})),
)  # fmt: skip
"""Every place but the results of laboratory tests with a unit, which `laboratory` reads."""


def read_texts(group: WordGroup, texts: Sequence[str | None], how: How = "agree") -> Reading:
    """What the fields of one record say together.

    A field that is understood decides where another is not. For `first`, the answer OTHER looks on to the next field.

    >>> from paraprotein.response.words import DETECTION
    >>> read_texts(DETECTION, (None, "neg.")).term
    'NEGATIVE'
    """
    readings = [read_word(group, text) for text in texts if text is not None]
    known = [reading for reading in readings if reading.state == "known"]
    if known and how == "first":
        return next((reading for reading in known if reading.term != "OTHER"), known[0])
    if known:
        return known[0] if len({reading.term for reading in known}) == 1 else CONTRADICTION
    return next((reading for reading in readings if reading.state != "silent"), Reading("", "silent"))


def read_terms(frame: pl.DataFrame, fields: Sequence[str], group: WordGroup, how: How = "agree") -> pl.Series:
    """The term of each record (String; null where nothing is understood); each distinct text is read once.

    Args:
        frame: records with the columns `fields`.
        fields: columns that hold the word.
        group: the words.
        how: what several fields mean together.
    """
    return read_states(frame, fields, group, how)["TERM"]


def read_states(frame: pl.DataFrame, fields: Sequence[str], group: WordGroup, how: How = "agree") -> pl.DataFrame:
    """TERM, STATE and WHY (the fields of `Reading`) of each record, in order; arguments as of `read_terms`."""
    texts = frame.select(pl.col(name).cast(pl.String) for name in fields)
    distinct = texts.unique()
    readings = [read_texts(group, row, how) for row in distinct.iter_rows()]
    read = distinct.with_columns(
        TERM=pl.Series([reading.term or None for reading in readings], dtype=pl.String),
        STATE=pl.Series([reading.state for reading in readings], dtype=pl.String),
        WHY=pl.Series([reading.why for reading in readings], dtype=pl.String),
    )
    joined = texts.join(read, on=list(fields), how="left", nulls_equal=True, maintain_order="left")
    return joined.select("TERM", "STATE", "WHY")


def check_words(
    frames: Mapping[str, pl.DataFrame],
    files: Mapping[str, DomainFiles],
    tests: DecidingTests = DECIDING_TESTS,
) -> list[Finding]:
    """Texts in deciding places that decide nothing, one finding per place and reason; frames carry `_ROW`.

    A finding quotes no text of the data, only words of the tables.

    Args:
        frames: domain to settled table.
        files: where the records came from.
        tests: laboratory tests of which words decide.
    """
    return [
        *(
            finding
            for place in PLACES
            for finding in _check_place(place, frames[place.domain], files[place.domain], tests)
        ),
        *_check_growth(frames["RS"], files["RS"]),
        *_check_prior(frames["CM"], frames["DM"], files["CM"]),
    ]


def _check_growth(rs: pl.DataFrame, files: DomainFiles) -> list[Finding]:
    """Growth of nodes, spleen or plasmacytomas that words describe: no edition takes it for progression by itself."""
    place = next(place for place in PLACES if place.group is ENLARGEMENT)
    grown = (read_terms(rs, place.fields, place.group) == "INCREASED") & rs["RSTESTCD"].is_in(list(place.values))
    complaint = Complaint(
        "words.growth",
        "RSSTRESC of EMD",
        "growth described in words: taken as not smaller, never as progression",
        "record clinical progression as CLINPD, or give the sizes in TR",
        "warning",
    )
    return count_records(rs, pl.lit(grown), files, complaint)


def _check_prior(cm: pl.DataFrame, dm: pl.DataFrame, files: DomainFiles) -> list[Finding]:
    """Medications whose category says prior and whose date says later."""
    keys = ["TRIAL", "USUBJID"]
    first = dm.select(*keys, "RFSTDT").unique(keys, keep="first")  # a subject may be in DM twice, which is reported
    started = cm.join(first, on=keys, how="left", maintain_order="left")
    late = (started["CMSTDT"] > started["RFSTDT"]) & (
        read_terms(cm, THERAPY_FIELDS, THERAPY, "first") == "PRIOR THERAPY"
    )
    complaint = Complaint(
        "words.prior",
        "CMCAT",
        "called a prior therapy and dated after the first dose; not taken for a new one",
        "correct CMCAT or CMSTDTC",
        "warning",
    )
    return count_records(cm, pl.lit(late), files, complaint)


def records_of(place: Place, frame: pl.DataFrame, tests: DecidingTests = DECIDING_TESTS) -> pl.DataFrame:
    """The records of a table that belong to a place."""
    if place.group is DISPOSITION:
        return frame.filter(~read_terms(frame, ("DSCAT",), DISPOSITION_KIND).is_in(NO_DISPOSITION).fill_null(False))
    if place.group is CAUSE and place.domain == "DS":
        return frame.filter(read_terms(frame, DISPOSITION_FIELDS, DISPOSITION, "first") == "DEATH")
    if not place.column:
        return frame
    values = tests.findings if place.domain == "LB" else place.values
    return frame.filter(pl.col(place.column).cast(pl.String).is_in(list(values)))


def _check_place(place: Place, frame: pl.DataFrame, files: DomainFiles, tests: DecidingTests) -> Iterator[Finding]:
    records = records_of(place, frame, tests) if frame.height else frame
    if records.is_empty():
        return
    read = records.with_columns(read_states(records, place.fields, place.group, place.how))
    dropped = read.filter(~pl.col("STATE").is_in(["known", "silent"]))
    for state, why in dropped.select("STATE", "WHY").unique().sort("STATE", "WHY").iter_rows():
        caught = (pl.col("STATE") == state) & (pl.col("WHY") == why)
        field = f"{', '.join(place.fields)}{_tests_of(place, read.filter(caught))}"
        complaint = Complaint(_RULES[state], field, _found(place, state, why), _fix(place), place.severity)
        yield from count_records(read, caught, files, complaint)


def _tests_of(place: Place, records: pl.DataFrame) -> str:
    """The tests whose words were not understood."""
    if not place.column:
        return ""
    return f" of {', '.join(sorted(records[place.column].cast(pl.String).unique()))}"


_RULES: Final[Mapping[str, str]] = MappingProxyType({"unknown": "words.unknown", "ambiguous": "words.ambiguous"})


def _found(place: Place, state: str, why: str) -> str:
    if why == CONTRADICTION.why:
        said = f"{' and '.join(place.fields)} contradict each other"
    elif state == "ambiguous":
        said = f"a word with several meanings ({why})"
    else:
        said = "a text that is not understood"
    return f"{said}; {place.lost}"


def _fix(place: Place) -> str:
    return f"write one of: {place.group.known()}; the page 'Words that decide' lists all"
