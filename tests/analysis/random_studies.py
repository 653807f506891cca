"""Random studies with everything that goes wrong in real ones: many trials, missed visits, missing baselines, ties."""

from datetime import date

import numpy as np
import polars as pl

from paraprotein.sdtm.intake import admit
from paraprotein.sdtm.tables import StudyTables

START = np.datetime64(date(2004, 1, 5))
TESTS = {
    "IGM": (3000.0, 0),
    "TRYPTASE": (6.7, 1),
    "NEUT": (3.0, 2),
    "WBC": (5.0, 2),
    "PLAT": (200.0, 0),
    "HGB": (11.0, 1),
}
UNITS = {"IGM": "mg/dL", "TRYPTASE": "ng/mL", "NEUT": "10^9/L", "WBC": "10^9/L", "PLAT": "10^9/L", "HGB": "g/dL"}
LOW = {"NEUT": 1.8, "WBC": 4.0, "PLAT": 150.0, "HGB": 12.0}
REASONS = ("PROGRESSIVE DISEASE", "ADVERSE EVENT", "WITHDRAWAL BY SUBJECT", "COMPLETED")


def random_study(n_trials: int, seed: int = 1, largest: int = 28) -> dict[str, pl.DataFrame]:
    """Raw tables of some trials, each of its own size; a trial is the same in whatever company it is made."""
    made = [_random_trial(trial, np.random.default_rng([seed, trial]), largest) for trial in range(1, n_trials + 1)]
    return {domain: pl.concat([tables[domain] for tables in made]) for domain in made[0]}


def only(tables: StudyTables, trial: int) -> StudyTables:
    """The tables of one trial."""
    return tables.replaced({domain: tables[domain].filter(pl.col("TRIAL") == trial) for domain in tables})


def admitted(frames: dict[str, pl.DataFrame]) -> StudyTables:
    """The study behind the door."""
    return admit(frames).tables


def _random_trial(trial: int, rng: np.random.Generator, largest: int) -> dict[str, pl.DataFrame]:
    n = int(rng.integers(max(1, largest - 12), largest + 1))
    who = np.array([f"S{i:02d}" for i in range(n)])
    visits = rng.integers(0, 11, n)
    last_dose = np.maximum(1, 28 * visits - rng.integers(0, 20, n))
    died = np.where(rng.random(n) < 0.15, last_dose + rng.integers(1, 90, n), -1)
    head = {"TRIAL": pl.lit(trial, pl.Int32), "STUDYID": pl.lit("RANDOM")}
    dm = pl.DataFrame({"USUBJID": who, "SUBJID": who, "AGE": rng.integers(33, 81, n).astype(float)}).with_columns(
        **head, AGEU=pl.lit("YEARS"), SEX=pl.Series(rng.choice(["F", "M"], n)),
        PRIORTX=pl.Series(rng.integers(1, 6, n).astype(float)),
        DISSTAT=pl.Series(rng.choice(["RELAPSED", "REFRACTORY"], n)),
        RFSTDTC=pl.lit(date(2004, 1, 5)), RFENDTC=pl.Series(START + last_dose - 1),
        RFPENDTC=pl.Series(START + last_dose),
        DTHDTC=pl.Series(np.where(died > 0, START + died - 1, np.datetime64("NaT"))),
    )  # fmt: skip
    return {
        "DM": dm,
        "EX": _doses(who, last_dose, rng).with_columns(**head),
        "LB": _results(who, visits, rng).with_columns(**head),
        "AE": _events(who, rng).with_columns(**head),
        "DS": _endings(who, last_dose, died, rng).with_columns(**head),
        "RS": _assessments(who, visits, rng).with_columns(**head),
    }


def _doses(who: np.ndarray, last: np.ndarray, rng: np.random.Generator) -> pl.DataFrame:
    first_end = np.minimum(28, last)
    first = pl.DataFrame(
        {"USUBJID": who, "EXSEQ": 1, "EXDOSE": 400.0, "EXSTDTC": START + 0 * last, "EXENDTC": START + first_end - 1}
    )
    longer = last > 28
    second = pl.DataFrame({
        "USUBJID": who[longer], "EXSEQ": 2, "EXDOSE": rng.choice([300.0, 400.0, 600.0], int(longer.sum())),
        "EXSTDTC": START + 28 + 0 * last[longer], "EXENDTC": START + last[longer] - 1,
    })  # fmt: skip
    return pl.concat([first, second]).with_columns(
        EXTRT=pl.lit("imatinib"), EXDOSU=pl.lit("mg"), EXDOSFRQ=pl.lit("QD"), EXROUTE=pl.lit("ORAL")
    )


def _results(who: np.ndarray, visits: np.ndarray, rng: np.random.Generator) -> pl.DataFrame:
    parts = []
    for test, (typical, decimals) in TESTS.items():
        own = typical * np.exp(rng.normal(0, 0.3, who.size))
        subject = np.repeat(np.arange(who.size), visits + 1)
        visit = np.concatenate([np.arange(k + 1) for k in visits])
        value = np.round(own[subject] * np.exp(rng.normal(-0.05 * visit, 0.15)), decimals)
        day = np.where(visit == 0, -rng.integers(0, 10, visit.size), 28 * visit + rng.integers(-3, 4, visit.size))
        kept = rng.random(visit.size) > 0.1
        parts.append(pl.DataFrame({
            "USUBJID": who[subject[kept]], "LBTESTCD": test, "LBSTRESN": value[kept], "LBDTC": (START + day)[kept],
            "LBSTNRLO": LOW.get(test),
        }, schema_overrides={"LBSTNRLO": pl.Float64}))  # fmt: skip
    table = pl.concat(parts)
    return table.with_columns(
        LBSEQ=pl.int_range(1, pl.len() + 1).over("USUBJID"), LBSTRESU=pl.col("LBTESTCD").replace_strict(UNITS)
    )


def _events(who: np.ndarray, rng: np.random.Generator) -> pl.DataFrame:
    has = rng.random(who.size) < 0.4
    start = START + rng.integers(-5, 100, int(has.sum()))
    return pl.DataFrame({"USUBJID": who[has], "AESEQ": 1, "AETERM": "swelling", "AEDECOD": "Oedema peripheral",
                         "AETOXGR": rng.choice(["1", "2", "3"], int(has.sum())), "AESTDTC": start})  # fmt: skip


def _endings(who: np.ndarray, last: np.ndarray, died: np.ndarray, rng: np.random.Generator) -> pl.DataFrame:
    dead = died > 0
    stop = pl.DataFrame({"USUBJID": who, "DSSEQ": 1, "DSDECOD": rng.choice(REASONS, who.size),
                         "DSSCAT": "STUDY TREATMENT", "DSSTDTC": START + last - 1})  # fmt: skip
    cause = rng.choice(["DEATH", "DEATH DUE TO PROGRESSIVE DISEASE"], int(dead.sum()))
    death = pl.DataFrame({"USUBJID": who[dead], "DSSEQ": 2, "DSDECOD": "DEATH", "DSSCAT": "STUDY PARTICIPATION",
                          "DSSTDTC": START + died[dead] - 1, "DSTERM": cause},
                         schema_overrides={"USUBJID": pl.String, "DSTERM": pl.String})  # fmt: skip
    return pl.concat([stop.with_columns(DSTERM=pl.col("DSDECOD")), death], how="vertical")


def _assessments(who: np.ndarray, visits: np.ndarray, rng: np.random.Generator) -> pl.DataFrame:
    seen = visits > 0
    return pl.DataFrame({"USUBJID": who[seen], "RSSEQ": 1, "RSTESTCD": "OVRLRESP", "RSDTC": date(2004, 2, 2),
                         "RSSTRESC": rng.choice(["SD", "MR", "PD"], int(seen.sum()))})  # fmt: skip
