"""The one protocol file: its fields, described once.

JSON Schema, reference page and error messages come from these declarations. A field whose default is not the trial's
own statement is reported by `explain` as `default`; a value written as `{value: ..., assumed: reason}` is `assumed`;
`{value: ..., calibrated: file}` is `calibrated`; everything else is `stated`.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..response.roles import DEFAULT_CODES
from .quantities import Days, Interval, Milligrams, Probability, Proportion, Rate

Count = Annotated[int, Field(strict=True, ge=0)]
Positive = Annotated[int, Field(strict=True, ge=1)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Flag = Annotated[bool, Field(strict=True)]


class Section(BaseModel):
    """Base of every section: unknown fields are refused, values do not change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Study(Section):
    """What the study is and where it was published."""

    id: str = Field(description="short identifier, becomes STUDYID", examples=["IMATINIB-WM-2007"], min_length=1)
    title: str = Field(description="full title")
    disease: Literal["waldenstrom", "myeloma", "al-amyloidosis"] = Field(description="disease under treatment")
    source: str = Field(default="", description="publication that the protocol is read from")


class Spread(Section):
    """A published median and range."""

    median: Number = Field(description="median in the population")
    low: Number = Field(description="smallest value")
    high: Number = Field(description="largest value")


class Characteristics(Section):
    """Baseline characteristics that the publication reports."""

    age_years: Spread = Field(description="age at entry, years")
    prior_therapies: Spread = Field(description="number of prior therapies")
    relapsed: Count = Field(description="patients with relapsed disease")
    refractory: Count = Field(description="patients with refractory disease")
    male: Probability = Field(description="proportion of men", examples=["62 %"])


class Eligibility(Section):
    """One entry condition on a screening laboratory value."""

    analyte: str = Field(description="LBTESTCD of the test", examples=["NEUT"])
    at_least: Number | None = Field(default=None, description="lower limit, in the unit of the assay")
    at_most: Number | None = Field(default=None, description="upper limit, in the unit of the assay")


class Population(Section):
    """Who is enrolled."""

    enrolled: Positive = Field(description="patients enrolled", examples=[28])
    characteristics: Characteristics = Field(description="published baseline characteristics")
    eligibility: tuple[Eligibility, ...] = Field(default=(), description="entry conditions on laboratory values")


class VirtualPatients(Section):
    """Which mechanistic model makes the virtual patients; the analysis never reads this section."""

    model: str = Field(description="name of the disease-drug model", examples=["imatinib-wm"])
    population: str = Field(description="population file beside the protocol, or a bundled one", examples=["mixed"])


class Escalation(Section):
    """Planned rise of the dose."""

    after: Days = Field(description="time since first dose", examples=["28 days"])
    to: Milligrams = Field(description="new daily dose", examples=["600 mg"])
    unless: tuple[Literal["held", "reduced"], ...] = Field(
        default=("held", "reduced"), description="dose changes for toxicity that cancel the rise"
    )


class DoseRule(Section):
    """One rule for toxicity: the first rule whose condition holds decides."""

    when: str = Field(alias="if", description="condition on laboratory values or adverse-event grades",
                      examples=["NEUT < 1.0 or PLAT < 50", "EDEMA grade >= 3"])  # fmt: skip
    action: Literal["continue", "hold", "reduce", "stop"] = Field(description="what happens to the dose")
    until: str = Field(default="", description="condition that ends a hold", examples=["NEUT >= 1.5 and PLAT >= 75"])
    then: Literal["same dose", "reduce"] = Field(default="same dose", description="dose after the first hold")
    again: Literal["same dose", "reduce", "stop"] = Field(
        default="reduce", description="dose after a later hold by the same rule"
    )


class Stopping(Section):
    """What ends study treatment."""

    after: Days = Field(description="longest treatment", examples=["24 months"])
    at: tuple[Literal["progression", "unacceptable toxicity", "withdrawal", "death"], ...] = Field(
        default=("progression", "unacceptable toxicity", "withdrawal", "death"), description="events that end treatment"
    )
    longest_hold: Days = Field(default=56.0, description="a longer hold ends treatment", examples=["56 days"])


class Treatment(Section):
    """Dose, schedule and dose rules."""

    drug: str = Field(description="drug name, becomes EXTRT")
    route: Literal["oral"] = Field(description="route of administration")
    levels: tuple[Milligrams, ...] = Field(description="permitted doses per administration, lowest first", min_length=1)
    every: Interval = Field(description="dosing interval", examples=["1 day"])
    start: Milligrams = Field(description="first dose")
    escalate: Escalation | None = Field(default=None, description="planned rise of the dose")
    toxicity: tuple[DoseRule, ...] = Field(default=(), description="dose rules; the first that fires decides")
    stop: Stopping = Field(description="what ends study treatment")


class Visits(Section):
    """When patients are seen."""

    every: Interval = Field(description="interval between visits", examples=["28 days"])
    window: Days = Field(default=0.0, description="a visit may fall this much earlier or later", examples=["3 days"])
    screening: Days = Field(default=14.0, description="screening visit, days before first dose", examples=["14 days"])
    follow_up: Days = Field(default=30.0, description="observation after the last dose", examples=["30 days"])
    missed: Probability = Field(default=0.0, description="probability that a visit is missed", examples=["5 %"])


class Assay(Section):
    """One laboratory test."""

    name: str = Field(description="LBTEST", examples=["Immunoglobulin M"])
    unit: str = Field(description="unit of the results", examples=["mg/dL"])
    every: Interval | Literal["visit"] = Field(default="visit", description="interval; `visit` means at each visit")
    cv: Proportion = Field(default=0.0, description="within-patient coefficient of variation", examples=["8 %"])
    lower_limit: Number | None = Field(default=None, ge=0, description="limit of quantitation, in the assay's unit")
    low_normal: Number | None = Field(default=None, description="lower limit of normal, in the assay's unit")
    high_normal: Number | None = Field(default=None, description="upper limit of normal, in the assay's unit")
    decimals: Count = Field(default=2, le=6, description="decimals that the laboratory reports")
    method: str = Field(default="", description="LBMETHOD", examples=["NEPHELOMETRY"])


class Toxicity(Section):
    """How toxicity is graded and counted."""

    grading: Literal["ctcae-3.0", "ctcae-4.03", "ctcae-5.0", "ctcae-6.0"] = Field(description="edition of the CTCAE")
    terms: tuple[str, ...] = Field(
        default=("anemia", "leucopenia", "neutropenia", "thrombocytopenia", "edema"), description="terms reported"
    )
    emergent_window: Days = Field(default=30.0, description="days after the last dose that still count as on treatment")


def _code(role: str, measured: str) -> Any:
    return Field(default=DEFAULT_CODES[role], description=f"LBTESTCD of {measured}", pattern="^[A-Z][A-Z0-9]{0,7}$")


class Analytes(Section):
    """Which laboratory test plays which part in criteria of several markers: myeloma and AL amyloidosis."""

    serum: str = _code("serum", "serum M-protein")
    urine: str = _code("urine", "urine M-protein in 24 hours")
    kappa: str = _code("kappa", "free kappa light chain")
    lambda_: str = Field(
        alias="lambda", default=DEFAULT_CODES["lambda_"], description="LBTESTCD of free lambda light chain",
        pattern="^[A-Z][A-Z0-9]{0,7}$",
    )  # fmt: skip
    serum_immunofixation: str = _code("serum_immunofixation", "serum immunofixation, NEGATIVE or POSITIVE")
    urine_immunofixation: str = _code("urine_immunofixation", "urine immunofixation, NEGATIVE or POSITIVE")
    marrow: str = _code("marrow", "plasma cells of all marrow cells (myeloma)")
    circulating: str = _code("circulating", "circulating plasma cells (myeloma)")
    clonal_cells: str = _code(
        "clonal_cells", "clonal plasma cells by immunohistochemistry, NEGATIVE or POSITIVE (myeloma)"
    )
    nt_probnp: str = _code("nt_probnp", "NT-proBNP (AL amyloidosis)")
    troponin: str = _code("troponin", "troponin (AL amyloidosis)")
    ejection_fraction: str = _code("ejection_fraction", "left ventricular ejection fraction (AL amyloidosis)")
    proteinuria: str = _code("proteinuria", "urine protein in 24 hours (AL amyloidosis)")
    filtration: str = _code("filtration", "estimated glomerular filtration rate (AL amyloidosis)")
    phosphatase: str = _code("phosphatase", "alkaline phosphatase (AL amyloidosis)")
    liver_span: str = _code("liver_span", "liver span (AL amyloidosis)")


class Response(Section):
    """Response criteria and the policies that the consensus papers leave open."""

    criteria: Literal[
        "abstract-2007", "iwwm-2", "iwwm-3", "iwwm-6", "iwwm-11", "imwg-2016", "al-2012"
    ] = Field(description="edition of the criteria")  # fmt: skip
    marker: str = Field(
        default="IGM", description="LBTESTCD of the serum marker; myeloma and AL amyloidosis read `analytes` instead"
    )
    unit: str = Field(default="mg/dL", description="unit in which the rules are applied: mg/dL")
    analytes: Analytes | None = Field(
        default=None,
        description="laboratory tests of criteria that rest on several markers; left out: the codes listed there",
    )
    confirm_response: Literal["none", "consecutive"] = Field(
        default="none",
        description="Waldenström: confirmation of responses; in myeloma the next assessment always confirms",
    )
    baseline_days: Days | None = Field(
        default=None,
        description="oldest baseline value before first dose; left out: the last one before it, however old",
        examples=["28 days"],
    )
    duplicates: Literal["worst", "mean", "last"] = Field(default="worst", description="several values on one day")
    measurable_min: Number = Field(default=0.0, ge=0, description="smallest baseline that can be judged, mg/dL")
    high_normal: Number = Field(
        default=230.0, gt=0, description="upper limit of normal IgM when the lab gives none, mg/dL"
    )
    vgpr_normal_igm: Flag = Field(default=True, description="IWWM-11: a normal IgM is a VGPR")
    flare_window: Days = Field(default=112.0, description="after anti-CD20: rises are flare, not progression")
    plasmapheresis_window: Days = Field(default=28.0, description="values after plasma exchange are not evaluable")
    rebound_window: Days = Field(
        default=0.0,
        description="rise while a rebound-prone drug is held: confirmed only this long after its restart; "
        "0 days switches it off",
    )
    duration_of_response_death: Literal["event", "censor"] = Field(
        default="event", description="death without progression"
    )
    stable_min: Days = Field(default=0.0, description="shortest stable disease that counts", examples=["0 days"])
    nadir: Literal["lowest", "lowest_confirmed"] | None = Field(
        default=None,
        description="lowest value that progression is measured from; left out: lowest in Waldenström, "
        "lowest confirmed (by the next value) in myeloma",
    )
    progression_gap: Days | None = Field(
        default=None,
        description="shortest time between a rise and the sample that confirms it; left out: as the criteria say",
        examples=["21 days"],
    )
    pr_strict: Flag = Field(
        default=True, description="AL amyloidosis: a partial response needs a fall of more than, not exactly, 50 %"
    )
    cr_uninvolved_ratio: Flag = Field(
        default=False,
        description="AL amyloidosis: complete response also when only the uninvolved light chain skews the ratio",
    )
    # left out of the dump, and so of the digest, while it is off: protocols from before it keep their digest
    graded_organ_response: Flag = Field(
        default=False,
        description="AL amyloidosis: response of heart and kidney graded CR, VGPR, PR beside the response of 2012",
        exclude_if=lambda graded: graded is False,
    )

    def code_of(self, role: str) -> str:
        """LBTESTCD that plays a role of `paraprotein.response.roles`."""
        return str(getattr(self.analytes or Analytes(), role))


class Evaluable(Section):
    """Which patients count for response."""

    baseline: Flag = Field(default=True, description="a valid, measurable baseline is needed")
    later_values: Count = Field(default=1, description="valid marker values needed after baseline")
    early_progression_counts: Flag = Field(
        default=True,
        description="death from disease or clinical progression before the first value counts as evaluable",
    )


class StopAt(Section):
    """One row of a stopping table."""

    events: Positive = Field(description="the study stops when at least so many patients had the event", examples=[3])
    of: Positive = Field(description="of this many first patients; between two rows the later one applies")


class BetaPrior(Section):
    """What is known of a rate beforehand, as if `a` events and `b` patients without one had been seen."""

    a: Number = Field(description="first parameter, as many events", gt=0, examples=[0.3])
    b: Number = Field(description="second parameter, as many patients without the event", gt=0, examples=[0.7])


class PosteriorBoundary(Section):
    """Stop when the rate is probably too high, judged after each patient (Thall and Simon 1994, Geller et al. 2003)."""

    rate: Rate = Field(description="highest acceptable rate of the event", examples=["30 %"])
    exceeded: Rate = Field(
        description="the study stops when the posterior probability that the rate is higher exceeds this",
        examples=["90 %"],
    )
    prior: BetaPrior = Field(description="beta distribution of the rate before the first patient")
    first: Positive = Field(default=1, description="patients evaluated before the rule is asked", examples=[3])


class PocockBoundary(Section):
    """Stop when the events are improbable at an acceptable rate, judged after each patient (Ivanova et al. 2005)."""

    rate: Rate = Field(description="acceptable rate of the event", examples=["20 %"])
    error: Rate = Field(
        description="probability of stopping a study of `population.enrolled` patients whose rate is acceptable",
        examples=["5 %"],
    )


class StoppingRule(Section):
    """One rule that stops the whole study; exactly one of `table`, `posterior` and `pocock` is its boundary."""

    name: str = Field(description="short name, in results and reports", pattern="^[A-Za-z][A-Za-z0-9 _-]{0,39}$")
    event: Literal["toxicity", "treatment-related death", "no response"] = Field(
        description="what is counted: a toxicity, death from an adverse event that is related to treatment, or no "
        "response by the protocol's criteria in an evaluable patient"
    )
    terms: tuple[str, ...] = Field(
        default=(), description="toxicities of which one suffices, by name or LBTESTCD; none: any adverse event",
        examples=["[edema, neutropenia]"],
    )  # fmt: skip
    grade: int = Field(default=3, strict=True, ge=1, le=5, description="lowest grade that counts as the toxicity")
    related: Flag = Field(
        default=False, description="only adverse events that are not called unrelated; laboratory values count as ever"
    )
    within: Interval = Field(description="time from first dose in which the event counts", examples=["56 days"])
    table: tuple[StopAt, ...] | None = Field(default=None, description="boundary as a table", min_length=1)
    posterior: PosteriorBoundary | None = Field(default=None, description="boundary by a posterior probability")
    pocock: PocockBoundary | None = Field(default=None, description="boundary of equal levels at each patient")


class Conduct(Section):
    """How the study was run: used to simulate it, never to analyse it."""

    first_patient: str = Field(default="2004-01-05", description="ISO date of the first patient's first dose")
    accrual: Days = Field(description="time over which patients are enrolled", examples=["18 months"])
    data_cut: Days = Field(description="time from first patient to the end of data", examples=["30 months"])
    withdrawal_per_month: Proportion = Field(description="hazard of leaving treatment, per month", examples=["5 %"])
    death_per_month: Proportion = Field(description="hazard of death, per month", examples=["0.3 %"])
    never_assessed: Probability = Field(
        default=0.0, description="probability that a patient leaves before the first visit under treatment"
    )


class Biomarker(Section):
    """A marker compared before and under treatment."""

    analyte: str = Field(description="LBTESTCD", examples=["TRYPTASE"])
    after: Literal["last", "lowest"] = Field(default="last", description="value under treatment that is compared")


Endpoint = Literal[
    "characteristics",
    "follow-up",
    "marker at best response",
    "best response",
    "time to response",
    "time to progression",
    "progression-free survival",
    "duration of response",
    "overall survival",
    "toxicity",
    "dose intensity",
    "biomarker",
]


class Protocol(Section):
    """A phase II trial in a disease measured by a serum paraprotein."""

    schema_version: Literal[1] = Field(alias="schema", description="version of this schema")
    study: Study
    population: Population
    virtual_patients: VirtualPatients | None = Field(default=None, description="needed only to simulate")
    treatment: Treatment
    visits: Visits
    assays: dict[str, Assay] = Field(description="laboratory tests by LBTESTCD", min_length=1)
    toxicity: Toxicity
    response: Response
    evaluable: Evaluable = Field(default_factory=Evaluable)
    # left out of the dump, and so of the digest, while there are none: protocols from before it keep their digest
    stopping: tuple[StoppingRule, ...] | None = Field(
        default=None,
        description="rules that stop the whole study, for toxicity or for futility",
        min_length=1,
        exclude_if=lambda rules: rules is None,
    )
    conduct: Conduct | None = Field(default=None, description="needed only to simulate")
    biomarkers: tuple[Biomarker, ...] = Field(default=(), description="markers compared before and under treatment")
    fixed_time: Days = Field(default=84.0, description="time of the fixed-time comparison", examples=["12 weeks"])
    endpoints: tuple[Endpoint, ...] = Field(description="what the analysis reports", min_length=1)
