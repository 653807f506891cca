"""Response criteria, the tests that they read, and who counts."""

from typing import Any, Literal

from pydantic import Field

from ...response.roles import DEFAULT_CODES
from .quantities import Count, Days, Flag, Number, Section


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
