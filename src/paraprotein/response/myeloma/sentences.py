"""The sentence of the rule that decided a visit of a patient with myeloma, with this patient's numbers."""

from collections.abc import Callable, Mapping
from typing import Final

from ...comparisons import reaches
from ..criteria import Rise
from ..measured_marker import percent, with_unit
from ..status import Status
from .criteria import MyelomaLevel
from .patient import NAMES, MyelomaFacts
from .timepoint import MyelomaClause

RISEN: Final[Mapping[MyelomaClause, str]] = {
    MyelomaClause.PLASMACYTOMA_RISE: "plasmacytoma",
    MyelomaClause.MARROW_RISE: "marrow",
    MyelomaClause.CIRCULATING_RISE: "circulating",
    MyelomaClause.SERUM_RISE: "serum",
    MyelomaClause.URINE_RISE: "urine",
    MyelomaClause.FLC_RISE: "flc",
}
"""The marker whose rise is the clause."""

_NADIR_WORDS: Final = {"lowest": "the lowest earlier value", "lowest_confirmed": "the lowest confirmed value"}


def describe_myeloma_rule(facts: MyelomaFacts, v: int) -> str:
    """The sentence of the clause that decided visit `v` by itself."""
    clause = MyelomaClause(facts.clause[v])
    if clause in RISEN:
        return f"PD: {_risen(facts, v, clause)}."
    return f"{_SENTENCES[clause](facts, v)}."


def _risen(facts: MyelomaFacts, v: int, clause: MyelomaClause) -> str:
    marker, rules = RISEN[clause], facts.criteria.progression
    name, unit = NAMES[marker]
    nadir = facts.nadir[marker][v]
    told = with_unit(facts.value[marker][v], unit)
    if marker == "circulating":
        least = with_unit(rules.circulating_min, unit)
        needed = f"at least {percent(rules.circulating)} above its nadir and at least {least}"
    elif marker == "serum" and reaches(nadir, rules.high_serum_nadir):
        rise, high = (with_unit(limit, unit) for limit in (rules.high_serum_rise, rules.high_serum_nadir))
        needed = f"at least {rise} above its nadir, enough from {high} up"
    else:
        needed = _needed_rise(getattr(rules, marker), "points" if unit == "%" else unit)
    lowest = f"{_NADIR_WORDS[facts.nadir_rule[marker]]}, {with_unit(nadir, unit)}"
    return f"{name} {told}, {needed} ({lowest})"


def _needed_rise(rise: Rise, unit: str) -> str:
    by_percent = f"at least {percent(rise.fraction)}"
    if not rise.absolute:
        return f"{by_percent} above its nadir"
    least = "more than" if rise.more_than_absolute else "at least"
    return f"{by_percent} and {least} {with_unit(rise.absolute, unit)} above its nadir"


def _not_evaluable(facts: MyelomaFacts, v: int) -> str:
    judged = [marker for marker in ("serum", "urine", "flc", "marrow") if facts.judged[marker]]
    missing = [marker for marker in judged if facts.value[marker][v] != facts.value[marker][v]]
    if missing:
        return f"NE: no value of {' or '.join(NAMES[marker][0] for marker in missing)}, measurable before treatment"
    limits = facts.criteria.measurable
    return (
        "NE: nothing was measurable before treatment, which needs serum M-protein of "
        f"{limits.serum_mg_dl:g} mg/dL, urine M-protein of {limits.urine_mg_day:g} mg/day, an involved light chain of "
        f"{limits.involved_flc_mg_l:g} mg/L with an abnormal ratio, or {limits.marrow_percent:g} % plasma cells"
    )


def _complete(facts: MyelomaFacts, v: int) -> str:
    normal_ratio = ", light chain ratio normal" if facts.judged["flc"] else ""
    gone = ", plasmacytomas gone" if facts.judged["plasmacytoma"] else ""
    limit = f"{facts.criteria.complete_marrow_below:g} %"
    return f"CR: immunofixation negative{normal_ratio}, marrow below {limit} plasma cells when last assessed{gone}"


def _stringent(facts: MyelomaFacts, v: int) -> str:
    return f"s{_complete(facts, v)}, normal light chain ratio and no clonal cells"


def _level(status: Status) -> Callable[[MyelomaFacts, int], str]:
    def told(facts: MyelomaFacts, v: int) -> str:
        level = next(level for level in facts.criteria.levels if level.status == status)
        return f"{status.name}: {' and '.join(_needed_falls(facts, level))}"

    return told


def _stable(facts: MyelomaFacts, v: int) -> str:
    lowest = next(level for level in reversed(facts.criteria.levels) if _is_open(facts, level))
    needed = " and ".join(_needed_falls(facts, lowest))
    return f"SD: no marker rose as far as progression needs; {lowest.status.name} would need {needed}"


def _is_open(facts: MyelomaFacts, level: MyelomaLevel) -> bool:
    """Whether the markers of this patient can give the level at all."""
    falls = {"serum": level.serum_fall, "urine": level.urine_fall or level.urine_below,
             "flc": level.flc_fall, "marrow": level.marrow_fall}  # fmt: skip
    return all(fall is not None for marker, fall in falls.items() if facts.judged[marker])


def _needed_falls(facts: MyelomaFacts, level: MyelomaLevel) -> list[str]:
    """What the level needs of every marker that is judged."""
    judged, needed = facts.judged, []
    if judged["serum"]:
        needed.append(_fall("serum", level.serum_fall))
    below = "" if level.urine_below is None else f"below {level.urine_below:g} mg/day"
    if judged["urine"]:
        by_fall = "" if level.urine_fall is None else f"down by at least {percent(level.urine_fall)}"
        needed.append(f"urine M-protein {' or '.join(words for words in (by_fall, below) if words)}")
    elif level.any_urine_counts and judged["serum"]:
        needed.append(f"any urine M-protein collected {below}")
    if judged["flc"] and level.flc_fall is not None:
        needed.append(_fall("flc", level.flc_fall))
    if judged["marrow"] and level.marrow_fall is not None:
        needed.append(_fall("marrow", level.marrow_fall))
    if judged["plasmacytoma"]:
        needed.append(_fall("plasmacytoma", level.plasmacytoma_fall))
    return needed


def _fall(marker: str, fraction: float) -> str:
    return f"{NAMES[marker][0]} down by at least {percent(fraction)}"


def _imaging(facts: MyelomaFacts, v: int) -> str:
    grown = percent(facts.criteria.progression.lesion.fraction)
    return f"PD: a new lesion, growth of one by at least {grown}, or clinical progression was recorded"


_SENTENCES: Final[Mapping[MyelomaClause, Callable[[MyelomaFacts, int], str]]] = {
    MyelomaClause.IMAGING: _imaging,
    MyelomaClause.NOT_EVALUABLE: _not_evaluable,
    MyelomaClause.STRINGENT: _stringent,
    MyelomaClause.COMPLETE: _complete,
    MyelomaClause.VERY_GOOD: _level(Status.VGPR),
    MyelomaClause.PARTIAL: _level(Status.PR),
    MyelomaClause.MINOR: _level(Status.MR),
    MyelomaClause.STABLE: _stable,
}
