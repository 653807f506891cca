"""Fields of a population file, described once."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ...sources import Standing
from . import Number, Section

Scale = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]


class SourceEntry(Section):
    """A publication that parameters refer to by its key."""

    citation: str = Field(description="authors, journal, year, volume and page", min_length=1)
    doi: str = Field(default="", description="digital object identifier")
    note: str = Field(default="", description="what was read")


class PriorEntry(Section):
    """What is believed of a parameter before a calibration; better not taken from the results calibrated to."""

    distribution: Literal["lognormal", "normal", "logit-normal"] | None = Field(
        default=None, description="form of the belief; left out: that of the parameter, lognormal for a fixed one"
    )
    center: Number | None = Field(default=None, description="median, in `unit`; left out: the typical value")
    sd: Scale = Field(description="standard deviation of the logarithm, of the logit, or in `unit`; 0 holds it")
    low: Number | None = Field(default=None, description="the typical value does not lie below")
    high: Number | None = Field(default=None, description="the typical value does not lie above")
    spread: Scale | None = Field(default=None, description="median of omega or sd; left out: the parameter's own")
    spread_sd: Scale = Field(default=0.0, description="standard deviation of the logarithm of omega or sd; 0 holds it")
    source: str = Field(default="", description="key of an entry in `sources`")
    reason: str = Field(description="why this center and this width", min_length=1)


class ConductEntry(Section):
    """A factor on one hazard of the protocol's `conduct` that a calibration may learn."""

    prior: PriorEntry = Field(description="belief on the factor; its center is 1 when left out")


class ParameterEntry(Section):
    """One parameter of the model."""

    typical: Number = Field(description="typical value, in `unit`")
    unit: str = Field(description="unit as the model declares it", examples=["L/h"])
    distribution: Literal["fixed", "lognormal", "normal", "logit-normal"] = Field(
        default="fixed", description="form of the variation between patients"
    )
    omega: Scale | None = Field(default=None, description="standard deviation of the logarithm or logit")
    sd: Scale | None = Field(default=None, description="standard deviation, in `unit` (normal only)")
    cv: Scale | None = Field(default=None, description="coefficient of variation, a fraction (lognormal and normal)")
    low: Number | None = Field(default=None, description="no patient lies below")
    high: Number | None = Field(default=None, description="no patient lies above")
    standing: Standing = Field(description="evidence level of the value")
    source: str = Field(default="", description="key of an entry in `sources`")
    reason: str = Field(default="", description="why this value, when nobody published it")
    prior: PriorEntry | None = Field(
        default=None, description="belief before a calibration; left out: a calibration leaves the parameter alone"
    )

    @model_validator(mode="after")
    def _spread_fits_distribution(self) -> Self:
        given = [name for name in ("omega", "sd", "cv") if getattr(self, name) is not None]
        allowed = {"fixed": [], "lognormal": ["omega", "cv"], "normal": ["sd", "cv"], "logit-normal": ["omega"]}
        names = allowed[self.distribution]
        if self.distribution == "fixed" and given:
            raise ValueError(f"a fixed parameter with {given[0]}: name its distribution, or remove {given[0]}")
        if names and (len(given) != 1 or given[0] not in names):
            raise ValueError(f"a {self.distribution} parameter with {given or 'no spread'}: give {' or '.join(names)}")
        return self

    @model_validator(mode="after")
    def _typical_fits_distribution(self) -> Self:
        if self.distribution == "lognormal" and self.typical <= 0:
            raise ValueError(f"a lognormal parameter of {self.typical:g}: its typical value must exceed 0")
        if self.distribution == "logit-normal" and not 0 < self.typical < 1:
            raise ValueError(f"a logit-normal parameter of {self.typical:g}: its typical value lies between 0 and 1")
        low = -float("inf") if self.low is None else self.low
        high = float("inf") if self.high is None else self.high
        if not low <= self.typical <= high or low == high:
            raise ValueError(f"typical {self.typical:g} outside {low:g} to {high:g}: correct low, high or typical")
        return self

    @model_validator(mode="after")
    def _prior_fits_distribution(self) -> Self:
        if self.prior is None:
            return self
        form = self.prior.distribution or ("lognormal" if self.distribution == "fixed" else self.distribution)
        center = self.typical if self.prior.center is None else self.prior.center
        if form == "lognormal" and center <= 0:
            raise ValueError(f"a lognormal prior centered at {center:g}: its center must exceed 0")
        if form == "logit-normal" and not 0 < center < 1:
            raise ValueError(f"a logit-normal prior centered at {center:g}: its center lies between 0 and 1")
        if self.distribution == "fixed" and (self.prior.spread_sd or self.prior.spread):
            raise ValueError("a prior on the spread of a fixed parameter: name its distribution, or remove the prior")
        return self

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.standing == "assumed" and not self.reason:
            raise ValueError("assumed without a reason: add `reason`")
        if self.standing in ("verified", "secondary", "stated") and not self.source:
            raise ValueError(f"{self.standing} without a source: add `source`, a key of `sources`")
        return self


class CorrelationEntry(Section):
    """Correlation between two parameters."""

    between: tuple[str, str] = Field(description="two parameter names", examples=["[CL, V]"])
    rho: float = Field(gt=-1, lt=1, description="correlation of their standard normals")


class PopulationFile(Section):
    """A population of virtual patients."""

    schema_version: Literal[1] = Field(alias="schema", description="version of this schema")
    model: str = Field(description="disease-drug model", examples=["imatinib-wm"])
    variant: str = Field(description="reading of the mechanism", examples=["mixed"])
    description: str = Field(default="", description="one sentence for people")
    sources: dict[str, SourceEntry] = Field(default={}, description="publications by key")
    parameters: dict[str, ParameterEntry] = Field(description="parameters by name", min_length=1)
    correlations: tuple[CorrelationEntry, ...] = Field(default=(), description="pairs of correlated parameters")
    draws: str = Field(
        default="",
        description="CSV or Parquet file beside this one: a column `weight`, and columns named as parameters "
        "(typical values), NAME.spread or conduct.FIELD (a factor on a hazard); one row per draw of a calibration",
    )
    draws_sha256: str = Field(
        default="",
        pattern="^([0-9a-f]{64})?$",
        description="SHA-256 of that file; a calibration writes it, and draws that were changed are refused",
    )
    conduct: dict[Literal["withdrawal_per_month"], ConductEntry] = Field(
        default={}, description="hazards of the protocol's `conduct` that a calibration may scale"
    )
