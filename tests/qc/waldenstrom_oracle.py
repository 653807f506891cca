"""Response in Waldenström macroglobulinemia, written a second time: one patient, one visit, exact fractions.

This is the second statistician's program. It shares no line, table or constant with `paraprotein.response`; it was
written from the criteria before that code was read, and it prefers being plain to being quick.

Editions: the rule of the 2007 abstract (Blood 2007;110(11):2575), IWWM-2 (Weber et al., Semin Oncol 2003;30:127),
IWWM-3 (Kimby et al., Clin Lymphoma Myeloma 2006;6:380), IWWM-6 (Owen et al., Br J Haematol 2013;160:171,
doi 10.1111/bjh.12102) and IWWM-11 (Treon et al., Semin Hematol 2023;60:97).

Interpretations chosen where the papers are silent are marked `Reading:`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

MG_DL_PER: Mapping[str, Fraction] = {
    "mg/dL": Fraction(1),
    "g/L": Fraction(100),
    "g/dL": Fraction(1000),
    "mg/L": Fraction(1, 10),
}
EMD_RANK: Mapping[str, int] = {"same": 0, "reduced": 1, "half": 2, "resolved": 3}
RESPONSES = ("CR", "VGPR", "PR", "MR")
BEST_FIRST = (*RESPONSES, "SD", "PD")


@dataclass(frozen=True)
class Sample:
    """One laboratory record: the amount as decimal text (None when not done), its unit and its method."""

    day: int
    amount: str | None
    unit: str = "mg/dL"
    method: str = "IGM"
    is_below_limit: bool = False

    @property
    def mg_dl(self) -> Fraction | None:
        """Exact amount in mg/dL; a value below quantification is given, and used, as its limit."""
        return None if self.amount is None else Fraction(self.amount) * MG_DL_PER[self.unit]


@dataclass(frozen=True)
class Findings:
    """What else was found at an assessment: `+`/`-` immunofixation, marrow, nodes and spleen, new signs of disease."""

    ife: str | None = None
    is_marrow_normal: bool | None = None
    emd: str | None = None
    is_clinical_progression: bool = False


@dataclass(frozen=True)
class Course:
    """One patient. Study day 1 is the first dose and there is no day 0; samples stand in the order of time."""

    samples: tuple[Sample, ...]
    findings: Mapping[int, Findings] = field(default_factory=dict)
    has_baseline_emd: bool = False
    anti_cd20_day: int | None = None
    plasmapheresis_days: tuple[int, ...] = ()
    new_therapy_day: int | None = None
    death_day: int | None = None
    is_disease_death: bool = False
    upper_limit: Fraction = Fraction(230)
    holds: tuple[tuple[int, int | None], ...] = ()  # first day off a rebound-prone drug, and the day it came back


@dataclass(frozen=True)
class Edition:
    """One column of the criteria: which levels exist and what each demands."""

    levels: tuple[str, ...]
    absolute_rise: int
    absolute_only_below: int | None
    confirm_gap: int
    ife_gap: int
    pr_emd: str | None
    vgpr_emd: str | None
    is_vgpr_by_normal_igm: bool


EDITIONS: Mapping[str, Edition] = {
    "ABS": Edition(("PR", "MR"), 500, 2000, 1, 0, None, None, False),
    "I2": Edition(("CR", "PR"), 500, 2000, 21, 42, "half", None, False),
    "I3": Edition(("CR", "PR", "MR"), 0, None, 1, 42, "half", None, False),
    "I6": Edition(("CR", "VGPR", "PR", "MR"), 500, None, 1, 1, "reduced", "resolved", False),
    "I11": Edition(("CR", "VGPR", "PR", "MR"), 500, None, 1, 1, None, None, True),
}


@dataclass(frozen=True)
class Policy:
    """Conventions that the papers leave open, at their defaults.

    The two on immunofixation ask which may be the second one of a complete response: also one on the day of
    progression, also one in the window after plasma exchange. The text of the criteria excludes neither.
    """

    flare_days: int = 112
    plasmapheresis_days: int = 28
    duplicates: Literal["worst", "mean", "last"] = "worst"
    is_ife_counted_at_progression: bool = True
    is_ife_counted_near_exchange: bool = True
    measurable_min: int = 0  # smallest baseline that can be judged, mg/dL
    is_normal_igm_very_good: bool = True  # the clause of IWWM-11
    rebound_days: int = 0  # a rise while the drug is held is upheld only this long after its return; 0: no such rule
    confirm_gap: int | None = None  # days to the sample that upholds a rise; None: as the edition has it
    stable_days: int = 0  # shortest stable disease that counts as best response
    is_next_visit_needed: bool = False  # a response must be upheld by the next assessment that could be judged


@dataclass(frozen=True)
class Visit:
    """One assessment day after its records were brought together; `value` is None where none is valid."""

    day: int
    value: Fraction | None
    findings: Findings
    emd: str


@dataclass(frozen=True)
class Outcome:
    """What became of the patient: raw and resolved status by day, and the days that matter."""

    raw: Mapping[int, str]
    resolved: Mapping[int, str]
    best: str
    response_day: int | None
    progression_day: int | None
    censor_day: int | None


def date_of(study_day: int) -> int:
    """Days since the first dose: gaps are counted between dates, because study days have no day 0."""
    return study_day - 1 if study_day > 0 else study_day


def is_near_plasmapheresis(day: int, course: Course, policy: Policy) -> bool:
    """Whether the sample was drawn in [exchange, exchange + 28 days)."""
    return any(0 <= date_of(day) - date_of(tpe) < policy.plasmapheresis_days for tpe in course.plasmapheresis_days)


def find_baseline(course: Course, policy: Policy) -> Sample | None:
    """The last value present on or before day 1 that no plasma exchange disturbed."""
    usable = [
        sample
        for sample in course.samples
        if sample.day <= 1 and sample.amount is not None and not is_near_plasmapheresis(sample.day, course, policy)
    ]
    return sorted(usable, key=lambda sample: sample.day)[-1] if usable else None


def find_value(day: int, course: Course, method: str, policy: Policy) -> Fraction | None:
    """The one value of a day: baseline's method only, plasma exchange excluded, duplicates by policy."""
    if is_near_plasmapheresis(day, course, policy):
        return None
    values = [s.mg_dl for s in course.samples if s.day == day and s.method == method]
    present = [value for value in values if value is not None]
    if not present:
        return None
    if policy.duplicates == "mean":
        return sum(present, Fraction(0)) / len(present)
    return max(present) if policy.duplicates == "worst" else present[-1]


def list_visits(course: Course, policy: Policy) -> list[Visit]:
    """Assessments after baseline in day order; the last look at nodes and spleen is carried forward."""
    baseline = find_baseline(course, policy)
    method = baseline.method if baseline else ""
    days = {sample.day for sample in course.samples} | set(course.findings)
    visits: list[Visit] = []
    emd = "same"  # never assessed after baseline reads as not reduced
    for day in sorted(day for day in days if day > 1):
        findings = course.findings.get(day, Findings())
        emd = findings.emd or emd
        visits.append(Visit(day, find_value(day, course, method, policy), findings, emd))
    return visits


def rises(value: Fraction, nadir: Fraction, edition: Edition) -> bool:
    """A rise of at least 25 % and of the absolute amount that the edition asks for at this nadir."""
    needed = edition.absolute_rise
    if edition.absolute_only_below is not None and nadir >= edition.absolute_only_below:
        needed = 0
    return 4 * value >= 5 * nadir and value > nadir and value - nadir >= needed


def is_emd_enough(visit: Visit, course: Course, needed: str | None) -> bool:
    """Whether enlarged nodes or spleen shrank as far as the level needs."""
    return needed is None or not course.has_baseline_emd or EMD_RANK[visit.emd] >= EMD_RANK[needed]


def grade_fall(
    visit: Visit, value: Fraction, baseline: Fraction, course: Course, edition: Edition, policy: Policy
) -> str:
    """The best level that a visit without progression reaches."""
    is_normal = value <= course.upper_limit
    is_complete = visit.findings.ife == "-" and visit.findings.is_marrow_normal is True and is_normal
    if "CR" in edition.levels and is_complete and is_emd_enough(visit, course, "resolved"):
        return "CR"
    can_be_normal = edition.is_vgpr_by_normal_igm and policy.is_normal_igm_very_good
    is_ninety = 10 * value <= baseline or (can_be_normal and is_normal and baseline > course.upper_limit)
    if "VGPR" in edition.levels and is_ninety and is_emd_enough(visit, course, edition.vgpr_emd):
        return "VGPR"
    if 2 * value <= baseline and is_emd_enough(visit, course, edition.pr_emd):
        return "PR"
    if "MR" in edition.levels and 4 * value <= 3 * baseline:
        return "MR"
    return "SD"


def is_flare(day: int, course: Course, policy: Policy) -> bool:
    """Whether a rise on this day falls in the window after the first anti-CD20 dose."""
    if course.anti_cd20_day is None:
        return False
    return 0 <= date_of(day) - date_of(course.anti_cd20_day) < policy.flare_days


def find_nadir(visits: Sequence[Visit], index: int, baseline: Fraction) -> Fraction:
    """The lowest of baseline and all valid values before this visit."""
    return min([baseline, *(v.value for v in visits[:index] if v.value is not None)])


def grade_visit(
    visits: Sequence[Visit], index: int, baseline: Fraction | None, course: Course, edition: Edition, policy: Policy
) -> str:
    """Raw status; a rise that would be progression is `PD?` until it is confirmed."""
    visit = visits[index]
    if visit.findings.is_clinical_progression:
        return "PD"
    if visit.value is None or baseline is None or baseline == 0:
        return "NE"
    if rises(visit.value, find_nadir(visits, index, baseline), edition):
        return "FLARE" if is_flare(visit.day, course, policy) else "PD?"
    return grade_fall(visit, visit.value, baseline, course, edition, policy)


def can_rebound(day: int, course: Course, policy: Policy) -> bool:
    """Whether a rebound-prone drug is held on this day, or came back only a short while ago."""
    if policy.rebound_days == 0:
        return False
    return any(
        start <= day and (back is None or date_of(day) - date_of(back) < policy.rebound_days)
        for start, back in course.holds
    )


def is_confirmed(
    visits: Sequence[Visit], index: int, baseline: Fraction, course: Course, edition: Edition, policy: Policy
) -> bool:
    """Whether a later sample, clinical progression or death from the disease upholds a candidate.

    The nadir is frozen at the candidate. Samples after new therapy may uphold it.
    Reading: clinical progression decides its visit before the value is looked at, as it does in the raw status.
    Reading: a rise that holds against the frozen nadir upholds the candidate on any later day, flare window or not.
    Reading: a value while a rebound is possible cannot uphold a candidate, but one that fell refutes it.
    """
    gap = edition.confirm_gap if policy.confirm_gap is None else policy.confirm_gap
    nadir = find_nadir(visits, index, baseline)
    is_fatal = course.is_disease_death and course.death_day is not None and course.death_day >= visits[index].day
    for later in visits[index + 1 :]:
        if later.findings.is_clinical_progression:
            return True
        if is_fatal and (course.death_day or 0) < later.day:
            return True
        if later.value is None:
            continue
        if not rises(later.value, nadir, edition):
            return False
        is_late_enough = date_of(later.day) - date_of(visits[index].day) >= gap
        if is_late_enough and not can_rebound(later.day, course, policy):
            return True
    return is_fatal


def list_negative_days(used: Sequence[Visit], progression_day: int | None, course: Course, policy: Policy) -> list[int]:
    """Days of negative immunofixations; any used assessment may carry one, its IgM may be missing."""
    return [
        visit.day
        for visit in used
        if visit.findings.ife == "-"
        and (policy.is_ife_counted_at_progression or visit.day != progression_day)
        and (policy.is_ife_counted_near_exchange or not is_near_plasmapheresis(visit.day, course, policy))
    ]


def has_second(day: int, negative_days: Sequence[int], edition: Edition) -> bool:
    """A second negative immunofixation on another day, far enough from this one in either direction."""
    return any(abs(date_of(other) - date_of(day)) >= edition.ife_gap for other in negative_days if other != day)


def measurable_baseline(course: Course, policy: Policy) -> Fraction | None:
    """Baseline in mg/dL; None when missing, zero, below quantification or below what can be judged."""
    sample = find_baseline(course, policy)
    value = None if sample is None or sample.is_below_limit else sample.mg_dl
    return None if value is None or value == 0 or value < policy.measurable_min else value


def resolve_course(course: Course, edition_name: str, policy: Policy | None = None) -> Outcome:
    """Follow one patient through one edition of the criteria."""
    policy = policy or Policy()
    edition = EDITIONS[edition_name]
    baseline = measurable_baseline(course, policy)
    visits = list_visits(course, policy)
    counted = [v for v in visits if course.new_therapy_day is None or v.day < course.new_therapy_day]
    raw = {v.day: grade_visit(visits, i, baseline, course, edition, policy) for i, v in enumerate(counted)}

    resolved = dict(raw)
    progression_day: int | None = None
    for index, visit in enumerate(counted):
        if progression_day is not None:
            resolved[visit.day] = "post"
        elif raw[visit.day] == "PD?":
            assert baseline is not None
            upheld = is_confirmed(visits, index, baseline, course, edition, policy)
            resolved[visit.day] = "PD" if upheld else "uPD"
        if resolved[visit.day] == "PD" and progression_day is None:
            progression_day = visit.day

    used = [v for v in counted if resolved[v.day] != "post"]
    negative_days = list_negative_days(used, progression_day, course, policy)
    for visit in used:
        if resolved[visit.day] == "CR" and not has_second(visit.day, negative_days, edition):
            resolved[visit.day] = "VGPR" if "VGPR" in edition.levels else "PR"
    if policy.is_next_visit_needed:
        resolved = uphold_by_next(resolved)
    return summarize(raw, resolved, progression_day, policy)


def uphold_by_next(resolved: Mapping[int, str]) -> dict[int, str]:
    """Each response in the light of the next assessment that could be judged: it, or the lower one, or SD.

    Reading: a flare is passed over; a rise, confirmed or not, or no further assessment leaves stable disease.
    """
    judged = (*RESPONSES, "SD", "PD", "uPD")
    upheld = dict(resolved)
    for day, status in resolved.items():
        if status in RESPONSES:
            following = next((s for later, s in resolved.items() if later > day and s in judged), "none")
            is_response = following in RESPONSES
            upheld[day] = max(status, following, key=RESPONSES.index) if is_response else "SD"
    return upheld


def summarize(
    raw: Mapping[int, str], resolved: Mapping[int, str], progression_day: int | None, policy: Policy
) -> Outcome:
    """Best response, first response and the last documented non-progression, which censors at day 1 at worst.

    Reading: as for best response, a flare and an unconfirmed progression do not document the absence of progression.
    """
    counted = [s for day, s in resolved.items() if s != "SD" or date_of(day) >= policy.stable_days]
    best = next((level for level in BEST_FIRST if level in counted), "NE")
    response_days = [day for day, status in resolved.items() if status in RESPONSES]
    adequate_days = [day for day, status in resolved.items() if status in (*RESPONSES, "SD")]
    return Outcome(
        raw=raw,
        resolved=resolved,
        best=best,
        response_day=min(response_days, default=None),
        progression_day=progression_day,
        censor_day=None if progression_day is not None else max(adequate_days, default=1),
    )
