"""What every result means: label, unit, population and the rule behind it, keyed by id.

Ids are stable. `{marker}` is the serum marker's code in lower case (myeloma: `marker`, AL amyloidosis: `dflc`),
`{biomarker}` for a laboratory code in lower case, `{term}` for a toxicity of the protocol.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType

from ..adam.adrs.response_tables import DOMAINS, GRADED, ORGANS
from ..adam.adtte.censoring import PRIMARY, RULES
from ..protocol.event_groups import event_groups, key_of_name
from ..protocol.schema import Protocol
from ..protocol.stopping_rules import rule_key, stopping_boundaries
from ..toxicity.terms import term_named
from .event_properties import PROPERTIES
from .response_levels import GRADES, NAMES, ResponseLevels, marker_figures, response_levels

METHODS: Mapping[str, str] = MappingProxyType(
    {
        "count": "patients counted; Clopper-Pearson 95 % limits of the proportion",
        "proportion": "proportion; Clopper-Pearson 95 % limits",
        "median": "median, the mean of the middle two where their number is even",
        "minimum": "smallest value",
        "maximum": "largest value",
        "signed-rank": "Wilcoxon signed-rank test, two-sided; exact given the ties up to 50 differences, zeros dropped",
        "hodges-lehmann": "Hodges-Lehmann estimate of the paired difference, exact 95 % interval",
        "paired-ratio": "ratio of geometric means, 95 % interval of the paired t-test on logarithms",
        "rank-sum": "Wilcoxon rank-sum test, two-sided; exact given the ties up to 50 values",
        "spearman": "Spearman rank correlation; p exact up to 9 pairs without ties, else by the t approximation",
        "log-rank": "log-rank test, two-sided",
        "kaplan-meier": "Kaplan-Meier median in months, the midpoint where the curve is level at one half; log-log "
        "95 % interval; N is the number of events",
        "reverse-kaplan-meier": "median of the reverse Kaplan-Meier curve in months; log-log 95 % interval; N is the "
        "number still followed",
        "stopping-rule": "patients with a first dose when the study reached the rule's boundary; outcomes count from "
        "the day on which they are known",
    }
)  # fmt: skip
"""METHOD of an estimate -> what was done."""


@dataclass(frozen=True)
class Entry:
    """One result.

    Attributes:
        id: stable id, or a template with `{marker}`, `{biomarker}` or `{term}`.
        label: for people.
        unit: `patients` for a count, `1` for a proportion or p value.
        population: whose result it is.
        section: heading under which a report shows it.
        note: what a reader must know to read it rightly.
    """

    id: str
    label: str
    unit: str
    population: str
    section: str
    note: str = ""

    def as_record(self) -> dict[str, str]:
        """The entry as plain data."""
        return asdict(self)


def describe_figures(protocol: Protocol) -> tuple[Entry, ...]:
    """The entries of every result that an analysis under this protocol gives, in their order."""
    marker, counted = marker_figures(protocol), response_levels(protocol)
    entries: list[Entry] = [*CHARACTERISTICS, *FOLLOW_UP]
    compared = [entry for entry in MARKER if not (marker.is_relative and "_baseline_" in entry.id)]
    entries += _filled((*compared, *FALLS), "{marker}", marker.prefix, marker.label, marker.unit)
    same_as_primary = f"_death_{protocol.response.duration_of_response_death}_median"
    entries += _response_entries(counted)
    if counted.judges_organs:
        entries += _organ_entries()
        if protocol.response.graded_organ_response:
            entries += _grade_entries()
    entries += [entry for entry in TIMES if not entry.id.endswith(same_as_primary)]
    entries.append(UNGRADED)
    for term in protocol.toxicity.terms:
        entries += _toxicity_entries(term)
    entries += _event_entries(protocol)
    entries += EXPOSURE
    for biomarker in protocol.biomarkers:
        assay = protocol.assays.get(biomarker.analyte)
        entries += _filled(
            BIOMARKER,
            "{biomarker}",
            biomarker.analyte.lower(),
            NAMES.get(biomarker.analyte, biomarker.analyte.capitalize()),
            assay.unit if assay else "",
        )
    return (*entries, *_stopping_entries(protocol))


def _stopping_entries(protocol: Protocol) -> Iterator[Entry]:
    boundaries = stopping_boundaries(protocol)
    for rule in protocol.stopping or ():
        prefix, note = f"stop_{rule_key(rule)}", f"the study stops at {boundaries[rule.name]}"
        known = ("evaluable" if rule.event == "no response" else "treated") + ", outcome known"
        label = f"{rule.name}: {rule.event} within {rule.within:.0f} days"
        yield Entry(f"{prefix}_events", label, "patients", known, "Stopping rules", note)
        label = f"{rule.name}: patients treated when the boundary was reached"
        yield Entry(f"{prefix}_after", label, "patients", "treated", "Stopping rules", note)


def _filled(templates: Iterable[Entry], key: str, prefix: str, label: str, unit: str) -> list[Entry]:
    return [
        replace(
            entry,
            id=entry.id.replace(key, prefix),
            label=entry.label.replace(key, label),
            unit=unit if entry.unit == "marker" else entry.unit,
        )
        for entry in templates
    ]


_BIAS_BEST = (
    "the best of several noisy values falls even without a drug: read it beside the fixed time and the last visit"
)
_BIAS_GUARANTEE = (
    "counted from the first dose: a responder must have stayed without progression until the response (guarantee-time "
    "bias); duration of response is reported beside it"
)


def _spread(prefix: str, label: str, unit: str, population: str, section: str, note: str = "") -> tuple[Entry, ...]:
    return tuple(
        Entry(f"{prefix}_{ending}", f"{label}, {word}", unit, population, section, note)
        for ending, word in (("median", "median"), ("min", "smallest"), ("max", "largest"))
    )


def _toxicity_entries(term: str) -> list[Entry]:
    label = term_named(term).name.capitalize()
    ways = {
        "grade": ("worst grade under treatment", ""),
        "emergent": ("treatment-emergent", "only where the worst grade exceeds the grade at baseline"),
        "ae": ("as adverse events report it", "treatment-emergent adverse events, their own grade"),
    }
    return [
        Entry(
            f"{term}_{way}{grade}", f"{label}, grade {grade} or more, {words}", "patients", "treated", "Toxicity", note
        )
        for way, (words, note) in ways.items()
        for grade in (2, 3)
    ]


def _event_entries(protocol: Protocol) -> Iterator[Entry]:
    """Adverse events of each kind, lists of special interest, deaths."""
    yield Entry("ae_any", "Any adverse event", "patients", "treated", "Adverse events", _EMERGENT)
    for name, kind in PROPERTIES.items():
        note = _UNSTATED if name.startswith("RELATED") else ""
        yield Entry(f"ae_{name.lower()}", f"Adverse event, {kind.label}", "patients", "treated", "Adverse events", note)
    for group in event_groups(protocol):
        label = f"{group.name[0].upper()}{group.name[1:]}, of special interest"
        yield Entry(f"aesi_{key_of_name(group.name)}", label, "patients", "treated", "Adverse events")
    yield Entry("deaths", "Deaths", "patients", "treated", "Adverse events", "at any time")
    label, note = "Deaths under treatment", "up to the last dose plus the emergent window"
    yield Entry("deaths_under_treatment", label, "patients", "treated", "Adverse events", note)


_EMERGENT = "adverse events that began under treatment, up to the last dose plus the emergent window"
_UNSTATED = "an event whose relation is not stated counts as related"

CHARACTERISTICS = (
    Entry("enrolled", "Patients enrolled", "patients", "enrolled", "Patients"),
    *_spread("age", "Age", "years", "enrolled", "Patients"),
    *_spread("prior_therapies", "Prior therapies", "therapies", "enrolled", "Patients"),
    Entry("relapsed", "Relapsed disease", "patients", "enrolled, status known", "Patients"),
    Entry("refractory", "Refractory disease", "patients", "enrolled, status known", "Patients"),
    Entry("male", "Men", "patients", "enrolled, sex known", "Patients"),
    Entry("treated", "Patients treated", "patients", "enrolled", "Patients"),
    Entry("evaluable", "Response-evaluable patients", "patients", "enrolled", "Patients"),
    Entry("not_treated", "Not response-evaluable: not treated", "patients", "enrolled", "Patients"),
    Entry("no_baseline", "Not response-evaluable: no valid baseline", "patients", "enrolled", "Patients"),
    Entry("no_later_value", "Not response-evaluable: no value after baseline", "patients", "enrolled", "Patients"),
)

FOLLOW_UP = (
    *_spread("follow_up", "Follow-up, observed", "months", "evaluable", "Patients", "from first dose to last contact"),
    Entry("follow_up_reverse_km", "Follow-up, reverse Kaplan-Meier", "months", "evaluable", "Patients"),
)  # fmt: skip


def _compared(part: str, words: str, note: str = "") -> tuple[Entry, ...]:
    def entry(ending: str, label: str, unit: str) -> Entry:
        return Entry(f"{{marker}}_{part}_{ending}", f"{{marker}} {words}, {label}", unit, "evaluable", "Marker", note)

    return (
        entry("median", "median", "marker"),
        entry("p", "p against baseline", "1"),
        entry("change", "typical change from baseline", "marker"),
        entry("ratio", "ratio to baseline", "1"),
    )


MARKER = (
    *_spread("{marker}_baseline", "{marker} before treatment", "marker", "evaluable", "Marker"),
    *_compared("best", "at best response", _BIAS_BEST),
    *_compared("fixed", "at the fixed time"),
    *_compared("last", "at the last visit"),
)

FALLS = tuple(
    Entry(f"{{marker}}_fall_{percent}{ending}", f"{{marker}} fall of at least {percent} %{words}", "patients",
          population, "Response", f"by the lowest value before progression and new therapy; cumulative; {_BIAS_BEST}")
    for percent in (25, 50, 90)
    for ending, words, population in (("", "", "evaluable"), ("_itt", ", of all enrolled", "enrolled"))
)  # fmt: skip

_READINGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "": ("", "by the protocol's criteria"),
        "_confirmed": (", upheld by the next visit", "confirmed by the next visit that can be judged"),
        "_unconfirmed": (", without confirmation", "the criteria ask for two consecutive assessments: this does not"),
    }
)
"""Ending of an id -> words of its label, note."""


def _response_entries(counted: ResponseLevels) -> Iterator[Entry]:
    for level in counted.levels:
        for end in counted.readings:
            words, note = _READINGS[end]
            yield Entry(f"{level.id}{end}", f"{level.label}{words}", "patients", "evaluable", "Response", note)
        for end in counted.readings:
            words, note = (
                f"{_READINGS[end][0]}, of all enrolled",
                "" if end else "patients who are not response-evaluable count as non-responders",
            )
            yield Entry(f"{level.id}{end}_itt", f"{level.label}{words}", "patients", "enrolled", "Response", note)
    yield Entry("stable_disease", counted.stable, "patients", "evaluable", "Response")
    yield Entry("progression_as_best", "Progression as best response", "patients", "evaluable", "Response")
    yield Entry("not_evaluable_best", "No visit that could be judged", "patients", "evaluable", "Response")


def _organ_entries() -> Iterator[Entry]:
    for code in ORGANS:
        name = DOMAINS[code]
        label, note = f"{name.capitalize()} response", "each domain by itself, never pooled"
        whose = f"treated, {name} domain judged and assessed again"
        yield Entry(f"{name}_response", label, "patients", whose, "Response", note)
        enrolled = f"enrolled, {name} domain judged"
        yield Entry(f"{name}_response_itt", f"{label}, of all enrolled", "patients", enrolled, "Response", note)
        assessed = f"treated, {name} domain assessed again"
        yield Entry(f"{name}_progression", f"{name.capitalize()} progression", "patients", assessed, "Response", note)
        yield from _spread(f"time_to_{name}_response", f"Time to {name} response", "months", "responders", "Time")


def _grade_entries() -> Iterator[Entry]:
    for code in GRADED:
        name = DOMAINS[code]
        whose = f"treated, {name} domain judged and assessed again"
        for grade in GRADES:
            label = f"{name.capitalize()} response, {grade}{'' if grade == 'CR' else ' or better'}"
            note = "by depth of the fall, each domain by itself"
            yield Entry(f"{name.replace(' ', '_')}_{grade.lower()}", label, "patients", whose, "Response", note)


def _progression_entries() -> tuple[Entry, ...]:
    return tuple(
        Entry(
            f"{name}{'' if rules is PRIMARY else '_' + rules.name.replace('-', '_')}_median",
            label if rules is PRIMARY else f"{label}; {rules.title}",
            "months",
            "evaluable",
            "Time",
            rules.title,
        )
        for name, label in (("ttp", "Time to progression"), ("pfs", "Progression-free survival"))
        for rules in RULES
    )


TIMES = (
    *_spread("time_to_response", "Time to response of responders", "months", "responders", "Time"),
    *_spread("time_to_pr", "Time to partial response or better", "months", "responders at this level", "Time"),
    *_spread("ttp_responders", "Time to progression of responders, observed", "months", "responders", "Time",
             f"observed times, censored ones as they are; {_BIAS_GUARANTEE}"),
    Entry("ttp_responders_km", "Time to progression of responders", "months", "responders", "Time", _BIAS_GUARANTEE),
    *_progression_entries(),
    *(
        entry
        for name, label, population in (
            ("dor", "Duration of response", "responders"),
            ("dor_pr", "Duration of partial response or better", "responders at this level"),
        )
        for entry in (
            *_spread(f"{name}_observed", f"{label}, observed", "months", population, "Time"),
            Entry(f"{name}_median", label, "months", population, "Time", "death as the protocol says"),
            Entry(f"{name}_death_event_median", f"{label}; death is an event", "months", population, "Time"),
            Entry(f"{name}_death_censor_median", f"{label}; death is censored", "months", population, "Time"),
        )
    ),
    *(
        Entry(f"landmark_ttp_{name}_median", f"Time to progression from the fixed time on, {words}", "months",
              "evaluable, without progression at the fixed time", "Time", "free of guarantee-time bias")
        for name, words in (("responders", "of responders by then"), ("others", "of the others"))
    ),
    Entry("landmark_ttp_p", "Time to progression from the fixed time on, by response, p", "1",
          "evaluable, without progression at the fixed time", "Time"),
    Entry("os_median", "Overall survival", "months", "treated", "Time"),
    Entry("ttnt_median", "Time to next treatment or death", "months", "treated", "Time"),
    Entry("ttf_median", "Time to treatment failure", "months", "treated", "Time"),
)  # fmt: skip

UNGRADED = Entry(
    "events_without_grade", "Patients with an adverse event that nobody graded", "patients", "treated", "Toxicity"
)

EXPOSURE = (
    *_spread("treatment_duration", "Duration of treatment", "months", "treated", "Exposure"),
    *_spread("rdi", "Relative dose intensity, of the planned schedule", "%", "treated", "Exposure"),
    *_spread("rdi_first", "Relative dose intensity, of the first dose", "%", "treated", "Exposure"),
    *_spread("rdi_highest", "Relative dose intensity, of the highest planned dose", "%", "treated", "Exposure"),
    *_spread("adi", "Actual dose intensity", "mg/day", "treated", "Exposure"),
    *_spread("cumulative_dose", "Cumulative dose", "mg", "treated", "Exposure"),
    *_spread("dose_when_dosed", "Average dose on days with drug", "mg/day", "treated", "Exposure"),
    Entry("held", "Treatment held at least once", "patients", "treated", "Exposure"),
    Entry("reduced", "Dose reduced at least once", "patients", "treated", "Exposure"),
    Entry("escalated", "Dose raised as planned", "patients", "treated", "Exposure"),
)

BIOMARKER = (
    *_spread("{biomarker}_before", "{biomarker} before treatment", "marker", "measured twice", "Biomarkers"),
    *_spread("{biomarker}_after", "{biomarker} under treatment", "marker", "measured twice", "Biomarkers"),
    Entry("{biomarker}_p", "{biomarker} before and under treatment, p", "1", "measured twice", "Biomarkers"),
    Entry("{biomarker}_change", "{biomarker}, typical change", "marker", "measured twice", "Biomarkers"),
    Entry("{biomarker}_ratio", "{biomarker}, ratio to baseline", "1", "measured twice", "Biomarkers"),
    Entry("{biomarker}_all_fell", "Patients whose {biomarker} fell", "1", "measured twice", "Biomarkers"),
    Entry("{biomarker}_response_p", "{biomarker} fall and response, p", "1", "evaluable, measured twice", "Biomarkers"),
    Entry("{biomarker}_response_rho", "{biomarker} fall and marker fall, rank correlation", "1",
          "evaluable, measured twice", "Biomarkers"),
    Entry("{biomarker}_response_rho_p", "{biomarker} fall and marker fall, p", "1", "evaluable, measured twice",
          "Biomarkers"),
)  # fmt: skip
