"""A first draft of a protocol from what a study's tables show; every value says what it was guessed from.

The draft is a valid protocol wherever the facts allow: a person confirms each `guess`, and fills in what no data can
show (`to fill in`), which `check` reports until then.
"""

import json
import re

from ..protocol.checks.names import LONGEST_ID
from .criteria import criteria_section, guess_disease, response_marker
from .facts import DoseFacts, StudyFacts
from .findings import FILL_IN, GUESS

HEADER = """\
# A first draft, made from data by `paraprotein init --from`. Nothing here was read in a protocol document.
# 'guess: ...' says what a value was guessed from; replace the words when it is confirmed.
# 'to fill in: ...' marks what data cannot show; `paraprotein check` reports each until it is replaced.
"""

LONGEST_WINDOW = 3
EDITIONS = ((2010, "ctcae-3.0"), (2018, "ctcae-4.03"))
"""First year in which an edition is no longer the usual one, and the edition; later studies use 5.0."""


def draft_protocol(facts: StudyFacts) -> str:
    """The text of a protocol file."""
    disease, why = guess_disease(facts)
    sections = [
        ["schema: 1", ""],
        _study(facts, disease, why),
        _population(facts),
        _treatment(facts.doses, facts.visit_days),
        _visits(facts),
        _assays(facts),
        _toxicity(facts),
        criteria_section(facts, disease, why),
        _endpoints(facts, disease),
    ]
    return HEADER + "\n".join(line for section in sections for line in section) + "\n"


def quoted(text: str) -> str:
    """Text on one line as YAML takes it."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def guess(value: str, seen: str) -> str:
    """A value that data suggest."""
    return f"{{value: {value}, assumed: {quoted(GUESS + seen)}}}"


def fill_in(value: str, what: str) -> str:
    """A placeholder for what the data do not show."""
    return f"{{value: {value}, assumed: {quoted(FILL_IN + what)}}}"


def short_id(text: str) -> str:
    """STUDYID as a protocol takes it: plain characters, and not too many; the title keeps the whole."""
    plain = re.sub(r"[^A-Za-z0-9 ._/-]+", "-", text).lstrip(" ._/-")[:LONGEST_ID].rstrip(" -")
    return plain or "STUDY"


def _study(facts: StudyFacts, disease: str, why: str) -> list[str]:
    return [
        "study:",
        f"  id: {quoted(short_id(facts.study))}",
        f"  title: {fill_in(quoted('Study ' + facts.study), 'the title of the study')}",
        f"  disease: {guess(disease, why)}",
        "",
    ]


def _population(facts: StudyFacts) -> list[str]:
    people = f"{facts.subjects} patients in the data"
    lines = ["population:", f"  enrolled: {guess(str(facts.subjects), people)}", "  characteristics:"]
    lines += _spread("age_years", facts.age, "age of the patients", (65, 18, 95))
    lines += _spread("prior_therapies", facts.prior, "number of prior therapies", (1, 0, 10))
    if facts.relapsed is not None and facts.refractory is not None:
        lines.append(f"    relapsed: {guess(str(facts.relapsed), 'DISSTAT RELAPSED in DM')}")
        lines.append(f"    refractory: {guess(str(facts.refractory), 'DISSTAT REFRACTORY in DM')}")
    else:
        lines.append(f"    relapsed: {fill_in(str(facts.subjects), 'how many had relapsed disease')}")
        lines.append(f"    refractory: {fill_in('0', 'how many had refractory disease')}")
    men = fill_in("50 %", "the share of men") if facts.male is None else guess(f"{100 * facts.male:.0f} %", "SEX in DM")
    return [*lines, f"    male: {men}", ""]


def _spread(name: str, seen: tuple[float, float, float] | None, what: str, stand_in: tuple[int, int, int]) -> list[str]:
    median, low, high = seen or stand_in
    known = quoted(f"{GUESS}{what} in DM" if seen else f"{FILL_IN}{what}, median and range")
    return [f"    {name}: {{median: {median:g}, low: {low:g}, high: {high:g}, assumed: {known}}}"]


def _treatment(doses: DoseFacts | None, visit_days: int | None) -> list[str]:
    rules = fill_in("[]", "the dose rules for toxicity; without them every lower dose is allowed")
    if doses is None:
        return [
            "treatment:",
            f"  drug: {fill_in('UNKNOWN', 'the drug; no dose was found')}",
            f"  route: {fill_in('oral', 'the route; no dose was found')}",
            f"  levels: {fill_in('[1 mg]', 'the permitted doses; no dose was found')}",
            f"  every: {fill_in('1 day', 'the dosing interval; no dose was found')}",
            f"  start: {fill_in('1 mg', 'the first dose; no dose was found')}",
            f"  toxicity: {rules}",
            "  stop:",
            f"    after: {fill_in('24 months', 'the longest treatment; no dose was found')}",
            "",
        ]
    rise = doses.rise
    levels = ", ".join(f"{level:g} mg" for level in doses.levels_mg)
    longest = doses.longest_days + (visit_days or 28)
    others = f"; other treatments in EX: {', '.join(doses.others[:5])}" if doses.others else ""
    every = guess(_days(doses.every_days), f"EXDOSFRQ {doses.frequency}") if doses.frequency else fill_in(
        "1 day", "the dosing interval; EXDOSFRQ does not give it")  # fmt: skip
    first = f"first dose of {doses.started} of {doses.treated} patients"
    lines = [
        "treatment:",
        f"  drug: {guess(quoted(doses.drug), 'EXTRT of most records with a dose' + others)}",
        f"  route: {_route(doses.route)}",
        f"  levels: {guess(f'[{levels}]', 'every dose in EX; doses that were permitted and never given are missing')}",
        f"  every: {every}",
        f"  start: {guess(f'{doses.start_mg:g} mg', first)}",
    ]
    if rise:
        seen = f"raised so in {rise[2]} of {doses.treated} patients"
        lines += ["  escalate:", f"    assumed: {quoted(GUESS + seen)}"]
        lines += [f"    after: {_planned_day(rise[0], visit_days)} days", f"    to: {rise[1]:g} mg"]
    longest_seen = f"the longest treatment seen, {doses.longest_days} days, and one visit interval"
    return [*lines, f"  toxicity: {rules}", "  stop:", f"    after: {guess(f'{longest} days', longest_seen)}", ""]


def _planned_day(day: int, visit_days: int | None) -> int:
    """The day of a visit where one is as near as visits may lie from their day."""
    nearest = visit_days * round(day / visit_days) if visit_days else 0
    return nearest if nearest and abs(day - nearest) <= LONGEST_WINDOW else day


def _days(days: float) -> str:
    return f"{days:g} day{'' if days == 1 else 's'}" if days >= 1 else f"{24 * days:g} hours"


def _route(route: str) -> str:
    if route in ("oral", ""):
        return guess("oral", "EXROUTE") if route else fill_in("oral", "the route; EXROUTE does not give it")
    return fill_in("oral", f"EXROUTE is {route}; only oral is known here, which analyses of data do not use")


def _visits(facts: StudyFacts) -> list[str]:
    if facts.visit_days is None:
        every, window = fill_in("28 days", "the interval between visits; no patient has two"), 0
    else:
        names = f"; planned visits: {', '.join(facts.planned[:8])}" if facts.planned else ""
        seen = f"the usual time between days with laboratory results{names}"
        every, window = guess(f"{facts.visit_days} days", seen), min(LONGEST_WINDOW, (facts.visit_days - 1) // 2)
    permitted = fill_in(f"{window} days", "how far a visit may lie from its day")
    return ["visits:", f"  every: {every}", f"  window: {permitted}", ""]


def _assays(facts: StudyFacts) -> list[str]:
    marker = response_marker(facts)
    lines = ["assays:"]
    for assay in facts.assays:
        seen = f"{GUESS}{assay.results} results of {assay.subjects} patients"
        lines += [f"  {assay.code}:", f"    assumed: {quoted(seen)}", f"    name: {quoted(assay.name)}"]
        lines.append(f"    unit: {quoted(assay.unit)}")
        lines += [f"    low_normal: {assay.low_normal:g}"] if assay.low_normal is not None else []
        lines += [f"    high_normal: {assay.high_normal:g}"] if assay.high_normal is not None else []
        lines += [f"    method: {quoted(assay.method)}"] if assay.method else []
        if assay.low_normal is None and assay.high_normal is None:
            lines.append(
                "    # low_normal and high_normal: the data give none; grades that rest on them need them here"
            )
    if marker not in {assay.code for assay in facts.assays}:
        what = quoted(f"{FILL_IN}the paraprotein marker; no test in the data is one that is known here")
        lines += [f"  {marker}:", f"    assumed: {what}", "    name: Immunoglobulin M", "    unit: mg/dL"]
    lines += [f"  # not drafted: {reason}" for reason in facts.left_out]
    return [*lines, ""]


def _toxicity(facts: StudyFacts) -> list[str]:
    year = facts.first_year
    edition = next((name for before, name in EDITIONS if year is not None and year < before), "ctcae-5.0")
    when = f"the edition usual in {year}, the year of the first dose" if year else "the newest usual edition"
    lines = ["toxicity:", f"  grading: {guess(edition, when)}"]
    if facts.toxicities:
        seen = "toxicities that laboratory results or adverse events show"
        lines.append(f"  terms: {guess('[' + ', '.join(facts.toxicities) + ']', seen)}")
    lines += [f"  # frequent adverse events beside them: {', '.join(facts.events)}"] if facts.events else []
    return [*lines, ""]


def _endpoints(facts: StudyFacts, disease: str) -> list[str]:
    wanted = ["characteristics", "follow-up"]
    wanted += ["marker at best response"] if disease == "waldenstrom" else []
    wanted += ["best response", "time to response", "time to progression", "progression-free survival", "toxicity"]
    wanted += ["dose intensity"] if facts.doses is not None else []
    return ["endpoints:", f"  assumed: {quoted(FILL_IN + 'which endpoints the protocol names')}",
            f"  value: [{', '.join(wanted)}]"]  # fmt: skip
