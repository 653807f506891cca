"""Deaths, each with its day, cause and relation to treatment."""

import polars as pl

from ...adam.days import gap_days, study_day
from ...adam.derive import Adam
from ...adam.domains import open_domain
from ...adam.matrices import SUBJECT
from ...protocol.schema import Protocol
from ...response.words import DISPOSITION, RELATION
from ...sdtm.deaths import cause_of
from ...sdtm.words import DISPOSITION_FIELDS, read_terms


def tabulate_deaths(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """One row per enrolled patient who died.

    Returns:
        DTHDT and ADY (its study day), DTHDTF (Y: the day is inferred), SINCE (days after the last dose), ONTRT (Y: a
        treated patient, within the emergent window after the last dose), DTHCGR1 (DISEASE, ADVERSE EVENT, OTHER),
        CAUSE (as recorded in DD, else DM, DS, or the term of the fatal event), EVENT (terms of the fatal adverse
        events), RELATED (RELATED or NOT RELATED by DD, else by the fatal events: related where one of them is; null
        where nobody says) and DTHDOM, the table that dates the death.
    """
    died = adam.adsl.filter(pl.col("DTHFL") == "Y", pl.col("FASFL") == "Y")
    since = gap_days(pl.col("DTHDT"), pl.col("TRTEDT"))
    under = pl.col("TRTSDT").is_not_null() & (since <= protocol.toxicity.emergent_window)
    return (
        died.join(_causes(adam), on=SUBJECT, how="left")
        .join(_fatal_events(adam), on=SUBJECT, how="left")
        .with_columns(
            ADY=study_day(pl.col("DTHDT"), pl.col("TRTSDT")),
            SINCE=since,
            ONTRT=pl.when(under.fill_null(False)).then(pl.lit("Y")).otherwise(pl.lit("N")),
            CAUSE=pl.coalesce(*(_naming(name) for name in ("_DD", "_DM", "_DS")), "EVENT"),
            RELATED=pl.coalesce("_RELATED", "_BY_EVENT"),
        )
        .sort(SUBJECT)
        .select(*SUBJECT, "DTHDT", "ADY", "DTHDTF", "SINCE", "ONTRT", "DTHCGR1", "CAUSE", "EVENT", "RELATED", "DTHDOM")
    )


def _naming(column: str) -> pl.Expr:
    """The text where it names a cause: "Death" alone does not."""
    return pl.when(cause_of(pl.col(column)).is_not_null()).then(column)


def _causes(adam: Adam) -> pl.DataFrame:
    """The cause of each death in words, by the table that holds it, and the relation that DD records."""
    dd, ds = open_domain(adam.tables, "DD"), open_domain(adam.tables, "DS")
    primary = dd.filter(pl.col("DDTESTCD").str.to_uppercase() == "PRCDTH").with_columns(
        _DD=pl.coalesce("DDORRES", "DDSTRESC")
    )
    related = primary.with_columns(_RELATED=read_terms(primary, ("DDRESCAT",), RELATION))
    ended = ds.filter(read_terms(ds, DISPOSITION_FIELDS, DISPOSITION, "first") == "DEATH")
    return (
        open_domain(adam.tables, "DM")
        .select(*SUBJECT, _DM="DTHCAUS")
        .join(_first_of(related, "_DD", "_RELATED"), on=SUBJECT, how="left")
        .join(_first_of(ended, _DS="DSTERM"), on=SUBJECT, how="left")
    )


def _first_of(records: pl.DataFrame, *columns: str, **renamed: str) -> pl.DataFrame:
    """One row per subject: the first value of each column."""
    wanted = {**{name: name for name in columns}, **renamed}
    return records.group_by(SUBJECT, maintain_order=True).agg(
        pl.col(name).drop_nulls().first().alias(new) for new, name in wanted.items()
    )


def _fatal_events(adam: Adam) -> pl.DataFrame:
    """EVENT, the terms of a patient's fatal adverse events, and _BY_EVENT, what they say of the relation."""
    fatal = adam.adae.filter(pl.col("AFATFL") == "Y")
    related = pl.col("AREL").eq_missing("RELATED").any()
    stated = pl.col("AREL").is_not_null().all()
    return fatal.group_by(SUBJECT).agg(
        EVENT=pl.col("ADECOD").unique(maintain_order=True).str.join(", "),
        _BY_EVENT=pl.when(related).then(pl.lit("RELATED")).when(stated).then(pl.lit("NOT RELATED")),
    )
