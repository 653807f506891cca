"""Random patients rich in edge conditions, for Hypothesis and for bulk runs alike.

Every builder asks one thing of its environment: `pick`, which takes one of several options. Hypothesis picks, and
shrinks to the first option, or a seeded NumPy generator does, quickly. Amounts are decimals of few places, so that
exact thresholds are common: 25, 50 and 90 % falls, 25 % rises, +500 mg/dL, the upper limit, and their neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol, TypeVar

import numpy as np
from hypothesis import strategies as st
from myeloma_oracle import Assessment, Recorded
from waldenstrom_oracle import MG_DL_PER, Course, Findings, Sample

T = TypeVar("T")
Option = TypeVar("Option")


class Pick(Protocol):
    """Take one of several options; the first is the dullest."""

    def __call__(self, options: Sequence[Option], /) -> Option: ...


def sometimes(pick: Pick, one_in: int) -> bool:
    """True once in so many times."""
    return pick(range(one_in)) == one_in - 1


def from_seed(seed: int, count: int, build: Callable[[Pick], T]) -> Iterator[T]:
    """A reproducible stream of patients."""
    rng = np.random.default_rng(seed)
    pool: list[float] = []

    def pick(options: Sequence[Option], /) -> Option:
        if not pool:
            pool.extend(rng.random(100_000).tolist())
        return options[int(pool.pop() * len(options))]

    for _ in range(count):
        yield build(pick)


def strategy(build: Callable[[Pick], T]) -> st.SearchStrategy[T]:
    """The same patients, picked and shrunk by Hypothesis."""

    @st.composite
    def patients(draw: st.DrawFn) -> T:
        def pick(options: Sequence[Option], /) -> Option:
            return draw(st.sampled_from(options))

        return build(pick)

    return patients()


def to_text(amount: Fraction) -> str:
    """A terminating decimal, exactly."""
    scaled = amount * 10**9
    assert scaled.denominator == 1
    text = f"{scaled.numerator // 10**9}.{scaled.numerator % 10**9:09d}"
    return text.rstrip("0").rstrip(".")


def round_to(amount: Fraction, places: int) -> Fraction:
    return Fraction(round(amount * 10**places), 10**places)


# --- Waldenström macroglobulinemia -----------------------------------------------------------------------------------

BASELINES_MG_DL = (3000, 2000, 1800, 600, 3110, 920, 4000, 1999, 2300, 460, 8000, 2001, 20, 150)
GAPS = (28, 28, 28, 29, 27, 1, 2, 7, 14, 20, 21, 22, 35, 41, 42, 43, 56, 84, 112)
STEPS = (Fraction(0), Fraction(0), Fraction(1), Fraction(-1), Fraction(1, 10), Fraction(-1, 10))


def pick_amount(pick: Pick, baseline: Fraction, nadir: Fraction, upper: Fraction) -> Fraction:
    """An amount on or beside a threshold, or anywhere, mg/dL."""
    anchors = (
        baseline,
        baseline * Fraction(3, 4),
        baseline / 2,
        baseline / 10,
        nadir,
        nadir * Fraction(5, 4),
        nadir * Fraction(5, 4),
        nadir + 500,
        nadir + 500,
        nadir * Fraction(13, 10) + 600,
        upper,
        Fraction(0),
        baseline * Fraction(pick(range(5, 170)), 100),
    )
    return max(Fraction(0), round_to(pick(anchors) + pick(STEPS), 3))


def pick_sample(pick: Pick, day: int, amount: Fraction | None, method: str) -> Sample:
    """The amount in a unit that laboratories report; seldom below quantification, seldom by the other method."""
    unit = pick(("mg/dL", "mg/dL", "g/L", "g/dL", "mg/L"))
    text = None if amount is None else to_text(amount / MG_DL_PER[unit])
    if sometimes(pick, 15):
        method = "SPEP" if method == "IGM" else "IGM"
    return Sample(day, text, unit, method, is_below_limit=amount is not None and sometimes(pick, 30))


def pick_findings(pick: Pick) -> Findings:
    """What else an assessment may find."""
    return Findings(
        ife=pick((None, "-", "-", "+")),
        is_marrow_normal=pick((None, True, True, False)),
        emd=pick((None, None, "same", "reduced", "half", "resolved")),
        is_clinical_progression=sometimes(pick, 25),
    )


def pick_baseline_samples(pick: Pick, amount: Fraction, method: str) -> list[Sample]:
    """One sample on day 1, mostly; others earlier or on the same day, or none at all."""
    samples = []
    if sometimes(pick, 4):
        earlier = round_to(amount * Fraction(pick((100, 80, 120, 133)), 100), 3)
        samples.append(pick_sample(pick, pick((-1, -20, -28, -10, -29, -90)), earlier, method))
    if sometimes(pick, 12):
        return samples
    samples.append(pick_sample(pick, 1, None if sometimes(pick, 25) else amount, method))
    if sometimes(pick, 15):
        samples.append(pick_sample(pick, 1, amount + 100, method))
    return samples


def pick_later_samples(pick: Pick, day: int, amount: Fraction, method: str) -> list[Sample]:
    """One sample, none, a missing one, or several of one day."""
    kind = pick(("one",) * 16 + ("none", "missing", "two", "two", "three"))
    amounts: dict[str, list[Fraction | None]] = {
        "one": [amount],
        "none": [],
        "missing": [None],
        "two": [amount, round_to(amount * pick((Fraction(1), Fraction(99, 100), Fraction(11, 10))), 3)],
        "three": [amount, None, amount + 1],
    }
    return [pick_sample(pick, day, each, method) for each in amounts[kind]]


def pick_days(pick: Pick) -> list[int]:
    """Assessment days after baseline, in order; none, for some."""
    days: list[int] = []
    day = pick((1, 1, 1, 1, 0))
    for _ in range(pick((4, 5, 6, 7, 8, 3, 2, 1, 0))):
        day += pick(GAPS)
        days.append(max(day, 2 if not days else days[-1] + 1))
    return days


def build_waldenstrom(pick: Pick) -> Course:
    """One patient with Waldenström macroglobulinemia."""
    method = pick(("IGM", "IGM", "IGM", "SPEP"))
    upper = Fraction(pick((230, 230, 300, 161)))
    baseline = Fraction(pick(BASELINES_MG_DL)) + pick((Fraction(0), Fraction(0), Fraction(1, 2), Fraction(1, 10)))
    if sometimes(pick, 40):
        baseline = Fraction(0)
    samples = pick_baseline_samples(pick, baseline, method)
    findings: dict[int, Findings] = {}
    nadir, days = baseline, pick_days(pick)
    for day in days:
        amount = pick_amount(pick, baseline, nadir, upper)
        nadir = min(nadir, amount)
        of_day = pick_later_samples(pick, day, amount, method)
        samples += of_day
        if not (of_day and sometimes(pick, 5)):
            findings[day] = pick_findings(pick)
    return add_events(pick, Course(tuple(samples), findings, upper_limit=upper), days)


def add_events(pick: Pick, course: Course, days: Sequence[int]) -> Course:
    """Antibody, plasma exchange, new therapy, enlarged nodes, death: each for some patients, on awkward days."""
    last = max([1, *days])
    near = (*(day for day in days), 1, 2, 20, 50, last + 1)
    exchanges = (*near, -10, -27, -28, -1, 29)
    new_therapy = max(2, pick(near) + pick((0, 0, 1, -1))) if sometimes(pick, 5) else None
    return replace(
        course,
        has_baseline_emd=sometimes(pick, 3),
        anti_cd20_day=pick((1, 1, 1, 29, 60)) if sometimes(pick, 5) else None,
        plasmapheresis_days=tuple(sorted({pick(exchanges) for _ in range(pick((1, 2)))})) if sometimes(pick, 6) else (),
        new_therapy_day=new_therapy,
        death_day=last + pick((1, 0, 5, 15, 40, 90, 200)) if sometimes(pick, 3) else None,
    )


def with_disease_death(pick: Pick, course: Course) -> Course:
    """Half of the deaths are from the disease."""
    return replace(course, is_disease_death=course.death_day is not None and pick((False, True)))


def build_patient(pick: Pick) -> Course:
    """A course with its cause of death."""
    return with_disease_death(pick, build_waldenstrom(pick))


def build_held_patient(pick: Pick) -> Course:
    """A patient whose drug was held once or twice, on and beside assessment days."""
    course = build_patient(pick)
    days = (*(sample.day for sample in course.samples if sample.day > 0), 20)
    holds: list[tuple[int, int | None]] = []
    for _ in range(pick((1, 1, 2))):
        start = max(2, pick(days) + pick((0, 1, -1)))
        holds.append((start, None if sometimes(pick, 6) else start + pick((1, 7, 28, 56))))
    return replace(course, holds=tuple(holds))


# --- multiple myeloma ------------------------------------------------------------------------------------------------


def pick_near(pick: Pick, base: Fraction, lowest: Fraction, rises: Sequence[Fraction], step: Fraction) -> Fraction:
    """An amount on or beside a threshold of its marker."""
    anchors = (
        base,
        base * Fraction(3, 4),
        base / 2,
        base / 10,
        lowest,
        lowest,
        lowest * Fraction(5, 4),
        *(lowest + rise for rise in rises),
        Fraction(0),
        base * Fraction(pick(range(5, 150)), 100),
    )
    return max(Fraction(0), round_to(pick(anchors) + pick((0, 0, 1, -1)) * step, 3))


SERUM = ("4.0", "2.0", "1.0", "8.0", "5.0", "6.5")
MARROWS = (Fraction(2), Fraction(5), Fraction("4.9"), Fraction(15), Fraction(40))
SIZES = (Fraction(1000), Fraction(500), Fraction(501), Fraction(0), Fraction(0))
URINE = ("500", "200", "1000", "2000")


def build_myeloma_baseline(pick: Pick) -> Assessment:
    """Serum, urine, both, light chains only, marrow only, or nothing measurable."""
    kind = pick(("serum", "both", "urine", "flc", "marrow", "none"))
    serum = pick(SERUM) if kind in ("serum", "both") else pick((None, "0", "0.99", "0.5"))
    urine = pick(URINE) if kind in ("urine", "both") else pick((None, "0", "199", "50"))
    kappa, lambda_ = (
        pick((("400", "10"), ("10", "400"), ("110", "10"), ("100", "5"))) if kind == "flc" else ("12", "10")
    )
    marrow = pick(("30", "60")) if kind == "marrow" else pick(("29", "10", None))
    return Assessment(
        day=1,
        serum=None if serum is None else Fraction(serum),
        urine=None if urine is None else Fraction(urine),
        kappa=Fraction(kappa),
        lambda_=Fraction(lambda_),
        marrow=None if marrow is None else Fraction(marrow),
        spd=Fraction(1000) if sometimes(pick, 6) else None,
    )


def build_myeloma_visit(pick: Pick, day: int, baseline: Assessment, lowest: dict[str, Fraction]) -> Assessment:
    """One later assessment; what was not measured before treatment is seldom measured after."""

    def follow(name: str, base: Fraction | None, rises: Sequence[Fraction], step: Fraction) -> Fraction | None:
        if base is None or sometimes(pick, 12):
            return None
        amount = pick_near(pick, base, lowest.get(name, base), rises, step)
        lowest[name] = min(amount, lowest.get(name, base))
        return amount

    serum = follow("serum", baseline.serum, (Fraction(1, 2), Fraction(1)), Fraction(1, 100))
    urine_base = baseline.urine
    urine = follow("urine", urine_base, (Fraction(200), Fraction(99), Fraction(100)), Fraction(1))
    kappa = follow("kappa", baseline.kappa, (Fraction(100),), Fraction(1, 10))
    lambda_ = None if kappa is None else pick((baseline.lambda_, Fraction(10), Fraction(8)))
    ife = pick((None, "-", "+")) if not serum else "+"
    return Assessment(
        day=day,
        serum=serum,
        urine=urine,
        kappa=kappa,
        lambda_=lambda_,
        serum_ife=ife,
        urine_ife=pick((None, "-", "-", "+")),
        marrow=pick((None, None, None, *MARROWS)),
        spd=pick((None, *SIZES)) if baseline.spd else None,
        is_marrow_clonal=pick((None, False, True)),
        is_imaging_progression=sometimes(pick, 40),
    )


@dataclass(frozen=True)
class MyelomaCourse:
    """Baseline, visits, the day of new therapy, and whether the patient died of the disease after the last visit."""

    baseline: Assessment
    visits: tuple[Assessment, ...]
    new_therapy_day: int | None
    is_disease_death: bool


def build_myeloma(pick: Pick) -> MyelomaCourse:
    """One patient with multiple myeloma."""
    baseline = build_myeloma_baseline(pick)
    lowest: dict[str, Fraction] = {}
    days = pick_days(pick)
    visits = tuple(build_myeloma_visit(pick, day, baseline, lowest) for day in days)
    new_therapy = pick((*days, 60)) + pick((0, 1)) if sometimes(pick, 5) else None
    return MyelomaCourse(baseline, visits, new_therapy, sometimes(pick, 8))


@dataclass(frozen=True)
class RecordedCourse:
    """Unconfirmed responses as an investigator recorded them, several a day at times."""

    records: tuple[Recorded, ...]
    new_therapy_day: int | None


STATUSES = ("SD", "PR", "PR", "VGPR", "CR", "sCR", "MR", "PD", "PD", "NE")


def build_recorded(pick: Pick) -> RecordedCourse:
    """One patient's recorded responses, for the confirmation rules alone."""
    days = pick_days(pick)
    records = [
        Recorded(day, pick(STATUSES), is_imaging=sometimes(pick, 12), is_death_from_progression=sometimes(pick, 25))
        for day in days
    ]
    if records and sometimes(pick, 6):
        records.append(replace(records[-1], status=pick(STATUSES)))
    return RecordedCourse(tuple(records), pick((*days, 60)) + pick((0, 1)) if sometimes(pick, 4) else None)
