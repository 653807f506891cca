"""The sentence of every clause of the AL amyloidosis criteria, with the limits of the edition."""

from collections.abc import Mapping

from ..measured_marker import percent
from ..policies import Policies
from .clauses import AmyloidosisClause
from .criteria import AmyloidosisCriteria, CardiacRules, GradedRules, HematologicRules, LiverRules, RenalRules

Sentences = Mapping[tuple[str, AmyloidosisClause], str]
"""(domain, clause) -> sentence; domains are the fields of `AmyloidosisResolved`."""

_UNUSED = "Not used: on or after the start of new therapy."


def amyloidosis_sentences(criteria: AmyloidosisCriteria, policies: Policies) -> Sentences:
    """What each clause says in each domain."""
    heart = _cardiac(criteria.cardiac)
    kidney = _renal(criteria.renal)
    said = {
        "hematologic": _hematologic(criteria.hematologic, policies),
        "cardiac": heart,
        "renal": kidney,
        "liver": _liver(criteria.liver),
        "graded_cardiac": heart | _graded("NT-proBNP", "ng/L", criteria.graded_cardiac),
        "graded_renal": kidney | _graded("proteinuria", "mg/day", criteria.graded_renal),
    }
    peptide = f"NE: NT-proBNP below {criteria.cardiac.evaluable:g} ng/L or unknown before treatment, or not measured."
    said["graded_cardiac"][AmyloidosisClause.NOT_EVALUABLE] = peptide
    for sentences in said.values():
        sentences[AmyloidosisClause.NEW_THERAPY] = _UNUSED
    return {(domain, clause): text for domain, texts in said.items() for clause, text in texts.items()}


def _hematologic(rules: HematologicRules, policies: Policies) -> dict[AmyloidosisClause, str]:
    more = "more than" if policies.pr_strict else "at least"
    rise = f"rose by at least {percent(rules.progression)} from its lowest earlier value, to more than"
    low, high = rules.normal_ratio
    by_uninvolved = " or skewed by the uninvolved chain" if policies.cr_uninvolved_ratio else ""
    return {
        AmyloidosisClause.RELAPSE: "Progression: after a complete response an M-protein was detected, or the ratio is "
        f"abnormal with an involved chain at least {rules.relapse_factor:g} times its lowest earlier value.",
        AmyloidosisClause.SERUM_RISE: f"Progression: serum M-protein {rise} {rules.serum_above:g} mg/dL.",
        AmyloidosisClause.URINE_RISE: f"Progression: urine M-protein {rise} {rules.urine_above:g} mg/day.",
        AmyloidosisClause.FLC_RISE: f"Progression: the involved light chain {rise} {rules.flc_above:g} mg/L.",
        AmyloidosisClause.COMPLETE: "CR: serum and urine immunofixation negative, and a light chain ratio that is "
        f"normal ({low:g} to {high:g}){by_uninvolved}.",
        AmyloidosisClause.VERY_GOOD: f"VGPR: light chain difference below {rules.very_good_below:g} mg/L.",
        AmyloidosisClause.PARTIAL: f"PR: light chain difference fell by {more} {percent(rules.partial_fall)}.",
        AmyloidosisClause.LOW_PARTIAL: "PR: light chain difference fell from a low baseline "
        f"({rules.assessable_low:g} to {rules.assessable:g} mg/L) to below {rules.low_partial_below:g} mg/L.",
        AmyloidosisClause.NO_RESPONSE: "NR: the light chain difference reaches no response, and nothing progression. "
        f"PR would need a fall by {more} {percent(rules.partial_fall)}, or from a low baseline to below "
        f"{rules.low_partial_below:g} mg/L.",
        AmyloidosisClause.NOT_EVALUABLE: "NE: no light chain difference at this visit, or none of at least "
        f"{rules.assessable_low:g} mg/L before treatment.",
    }


def _cardiac(rules: CardiacRules) -> dict[AmyloidosisClause, str]:
    change = f"more than {percent(rules.change)} and more than {rules.absolute:g} ng/L"
    return {
        AmyloidosisClause.PEPTIDE_RISE: f"Progression: NT-proBNP rose by {change} from baseline, and the kidney did "
        "not worsen.",
        AmyloidosisClause.TROPONIN_RISE: f"Progression: troponin rose by at least {percent(rules.troponin_rise)} "
        "from baseline.",
        AmyloidosisClause.EJECTION_FALL: f"Progression: the ejection fraction fell by at least {rules.ejection_fall:g} "
        "points from baseline.",
        AmyloidosisClause.PEPTIDE_FALL: f"Response: NT-proBNP fell by {change}.",
        AmyloidosisClause.CLASS_FALL: f"Response: the NYHA class fell by at least {rules.nyha_fall:g}.",
        AmyloidosisClause.NO_RESPONSE: f"NR: a response needs a fall of NT-proBNP by {change}, or of NYHA class "
        f"{rules.nyha_evaluable:g} or higher by {rules.nyha_fall:g}; nothing shows progression.",
        AmyloidosisClause.NOT_EVALUABLE: f"NE: NT-proBNP below {rules.evaluable:g} ng/L and NYHA class below "
        f"{rules.nyha_evaluable:g} (or unknown) before treatment, or not measured at this visit.",
    }


def _renal(rules: RenalRules) -> dict[AmyloidosisClause, str]:
    steady = f"eGFR did not fall by more than {percent(rules.filtration_fall)}"
    return {
        AmyloidosisClause.FILTRATION_FALL: f"Progression: eGFR fell by more than {percent(rules.filtration_fall)} "
        "from baseline.",
        AmyloidosisClause.PROTEINURIA_FALL: f"Response: proteinuria fell by at least {percent(rules.fall)}, and "
        f"{steady}.",
        AmyloidosisClause.PROTEINURIA_LOW: f"Response: proteinuria fell to below {rules.below:g} mg/day, and {steady}.",
        AmyloidosisClause.NO_RESPONSE: f"NR: proteinuria fell by less than {percent(rules.fall)} and not to below "
        f"{rules.below:g} mg/day; {steady}.",
        AmyloidosisClause.NOT_EVALUABLE: f"NE: proteinuria not above {rules.evaluable_above:g} mg/day, or unknown, "
        "before treatment, or proteinuria or eGFR missing.",
    }


def _liver(rules: LiverRules) -> dict[AmyloidosisClause, str]:
    return {
        AmyloidosisClause.PHOSPHATASE_FALL: "Response: an abnormal alkaline phosphatase fell by at least "
        f"{percent(rules.phosphatase_fall)}.",
        AmyloidosisClause.SPAN_FALL: f"Response: the liver shrank by at least {rules.span_fall_cm:g} cm.",
        AmyloidosisClause.NO_RESPONSE: "NR: a response needs a fall of abnormal alkaline phosphatase by "
        f"{percent(rules.phosphatase_fall)}, or of liver span by {rules.span_fall_cm:g} cm.",
        AmyloidosisClause.NOT_EVALUABLE: "NE: alkaline phosphatase normal or unknown before treatment and liver span "
        "unknown, or not measured at this visit.",
    }


def _graded(marker: str, unit: str, rules: GradedRules) -> dict[AmyloidosisClause, str]:
    some = percent(rules.partial_fall)
    return {
        AmyloidosisClause.COMPLETE: f"CR: {marker} at most {rules.complete:g} {unit}.",
        AmyloidosisClause.VERY_GOOD: f"VGPR: {marker} fell by more than {percent(rules.very_good_fall)}.",
        AmyloidosisClause.PARTIAL: f"PR: {marker} fell by more than {some}.",
        AmyloidosisClause.NO_RESPONSE: f"NR: {marker} fell by no more than {some}.",
    }
