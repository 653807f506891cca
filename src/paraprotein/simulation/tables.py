"""Write trajectories as study tables, as a clinical data manager would receive them.

Frames are raw, like files just read: they still pass the door (`sdtm.admit`), as real patients' do.
"""

import datetime
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from ..protocol.schema import Protocol
from ..response.status import LABELS, Status
from .adverse_events import sign_episodes
from .course import End
from .doses import dose_intervals
from .engine import Trajectories

CODE = pl.Categorical()

DISPOSITION: Mapping[End, str] = {
    End.COMPLETED: "COMPLETED",
    End.PROGRESSION: "PROGRESSIVE DISEASE",
    End.TOXICITY: "ADVERSE EVENT",
    End.WITHDRAWAL: "WITHDRAWAL BY SUBJECT",
    End.DEATH: "DEATH",
    End.FAILED: "OTHER",
}
"""DSDECOD of each way that treatment ends; an ongoing treatment has no record."""


def write_tables(result: Trajectories, protocol: Protocol) -> dict[str, pl.DataFrame]:
    """DM, EX, LB, AE, DS and RS of a simulated cohort, sorted by TRIAL and USUBJID."""
    writer = _Writer(result, protocol)
    return {
        "DM": writer.demographics(),
        "EX": writer.exposure(),
        "LB": writer.laboratory(),
        "AE": writer.adverse_events(),
        "DS": writer.disposition(),
        "RS": writer.response(),
    }


class _Writer:
    def __init__(self, result: Trajectories, protocol: Protocol) -> None:
        self.result, self.protocol = result, protocol
        cohort = result.cohort
        assert protocol.conduct is not None  # the cohort could not have been enrolled
        first = datetime.date.fromisoformat(protocol.conduct.first_patient)
        self.start = np.datetime64(first) + cohort.enrolled_day
        self.subject = pl.Series(
            [f"{protocol.study.id}-{i + 1:04d}" for i in range(int(cohort.patient.max(initial=-1)) + 1)], dtype=CODE
        )

    def frame(self, domain: str, who: Any, columns: Mapping[str, Any]) -> pl.DataFrame:
        """A table whose rows belong to the patients at positions `who`, in subject order, numbered within each."""
        cohort = self.result.cohort
        table = pl.DataFrame({"_who": who, "TRIAL": cohort.trial[who], **columns}).sort("_who", maintain_order=True)
        head: list[pl.Expr | pl.Series] = [
            pl.lit(self.protocol.study.id, CODE).alias("STUDYID"),
            pl.lit(domain, CODE).alias("DOMAIN"),
            self.subject.gather(cohort.patient[table["_who"].to_numpy()]).alias("USUBJID"),
        ]
        if domain != "DM":
            head.append(pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("_who").alias(f"{domain}SEQ"))
        return table.with_columns(head).drop("_who")

    def demographics(self) -> pl.DataFrame:
        cohort, course = self.result.cohort, self.result.course
        who = np.arange(len(cohort))
        age, male = cohort.characteristics["age"], cohort.characteristics["male"]
        died = course.last_contact >= cohort.death_day
        contact = self.date(who, course.last_contact)
        return self.frame("DM", who, {
            "SUBJID": self._subject_number(who),
            "RFSTDTC": self.start,
            "RFENDTC": self.date(who, _last_treated(course)),
            "RFPENDTC": contact,
            "DTHDTC": pl.Series(contact).zip_with(pl.Series(died), pl.Series([None], dtype=pl.Date)),
            "DTHFL": pl.Series(died).replace_strict({True: "Y", False: None}, return_dtype=pl.String).cast(CODE),
            "AGE": age,
            "AGEU": _code(np.full(len(who), "YEARS")),
            "SEX": _code(np.where(male, "M", "F")),
            "ARMCD": _code(np.full(len(who), self.protocol.treatment.drug.upper()[:20])),
            "ARM": _code(np.full(len(who), self.protocol.treatment.drug)),
            "PRIORTX": cohort.characteristics["prior_therapies"],
            "DISSTAT": _code(np.where(cohort.characteristics["relapsed"], "RELAPSED", "REFRACTORY")),
        })  # fmt: skip

    def exposure(self) -> pl.DataFrame:
        who, first, last, dose, reason = dose_intervals(self.result)
        count = len(who)
        return self.frame("EX", who, {
            "EXTRT": _code(np.full(count, self.protocol.treatment.drug)),
            "EXDOSE": dose,
            "EXDOSU": _code(np.full(count, "mg")),
            "EXDOSFRQ": _code(np.full(count, "QD")),
            "EXROUTE": _code(np.full(count, self.protocol.treatment.route.upper())),
            "EXADJ": reason,
            "EXSTDTC": self.date(who, first),
            "EXENDTC": self.date(who, last),
        })  # fmt: skip

    def laboratory(self) -> pl.DataFrame:
        parts = [self._screening(code) for code in self.protocol.assays if code in self.result.cohort.screening]
        for visited in self.result.visits:
            for code, value in visited.seen.values.items():
                done = np.flatnonzero(~np.isnan(value))
                if len(done):
                    below = visited.seen.below[code][done]
                    parts.append(
                        self._results(
                            code, visited.who[done], visited.seen.day[done], value[done], below, visited.index
                        )
                    )
        table = pl.concat(parts).sort("_who", "LBDTC", maintain_order=True)
        return self.frame(
            "LB", table["_who"].to_numpy(), {name: table[name] for name in table.columns if name != "_who"}
        )

    def adverse_events(self) -> pl.DataFrame:
        terms = {sign.code: sign.term for sign in self.result.rules.model.observables if sign.grades}
        parts = []
        for code, term in terms.items():
            who, first, last, grade = sign_episodes(self.result, code)
            ends = pl.Series(self.date(who, np.nan_to_num(last))).zip_with(
                pl.Series(~np.isnan(last), dtype=pl.Boolean), pl.Series([None], dtype=pl.Date)
            )
            parts.append(pl.DataFrame({
                "_who": who,
                "AETERM": np.full(len(who), term),
                "AEDECOD": _code(np.full(len(who), term)),
                "AETOXGR": _code(grade.astype(str)),
                "AESTDTC": self.date(who, first),
                "AEENDTC": ends,
            }))  # fmt: skip
        table = pl.concat(parts)
        return self.frame(
            "AE", table["_who"].to_numpy(), {name: table[name] for name in table.columns if name != "_who"}
        )

    def disposition(self) -> pl.DataFrame:
        course = self.result.course
        who = np.flatnonzero(course.end != End.ONGOING)
        decoded = np.array([DISPOSITION.get(End(code), "") for code in range(len(End))])[course.end[who]]
        count = len(who)
        return self.frame("DS", who, {
            "DSTERM": decoded,
            "DSDECOD": _code(decoded),
            "DSCAT": _code(np.full(count, "DISPOSITION EVENT")),
            "DSSCAT": _code(np.full(count, "STUDY TREATMENT")),
            "DSSTDTC": self.date(who, course.treatment_end[who]),
        })  # fmt: skip

    def response(self) -> pl.DataFrame:
        labels = np.array([LABELS[status] for status in Status])
        parts = []
        for visited in self.result.visits[1:]:
            judged = np.flatnonzero(visited.seen.attended & (visited.seen.status != Status.NONE))
            parts.append(pl.DataFrame({
                "_who": visited.who[judged],
                "RSTESTCD": _code(np.full(len(judged), "OVRLRESP")),
                "RSTEST": _code(np.full(len(judged), "Overall Response")),
                "RSCAT": _code(np.full(len(judged), self.protocol.response.criteria.upper())),
                "RSSTRESC": _code(labels[visited.seen.status[judged]]),
                "RSEVAL": _code(np.full(len(judged), "INVESTIGATOR")),
                "VISITNUM": np.full(len(judged), float(visited.index + 1)),
                "RSDTC": self.date(visited.who[judged], visited.seen.day[judged]),
            }))  # fmt: skip
        table = pl.concat(parts) if parts else pl.DataFrame({"_who": np.empty(0, dtype=np.int64)})
        return self.frame(
            "RS", table["_who"].to_numpy(), {name: table[name] for name in table.columns if name != "_who"}
        )

    def date(self, who: Any, day: Any) -> Any:
        """Calendar dates of days since first dose."""
        return self.start[who] + np.asarray(day).astype("timedelta64[D]")

    def _subject_number(self, who: Any) -> pl.Series:
        numbers = pl.Series([f"{i + 1:04d}" for i in range(len(self.subject))], dtype=CODE)
        return numbers.gather(self.result.cohort.patient[who])

    def _screening(self, code: str) -> pl.DataFrame:
        value = self.result.cohort.screening[code]
        who = np.arange(len(value))
        limit = self.protocol.assays[code].lower_limit or 0.0
        day = np.full(len(value), -self.protocol.visits.screening)
        return self._results(code, who, day, np.maximum(value, limit), value < limit, -1)

    def _results(self, code: str, who: Any, day: Any, value: Any, below: Any, index: int) -> pl.DataFrame:
        assay = self.protocol.assays[code]
        visit = "SCREENING" if index < 0 else "DAY 1" if index == 0 else f"VISIT {index + 1}"
        return pl.DataFrame({"_who": who, "LBSTRESN": value, "LBDTC": self.date(who, day)}).with_columns(
            pl.lit(code, CODE).alias("LBTESTCD"),
            pl.lit(assay.name, CODE).alias("LBTEST"),
            pl.when(pl.Series(below, dtype=pl.Boolean)).then(pl.lit(f"<{assay.lower_limit or 0:g}")).alias("LBSTRESC"),
            pl.when(pl.Series(below, dtype=pl.Boolean)).then(pl.lit("Y")).cast(CODE).alias("LBBLQFL"),
            pl.lit(assay.unit, CODE).alias("LBSTRESU"),
            pl.lit(assay.low_normal, pl.Float64).alias("LBSTNRLO"),
            pl.lit(assay.high_normal, pl.Float64).alias("LBSTNRHI"),
            pl.lit(assay.method or None, CODE).alias("LBMETHOD"),
            pl.lit(float(index + 1), pl.Float64).alias("VISITNUM"),
            pl.lit(visit, CODE).alias("VISIT"),
            pl.lit(assay.lower_limit, pl.Float64).alias("LBLLOQ"),
        )


def _last_treated(course: Any) -> Any:
    """Last day with a dose: the day before treatment ended, or of last contact while it goes on; never before day 0."""
    end = np.where(np.isnan(course.treatment_end), course.last_contact, course.treatment_end)
    return np.maximum(end - 1, 0)


def _code(values: Any) -> pl.Series:
    return pl.Series(values, dtype=pl.String, strict=False).cast(CODE)
