"""Grade laboratory values: the editions of the CTCAE by name, and the function that reads their tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from ..arrays import Array, BooleanArray, FloatArray, Floats, Namespace, NumberArray, namespace_of
from ..comparisons import exceeds, reaches
from ..errors import UsageError
from ..units import canonical_unit, conversion_factor
from .ctcae_v3 import CTCAE_V3
from .ctcae_v4 import CTCAE_V4
from .ctcae_v5 import CTCAE_V5
from .ctcae_v6 import CTCAE_V6
from .limits import Applies, Bound, Direction, Edition, Limit, Route, Scale

MAIN_DIRECTION: Mapping[str, Direction] = MappingProxyType(
    {"HGB": "low", "WBC": "low", "LYM": "low", "NEUT": "low", "PLAT": "low"}
)
"""What the grade of a blood count means when no direction is named: the cytopenia."""


@dataclass(frozen=True)
class Circumstances:
    """What a grade asks beyond the value; arrays broadcast against it.

    Attributes:
        fasting: whether the patient had fasted; None or False is not fasting. Read for glucose.
        anticoagulated: whether the patient was on an anticoagulant; None or False is not. Read for INR.
        inr_on_anticoagulation: `baseline` grades INR under an anticoagulant by its baseline alone, `worst` by the
            worse of baseline and limits.
        infarction: level at which the maker of the troponin assay speaks of myocardial infarction, in the unit of the
            values; None where it is not known.
        baseline_high: whether the baseline was above normal; None compares the baseline with the upper limit.
    """

    fasting: Array | bool | None = None
    anticoagulated: Array | bool | None = None
    inr_on_anticoagulation: Literal["baseline", "worst"] = "baseline"
    infarction: FloatArray | float | None = None
    baseline_high: Array | None = None


NOTHING_KNOWN = Circumstances()
"""Neither fasting nor on an anticoagulant, as far as anybody recorded."""


def edition_named(name: str) -> Edition:
    """The edition of a name such as `ctcae-5.0`.

    Raises:
        UsageError: no such edition.
    """
    if name not in EDITIONS:
        fix = f"write one of: {', '.join(EDITIONS)}"
        raise UsageError.one("toxicity.grading", f"'{name}' is not an edition known here", fix)
    return EDITIONS[name]


def scale_of(edition: Edition, analyte: str, direction: Direction | None = None) -> Scale | None:
    """The scale that `grade` reads; None where the edition does not grade the analyte (in that direction).

    Raises:
        UsageError: the edition grades both directions and the caller named none.
    """
    if direction is None and analyte in MAIN_DIRECTION:
        direction = MAIN_DIRECTION[analyte]
    if direction is not None:
        return edition.scale(analyte, direction)
    scales = edition.scales_of(analyte)
    if len(scales) > 1:
        found = f"{edition.name} grades {analyte} both low and high"
        raise UsageError.one("direction", found, 'say direction="low" or direction="high"')
    return scales[0] if scales else None


def grade(
    edition: str | Edition,
    analyte: str,
    value: NumberArray,
    low_normal: FloatArray | float | None,
    high_normal: FloatArray | float | None,
    baseline: FloatArray | float | None,
    *,
    direction: Direction | None = None,
    unit: str = "",
    circumstances: Circumstances = NOTHING_KNOWN,
) -> FloatArray:
    """CTCAE grade 0 to 4 of laboratory values, NaN where it cannot be told.

    Args:
        edition: name such as `ctcae-5.0`, or the edition itself.
        analyte: LBTESTCD.
        value: results, a NumPy or JAX array of any shape; NaN is missing.
        low_normal: lower limit of normal; this and all that follow broadcast against `value`, share its unit, and may
            be None or NaN where unknown.
        high_normal: upper limit of normal.
        baseline: the patient's value before treatment.
        direction: `low` or `high`; None means the cytopenia for blood counts, else the only direction there is.
        unit: unit of all values; "" is the scale's own (haemoglobin g/dL, counts 10^9/L, see `Scale.unit`). Where
            the edition prints its limits in that unit too, those are used: haemoglobin 6.2 mmol/L is grade 1.
        circumstances: fasting, anticoagulants, level of infarction; what is not known counts as not so.

    Returns:
        Grades as floats. A grade is the worst whose limit is passed. Where none is, the result is 0 if no limit of the
        mildest grade is unknown, else NaN: haemoglobin 9.0 g/dL is grade 2 without an LLN, 11.9 g/dL is not gradable.
        An analyte that the edition does not grade is NaN throughout. A missing baseline counts as not above normal;
        a scale that asks whether it was is NaN without an ULN, and so is one whose every limit is a multiple of it.

    Raises:
        UsageError: unknown edition, or an analyte graded both ways without `direction`.

    Source: NCI CTCAE, see `editions`; missing values after admiral's `derive_var_atoxgr_dir`.
    """
    xp = namespace_of(value)
    value = xp.asarray(value, dtype=float)
    edition = edition_named(edition) if isinstance(edition, str) else edition
    scale = scale_of(edition, analyte, direction)
    if scale is None:
        return xp.full_like(value, xp.nan)
    unit = canonical_unit(unit, scale.analyte) if unit else ""
    known = {
        "value": value,
        "LLN": _or_missing(xp, low_normal, value),
        "ULN": _or_missing(xp, high_normal, value),
        "baseline": _or_missing(xp, baseline, value),
        "infarction": _or_missing(xp, circumstances.infarction, value),
    }
    applies = _routes_that_apply(xp, known, circumstances.baseline_high) | _states_that_apply(xp, value, circumstances)
    worst, untold = xp.zeros_like(value), xp.isnan(value)
    for route in scale.routes:
        reached, unknown = _grade_by_route(xp, scale, route, known, unit)
        worst = xp.maximum(worst, xp.where(applies[route.applies], reached, 0.0))
        untold = untold | (applies[route.applies] & unknown)
    ungradable = xp.isnan(value) | (untold & (worst == 0)) | _lies_beyond(scale, known, unit)
    for reference in scale.needs:
        ungradable = ungradable | xp.isnan(known[reference])
    return xp.where(ungradable, xp.nan, worst)


def emergent_grade(worst: Floats, baseline: Floats) -> Floats:
    """The worst grade where it exceeds the baseline grade, 0 where it does not, NaN where there is none.

    A baseline that could not be graded counts as grade 0: nobody saw the toxicity before treatment.

    Args:
        worst: worst grade under treatment.
        baseline: grade before treatment.
    """
    xp = namespace_of(worst)
    before = xp.where(xp.isnan(baseline), 0.0, baseline)
    return xp.where(xp.isnan(worst) | (worst > before), worst, 0.0)


def _or_missing(xp: Namespace, reference: FloatArray | float | None, value: FloatArray) -> FloatArray:
    return xp.full_like(value, xp.nan) if reference is None else xp.asarray(reference, dtype=float)


def _routes_that_apply(
    xp: Namespace, known: dict[str, FloatArray], baseline_high: Array | None
) -> dict[Applies, BooleanArray]:
    """Which patients each kind of route grades; a missing baseline is neither high nor low."""
    high = (
        _passes(known["baseline"], known["ULN"], "high")
        if baseline_high is None
        else xp.asarray(baseline_high, dtype=float) == 1
    )
    low = _passes(known["baseline"], known["LLN"], "low")
    within = ~_passes(known["baseline"], 5.0 * known["ULN"], "high")
    return {
        "always": xp.ones_like(high),
        "baseline high": high,
        "baseline high to 5 ULN": high & within,
        "baseline not high": ~high,
        "baseline low": low,
    }


def _states_that_apply(xp: Namespace, value: FloatArray, circumstances: Circumstances) -> dict[Applies, BooleanArray]:
    """Whose values a route grades that asks for the patient's state."""
    no = xp.zeros_like(value) == 1
    fasting, anticoagulated = (
        no if state is None else no | (xp.asarray(state, dtype=float) == 1)
        for state in (circumstances.fasting, circumstances.anticoagulated)
    )
    both = circumstances.inr_on_anticoagulation == "worst"
    return {
        "fasting": fasting,
        "not fasting": ~fasting,
        "anticoagulated": anticoagulated,
        "not anticoagulated": ~no if both else ~anticoagulated,
    }


def _lies_beyond(scale: Scale, known: dict[str, FloatArray], unit: str) -> BooleanArray:
    """Values that the edition leaves to another term."""
    if scale.ends is None:
        return known["value"] != known["value"]
    return _passes(known["value"], bound_value(scale, scale.ends, known, unit), scale.direction)


def _grade_by_route(
    xp: Namespace, scale: Scale, route: Route, known: dict[str, FloatArray], unit: str
) -> tuple[FloatArray, BooleanArray]:
    """Worst grade whose limit is passed, and whether the mildest grade's limit is unknown."""
    reached = xp.zeros_like(known["value"])
    for grade_number, limit in enumerate(route.limits, start=1):
        if limit:
            passed, _ = _passes_limit(scale, limit, known, unit)
            reached = xp.where(passed, float(grade_number), reached)
    _, refuted = _passes_limit(scale, route.limits[0], known, unit)
    return reached, ~refuted & (reached == 0)


def _passes_limit(
    scale: Scale, limit: Limit, known: dict[str, FloatArray], unit: str
) -> tuple[BooleanArray, BooleanArray]:
    """Whether every bound is passed, and whether some bound certainly is not; both false means unknown."""
    value = known["value"]
    passed, refuted = value == value, value != value
    if not limit:
        return refuted, passed
    for bound in limit:
        reference = bound_value(scale, bound, known, unit)
        passes = _passes(value, reference, scale.direction, bound.inclusive)
        passed, refuted = passed & passes, refuted | (~passes & (reference == reference))
    return passed, refuted


def bound_value(scale: Scale, bound: Bound, known: Mapping[str, FloatArray], unit: str) -> FloatArray | float:
    """The bound in the unit of the values: a float where absolute, else an array.

    Raises:
        UsageError: `unit` does not measure what the scale's unit measures.
    """
    if bound.of == "value" and unit in bound.printed:
        return bound.printed[unit]
    factor = 1.0 / conversion_factor(unit, scale.unit, scale.analyte) if unit and scale.unit else 1.0
    if bound.of == "value":
        return bound.times * factor
    reference = bound.times * known[bound.of] + bound.plus * factor
    if bound.otherwise is None:
        return reference
    xp = namespace_of(known["value"])
    return xp.where(xp.isnan(reference), bound.otherwise * factor, reference)


def _passes(
    value: FloatArray, bound: FloatArray | float, direction: Direction, inclusive: bool = False
) -> BooleanArray:
    """Whether a value lies beyond a bound on the graded side; false where either is NaN."""
    passes = reaches if inclusive else exceeds
    return passes(value, bound) if direction == "high" else passes(bound, value)


EDITIONS: Mapping[str, Edition] = MappingProxyType(
    {edition.name: edition for edition in (CTCAE_V3, CTCAE_V4, CTCAE_V5, CTCAE_V6)}
)
