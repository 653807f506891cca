"""When patients are seen, what is measured, how toxicity is graded."""

from typing import Literal

from pydantic import Field

from .quantities import Count, Days, Interval, Number, Probability, Proportion, Section


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
    # these three are left out of the dump at their default: protocols from before them keep their digest
    infarction_limit: Number | None = Field(
        default=None,
        gt=0,
        description="troponin: level of infarction by the maker of the assay, in its unit; grades 3 and 4 need it",
        examples=[0.05],
        exclude_if=lambda limit: limit is None,
    )
    method: str = Field(default="", description="LBMETHOD", examples=["NEPHELOMETRY"])


MOST_GROUPS = 10
"""Lists of special interest that ADAE has a variable for."""


class EventGroup(Section):
    """Adverse events of special interest under one name."""

    name: str = Field(min_length=1, max_length=40, description="name of the list", examples=["atrial fibrillation"])
    terms: tuple[str, ...] | None = Field(
        default=None, min_length=1,
        description="preferred terms and system organ classes; left out: the standard list of that name",
        examples=[["Atrial fibrillation", "Atrial flutter"]],
    )  # fmt: skip


class Toxicity(Section):
    """How toxicity is graded and counted."""

    grading: Literal["ctcae-3.0", "ctcae-4.03", "ctcae-5.0", "ctcae-6.0"] = Field(description="edition of the CTCAE")
    terms: tuple[str, ...] = Field(
        default=("anemia", "leucopenia", "neutropenia", "thrombocytopenia", "edema"), description="terms reported"
    )
    emergent_window: Days = Field(default=30.0, description="days after the last dose that still count as on treatment")
    glucose_when_fasting_unknown: Literal["fasting", "not fasting"] = Field(
        default="not fasting",
        description="what glucose counts as where LBFAST is silent; grades 1 and 2 are of fasting values",
        exclude_if=lambda choice: choice == "not fasting",
    )
    inr_on_anticoagulation: Literal["baseline", "worst"] = Field(
        default="baseline",
        description="INR under an anticoagulant: by its baseline alone, or the worse of baseline and limits",
        exclude_if=lambda choice: choice == "baseline",
    )
    # left out of the dump, and so of the digest, while there is none: protocols from before it keep their digest
    groups: tuple[EventGroup, ...] | None = Field(
        default=None, max_length=MOST_GROUPS, exclude_if=lambda groups: groups is None,
        description="adverse events of special interest; left out: the standard lists",
    )  # fmt: skip


class Biomarker(Section):
    """A marker compared before and under treatment."""

    analyte: str = Field(description="LBTESTCD", examples=["TRYPTASE"])
    after: Literal["last", "lowest"] = Field(default="last", description="value under treatment that is compared")
