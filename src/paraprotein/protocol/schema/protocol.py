"""The one protocol file: its fields, described once.

JSON Schema, reference page and error messages come from these declarations. A field whose default is not the trial's
own statement is reported by `explain` as `default`; a value written as `{value: ..., assumed: reason}` is `assumed`;
`{value: ..., calibrated: file}` is `calibrated`; everything else is `stated`.
"""

from typing import Literal

from pydantic import Field

from .observations import Assay, Biomarker, Toxicity, Visits
from .quantities import Days, Section
from .response import Evaluable, Response
from .stopping import StoppingRule
from .study import Conduct, Enrolment, Study, VirtualPatients
from .treatment import Treatment

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
    population: Enrolment
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
