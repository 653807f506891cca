"""Write trajectories as study tables, as a clinical data manager would receive them.

Frames are raw, like files just read: they still pass the door (`sdtm.admit`), as real patients' do.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..arrays import Booleans, Floats, Numbers
from ..protocol.schema import Protocol
from ..response.status import LABELS, Status
from ..sdtm.shapes import SHAPES
from ..sdtm.tables import TYPES
from .adverse_events import sign_episodes
from .doses import dose_intervals
from .engine import Trajectories
from .patient_state import End, PatientState

CODE = pl.Categorical()

Positions = NDArray[np.int64]
Column = NDArray[np.generic] | pl.Series

Results = tuple[Positions, Numbers, Floats, Booleans, Positions, Positions]
"""Laboratory results: position of the patient, day, value, below its limit, number of the assay, index of the visit."""

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
    """DM, EX, LB, AE, DS and RS of a simulated cohort, sorted by TRIAL and USUBJID; CM and PR without a record.

    Nobody in a simulated trial takes another medication or has a procedure: the empty tables say so, where none at all
    would leave it open.
    """
    writer = _Writer(result, protocol)
    return {
        "DM": writer.demographics(),
        "EX": writer.exposure(),
        "LB": writer.laboratory(),
        "AE": writer.adverse_events(),
        "DS": writer.disposition(),
        "RS": writer.response(),
        "CM": writer.nothing("CM"),
        "PR": writer.nothing("PR"),
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

    def frame(self, domain: str, who: Positions, columns: Mapping[str, Column | list[str | None]]) -> pl.DataFrame:
        """A table whose rows belong to the patients at positions `who`, numbered within each; sorted by patient."""
        cohort, rows = self.result.cohort, len(who)
        head: dict[str, Column | list[str | None]] = {
            "TRIAL": cohort.trial[who],
            "STUDYID": _constant(self.protocol.study.id, rows),
            "DOMAIN": _constant(domain, rows),
            "USUBJID": self.subject.gather(cohort.patient[who]),
        }
        if domain != "DM":
            head[f"{domain}SEQ"] = (1 + np.arange(rows) - np.searchsorted(who, who)).astype(np.int32)
        return pl.DataFrame(head | dict(columns))

    def nothing(self, domain: str) -> pl.DataFrame:
        """A table without a record: its required and expected columns."""
        nobody = np.empty(0, dtype=np.int64)
        columns = [column for column in SHAPES[domain].columns if column.core != "permissible"]
        kinds = {column.name: pl.Date() if column.kind == "date" else TYPES[column.kind] for column in columns}
        head = self.frame(domain, nobody, {})
        return head.with_columns(
            pl.lit(None, kind).alias(name) for name, kind in kinds.items() if name not in head.columns
        )

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
            "AGEU": _constant("YEARS", len(who)),
            "SEX": _code(np.where(male, "M", "F")),
            "ARMCD": _constant(self.protocol.treatment.drug.upper()[:20], len(who)),
            "ARM": _constant(self.protocol.treatment.drug, len(who)),
            "PRIORTX": cohort.characteristics["prior_therapies"],
            "DISSTAT": _code(np.where(cohort.characteristics["relapsed"], "RELAPSED", "REFRACTORY")),
            "SIMULATED": _constant("Y", len(who)),
        })  # fmt: skip

    def exposure(self) -> pl.DataFrame:
        who, first, last, dose, reason = dose_intervals(self.result)
        count = len(who)
        return self.frame("EX", who, {
            "EXTRT": _constant(self.protocol.treatment.drug, count),
            "EXDOSE": dose,
            "EXDOSU": _constant("mg", count),
            "EXDOSFRQ": _constant("QD", count),
            "EXROUTE": _constant(self.protocol.treatment.route.upper(), count),
            "EXADJ": reason,
            "EXSTDTC": self.date(who, first),
            "EXENDTC": self.date(who, last),
        })  # fmt: skip

    def laboratory(self) -> pl.DataFrame:
        parts = [*self._screened(), *self._measured()]
        who, day, value, below, assay, visit = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = _by_patient_and_day(who, day)
        who, day, value, below, assay, visit = (column[order] for column in (who, day, value, below, assay, visit))
        return self.frame("LB", who, {
            "LBSTRESN": value,
            "LBDTC": self.date(who, day),
            **{column.name: column for column in self._described(assay, below)},
            "VISITNUM": visit + 1.0,
            "VISIT": _visit_names(visit),
        })  # fmt: skip

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
                "AEDECOD": _constant(term, len(who)),
                "AETOXGR": _code(grade.astype(str)),
                "AESTDTC": self.date(who, first),
                "AEENDTC": ends,
            }))  # fmt: skip
        table = pl.concat(parts).sort("_who", maintain_order=True)
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
            "DSCAT": _constant("DISPOSITION EVENT", count),
            "DSSCAT": _constant("STUDY TREATMENT", count),
            "DSSTDTC": self.date(who, course.treatment_end[who]),
        })  # fmt: skip

    def response(self) -> pl.DataFrame:
        parts = []
        for visited in self.result.visits[1:]:
            judged = np.flatnonzero(visited.seen.attended & (visited.seen.status != Status.NONE))
            index = np.full(len(judged), visited.index)
            parts.append((visited.who[judged], visited.seen.day[judged], visited.seen.status[judged], index))
        nothing = (np.empty(0, dtype=np.int64), np.empty(0), np.empty(0, dtype=np.int8), np.empty(0, dtype=np.int64))
        who, day, status, visit = (np.concatenate(column) for column in zip(nothing, *parts, strict=True))
        order = _by_patient_and_day(who, visit)
        who, day, status, visit = (column[order] for column in (who, day, status, visit))
        rows = len(who)
        return self.frame("RS", who, {
            "RSTESTCD": _constant("OVRLRESP", rows),
            "RSTEST": _constant("Overall Response", rows),
            "RSCAT": _constant(self.protocol.response.criteria.upper(), rows),
            "RSSTRESC": _code([LABELS[status] for status in Status]).gather(status),
            "RSEVAL": _constant("INVESTIGATOR", rows),
            "VISITNUM": visit + 1.0,
            "RSDTC": self.date(who, day),
        })  # fmt: skip

    def date(self, who: Positions, day: Numbers) -> NDArray[np.datetime64]:
        """Calendar dates of days since first dose."""
        dates: NDArray[np.datetime64] = self.start[who] + np.asarray(day).astype("timedelta64[D]")
        return dates

    def _subject_number(self, who: Positions) -> pl.Series:
        numbers = pl.Series([f"{i + 1:04d}" for i in range(len(self.subject))], dtype=CODE)
        return numbers.gather(self.result.cohort.patient[who])

    def _screened(self) -> Iterator[Results]:
        """Results at screening, assay by assay."""
        screening = self.result.cohort.screening
        for number, code in enumerate(self.protocol.assays):
            if code in screening:
                value, below = screening[code]
                n = len(value)
                day = np.full(n, -self.protocol.visits.screening)
                yield np.arange(n), day, value, below, np.full(n, number), np.full(n, -1)

    def _measured(self) -> Iterator[Results]:
        """Results of each visit, assay by assay."""
        numbers = {code: number for number, code in enumerate(self.protocol.assays)}
        for visited in self.result.visits:
            for code, value in visited.seen.values.items():
                done = np.flatnonzero(~np.isnan(value))
                who, day, below = visited.who[done], visited.seen.day[done], visited.seen.below[code][done]
                n = len(done)
                yield who, day, value[done], below, np.full(n, numbers[code]), np.full(n, visited.index)

    def _described(self, assay: Positions, below: NDArray[np.bool_]) -> list[pl.Series]:
        """What the protocol says of each result's assay; the number in `assay` counts the protocol's assays."""
        assays = self.protocol.assays
        table: pl.DataFrame = pl.DataFrame({
            "LBTESTCD": _code(list(assays)),
            "LBTEST": _code([one.name for one in assays.values()]),
            "LBSTRESC": [f"<{one.lower_limit or 0:g}" for one in assays.values()],
            "LBSTRESU": _code([one.unit for one in assays.values()]),
            "LBSTNRLO": pl.Series([one.low_normal for one in assays.values()], dtype=pl.Float64),
            "LBSTNRHI": pl.Series([one.high_normal for one in assays.values()], dtype=pl.Float64),
            "LBMETHOD": _code([one.method or None for one in assays.values()]),
            "LBLLOQ": pl.Series([one.lower_limit for one in assays.values()], dtype=pl.Float64),
        })[assay]  # fmt: skip
        is_below = pl.lit(pl.Series(below, dtype=pl.Boolean))
        return table.with_columns(
            LBSTRESC=pl.when(is_below).then("LBSTRESC"), LBBLQFL=pl.when(is_below).then(pl.lit("Y", CODE))
        ).get_columns()


def _by_patient_and_day(who: Positions, day: NDArray[np.generic]) -> Positions:
    """The order of records by patient, then by day (or visit); those of one day stay as they are."""
    return np.lexsort((day, who))


def _visit_names(visit: Positions) -> pl.Series:
    """VISIT of each index: -1 is screening, 0 the visit before the first dose."""
    later = range(1, visit.max(initial=0) + 1)
    return _code(["SCREENING", "DAY 1", *(f"VISIT {index + 1}" for index in later)]).gather(visit + 1)


def _constant(text: str, rows: int) -> pl.Series:
    """The same code in every row."""
    return pl.Series([text], dtype=CODE).new_from_index(0, rows)


def _last_treated(course: PatientState) -> NDArray[np.float64]:
    """Last day with a dose: the day before treatment ended, or of last contact while it goes on; never before day 0."""
    end = np.where(np.isnan(course.treatment_end), course.last_contact, course.treatment_end)
    last: NDArray[np.float64] = np.maximum(end - 1, 0)
    return last


def _code(values: Sequence[str | None] | NDArray[np.str_]) -> pl.Series:
    return pl.Series(values, dtype=pl.String, strict=False).cast(CODE)
