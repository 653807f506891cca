"""The made-up benchmark problem of the numerical engine: 15 states in the shape of the founding trial.

Its constants are calibrated to nothing. It exists so that accuracy and speed of the engine can be compared with other
integrators on one problem that does not change: one-compartment oral kinetics drive a niche (KIT, mast cells, cells
that make the paraprotein), a neutrophil chain with feedback and an erythroid chain with feedback.
"""

from ..arrays import Floats, namespace_of
from ..sources import Provenance, Source
from .model import (
    DoseRange,
    Effects,
    Hints,
    Kink,
    Lag,
    Observable,
    OralKinetics,
    Parameter,
    Parameters,
    Scope,
    State,
    StateVariable,
)
from .power import power

_HOURS = 24.0
_MADE_UP = Provenance("assumed", "benchmark of numerical methods only; describes no drug and no patient")

IMAX, HILL = 0.95, 1.5
KA, KKIT, KMC, KD, KIGM, KTRY, KTP, KHB = (
    _HOURS * rate for rate in (0.61, 1 / 12, 0.0012, 0.00042, 0.0050, 0.35, 1 / 120, 1 / 1200)
)
"""Rates of the problem, 1/day (stated per hour)."""
KTR = _HOURS * 4 / 120.0  # four transitions in a mean transit time of 120 h
EMC, LMAX, GAM, GHB = 0.35, 4.0, 0.17, 0.4

PARAMETERS = tuple(
    Parameter(name, unit, meaning, _MADE_UP)
    for name, unit, meaning in (
        ("CL", "L/h", "apparent clearance"),
        ("V", "L", "apparent volume"),
        ("IC50", "mg/L", "concentration of half the inhibition of KIT"),
        ("DMC", "1", "loss of mast cells without KIT signal"),
        ("KP", "1/h", "proliferation of the cells that make the paraprotein"),
        ("DLPC", "1", "loss of these cells without KIT signal"),
        ("IGM0", "mg/dL", "paraprotein before treatment"),
        ("TRY0", "ng/mL", "tryptase before treatment"),
        ("ANC0", "10^9/L", "neutrophils before treatment"),
        ("SLN", "L/mg", "slope of the drug effect on neutrophil precursors"),
        ("HB0", "g/dL", "hemoglobin before treatment"),
        ("SLH", "L/mg", "slope of the drug effect on erythroid precursors"),
    )
)

STATES = tuple(
    StateVariable(name, unit, meaning)
    for name, unit, meaning in (
        ("KIT_LOSS", "1", "KIT signal lost, 1 - KIT"),
        ("MC", "1", "mast cells relative to baseline"),
        ("LPC", "1", "cells that make the paraprotein, relative to baseline"),
        ("IGM", "mg/dL", "paraprotein in serum"),
        ("TRYP", "ng/mL", "tryptase in serum"),
        ("PROL", "10^9/L", "proliferating neutrophil precursors"),
        ("TR1", "10^9/L", "neutrophil precursors, first transit"),
        ("TR2", "10^9/L", "neutrophil precursors, second transit"),
        ("TR3", "10^9/L", "neutrophil precursors, third transit"),
        ("CIRC", "10^9/L", "circulating neutrophils"),
        ("HP1", "1", "erythroid precursors, first compartment"),
        ("HP2", "1", "erythroid precursors, second compartment"),
        ("HB", "g/dL", "hemoglobin"),
    )
)

OBSERVABLES = (
    Observable("IGM", "mg/dL", "paraprotein in serum"),
    Observable("MC", "1", "mast cells relative to baseline"),
    Observable("LPC", "1", "cells that make the paraprotein, relative to baseline"),
    Observable("TRYP", "ng/mL", "tryptase in serum"),
    Observable("ANC", "10^9/L", "circulating neutrophils"),
    Observable("HB", "g/dL", "hemoglobin"),
)


SCOPE = Scope(
    drug="benchmark drug",
    other_names=frozenset(),
    route="oral",
    every_days=1.0,
    doses=(DoseRange(0.0, 1000.0, "the problem is posed", Source("benchmark", "made-up problem of this package")),),
    disease="waldenstrom",
)
"""The doses of the problem; no patient ever took this drug."""


class BenchmarkModel:
    """The benchmark problem as a `Model`."""

    name = "benchmark"
    scope = SCOPE
    states = STATES
    parameters = PARAMETERS
    effect_names = ("KIT inhibition", "neutrophil precursors", "erythroid precursors")
    observables = OBSERVABLES

    def kinetics(self, p: Parameters) -> OralKinetics:
        """Absorption and elimination of the drug."""
        volume = p["V"]
        return OralKinetics(KA + 0.0 * volume, _HOURS * p["CL"] / volume, volume)

    def initial(self, p: Parameters) -> State:
        """Everything at its untreated steady state, except LPC, which grows."""
        one = 1.0 + 0.0 * p["V"]
        neutrophils = (p["ANC0"],) * 5
        return (0.0 * one, one, one, p["IGM0"], p["TRY0"], *neutrophils, one, one, p["HB0"])

    def effects(self, concentration: Floats, p: Parameters) -> Effects:
        """Inhibition of KIT (sigmoid) and of two kinds of precursors (a slope clamped at 1)."""
        xp = namespace_of(concentration)
        driven = concentration * xp.sqrt(concentration)  # c ** HILL
        half = p["IC50"] * xp.sqrt(p["IC50"])
        inhibition = IMAX * driven / (half + driven)
        return (
            inhibition,
            xp.minimum(p["SLN"] * concentration, 1.0),
            xp.minimum(p["SLH"] * concentration, 1.0),
        )

    def hints(self, p: Parameters) -> Hints:
        """KIT follows its inhibition; two effects are clamped; everything else but the growing states turns over."""
        turnover = (KKIT, KMC, 0.0, KIGM, KTRY, 0.0, KTR, KTR, KTR, KTR, KTP, KTP, KHB)
        clamps = tuple(Kink(effect, 1.0 / p[slope], -p[slope]) for effect, slope in ((1, "SLN"), (2, "SLH")))
        return Hints(turnover, lags=(Lag(0, 0, KKIT),), kinks=clamps)

    def derivatives(self, y: State, effects: Effects, p: Parameters) -> State:
        """Rate of change of each state, per day."""
        lost, mc, lpc, igm, tryp, prol, tr1, tr2, tr3, circ, hp1, hp2, hb = y
        inhibition, on_neutrophils, on_erythroid = effects
        xp = namespace_of(lost)
        neutrophil_feedback = power(p["ANC0"] / xp.maximum(circ, 1e-6), GAM)
        erythroid_feedback = power(p["HB0"] / hb, GHB)
        growth = _HOURS * p["KP"] * ((1.0 - EMC) + EMC * mc) * (1.0 - lpc / LMAX) - KD * (1.0 + p["DLPC"] * lost)
        return (
            KKIT * (inhibition - lost),
            KMC - KMC * (1.0 + p["DMC"] * lost) * mc,
            growth * lpc,
            KIGM * (p["IGM0"] * lpc - igm),
            KTRY * (p["TRY0"] * mc - tryp),
            KTR * prol * ((1.0 - on_neutrophils) * neutrophil_feedback - 1.0),
            KTR * (prol - tr1),
            KTR * (tr1 - tr2),
            KTR * (tr2 - tr3),
            KTR * (tr3 - circ),
            KTP * ((1.0 - on_erythroid) * erythroid_feedback - hp1),
            KTP * (hp1 - hp2),
            KHB * (p["HB0"] * hp2 - hb),
        )

    def observe(self, y: State, effects: Effects, p: Parameters) -> dict[str, Floats]:
        """The columns in which errors are measured."""
        return {"IGM": y[3], "MC": y[1], "LPC": y[2], "TRYP": y[4], "ANC": y[9], "HB": y[12]}
