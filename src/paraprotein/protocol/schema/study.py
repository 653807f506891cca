"""Who is studied: the study, its patients, and how it was conducted."""

from typing import Literal

from pydantic import Field

from .quantities import Count, Days, Number, Positive, Probability, Proportion, Section

MOST_ENROLLED = 10_000
"""Patients of one study; many trials of it are simulated one beside the other, a larger one would not fit in memory."""


class Study(Section):
    """What the study is and where it was published."""

    id: str = Field(
        description="short identifier, becomes STUDYID: at most 20 letters, digits and . _ / -",
        examples=["IMATINIB-WM-2007"], min_length=1,
    )  # fmt: skip
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


class Enrolment(Section):
    """Who is enrolled."""

    enrolled: Positive = Field(
        description=f"patients enrolled, at most {MOST_ENROLLED:,}", examples=[28], le=MOST_ENROLLED
    )
    characteristics: Characteristics = Field(description="published baseline characteristics")
    eligibility: tuple[Eligibility, ...] = Field(default=(), description="entry conditions on laboratory values")


class StandIn(Section):
    """Leave to simulate a drug that has no model of its own with the model of another; shown with every result."""

    drug: str = Field(
        alias="for", description="the drug that is stood in for, `treatment.drug`", examples=["bortezomib"]
    )
    reason: str = Field(
        description="why the model may stand in for it",
        examples=["bortezomib has no model here; the question is the design, not the drug"], pattern=r"\S",
    )  # fmt: skip


class VirtualPatients(Section):
    """Which mechanistic model makes the virtual patients; the analysis never reads this section."""

    model: str = Field(description="name of the disease-drug model", examples=["imatinib-wm"])
    population: str = Field(description="population file beside the protocol, or a bundled one", examples=["mixed"])
    # left out of the dump, and so of the digest, while there is none: protocols from before it keep their digest
    stand_in: StandIn | None = Field(
        default=None,
        description="needed where `treatment.drug` is not the model's own drug; refused where it is",
        exclude_if=lambda stand_in: stand_in is None,
    )


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
