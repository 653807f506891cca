"""What a study's tables show about its protocol: the basis of a first draft."""

from dataclasses import dataclass
from typing import Literal

Spread = tuple[float, float, float]
"""Median, lowest and highest value."""


@dataclass(frozen=True)
class AssayFacts:
    """One laboratory test, as its results show it.

    Attributes:
        code: LBTESTCD.
        name: LBTEST, or the code.
        unit: the unit of most results.
        results: number of results with a value.
        subjects: patients with such a result.
        low_normal: lower limit of normal most often given, in `unit`; None where none is.
        high_normal: the upper one.
        method: LBMETHOD most often given; empty where none is.
        median: median result, in `unit`.
    """

    code: str
    name: str
    unit: str
    results: int
    subjects: int
    low_normal: float | None = None
    high_normal: float | None = None
    method: str = ""
    median: float | None = None


@dataclass(frozen=True)
class DoseFacts:
    """Doses, as EX shows them.

    Attributes:
        drug: EXTRT of most records with a dose.
        others: further EXTRT.
        route: EXROUTE of most records, lower case; empty where none is given.
        levels_mg: distinct doses per administration above 0, lowest first.
        start_mg: first dose of most patients.
        started: patients whose first dose that is.
        treated: patients with a dose.
        every_days: days between administrations.
        frequency: EXDOSFRQ of most records; empty where none is known.
        rise: a rise that looks planned: usual day as days since first dose, new dose in mg, and number of patients.
        longest_days: longest time from first to last dose.
    """

    drug: str
    others: tuple[str, ...]
    route: str
    levels_mg: tuple[float, ...]
    start_mg: float
    started: int
    treated: int
    every_days: float
    frequency: str
    rise: tuple[int, float, int] | None
    longest_days: int


@dataclass(frozen=True)
class StudyFacts:
    """Everything that a draft of a protocol rests on.

    Attributes:
        study: STUDYID.
        subjects: patients in DM; in LB where there is no DM.
        first_year: year of the first dose, or of the first date at all; None without dates.
        age: years.
        male: share of men among patients whose sex is known.
        prior: number of prior therapies.
        relapsed: patients with relapsed disease; None where DISSTAT is not given.
        refractory: patients with refractory disease.
        doses: what EX records; None without a usable dose.
        visit_days: usual days between visits with a laboratory result; None where no patient has two.
        planned: planned visits by name (VISIT), in order.
        assays: tests that the rules can use.
        left_out: tests that they cannot, with the reason.
        criteria_named: RSCAT, in upper case.
        toxicities: toxicities that the rules know and adverse events or laboratory tests can show.
        events: the most frequent adverse events that they do not know.
    """

    study: str
    subjects: int
    first_year: int | None
    age: Spread | None
    male: float | None
    prior: Spread | None
    relapsed: int | None
    refractory: int | None
    doses: DoseFacts | None
    visit_days: int | None
    planned: tuple[str, ...]
    assays: tuple[AssayFacts, ...]
    left_out: tuple[str, ...]
    criteria_named: tuple[str, ...]
    toxicities: tuple[str, ...]
    events: tuple[str, ...]


Disease = Literal["waldenstrom", "myeloma", "al-amyloidosis"]
