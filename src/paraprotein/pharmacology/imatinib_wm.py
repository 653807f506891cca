"""Waldenström's macroglobulinemia under imatinib: marrow niche, clone, IgM, blood counts and fluid.

Lymphoplasmacytic cells (LPC) fill the marrow and secrete IgM. Mast cells support them through the niche signal
(CD40L, APRIL and BLyS together). SCF-CD117 keeps mast cells and LPC alive; imatinib blocks CD117 and so starves the
niche (`niche_dependence`) and kills LPC (`direct_kill`). One set of equations carries all disease variants; a
population file switches a mechanism off by setting its parameter to zero:

    niche      direct_kill = 0
    direct     niche_dependence = 0
    mixed      both
    fading     no resistant clone; the whole effect on LPC fades at rate `fading` while the drug is taken

The equations follow the mechanisms that the founding abstract names (Blood 2007;110(11):2575) with blood counts after
Friberg et al. (J Clin Oncol 2002;20:4713) and Perez-Ruixo et al. (AAPS J 2016;18:1). Time is in days.
"""

from types import MappingProxyType

from ..arrays import Floats, namespace_of
from ..sources import Source
from .binding import unbound_concentration, unbound_fraction
from .imatinib_wm_parameters import PARAMETERS, SEED
from .model import (
    DoseRange,
    Effects,
    Hints,
    Observable,
    OralKinetics,
    Parameter,
    Parameters,
    Scope,
    State,
    StateVariable,
)
from .power import power

REFERENCE_UNBOUND_NG_ML = 45.0
"""Unbound concentration at which exposure is called 1: between the averages of 400 and 600 mg daily."""

RESERVE = 20.0
"""LPC burden, relative to baseline, at which the marrow is full; far above what any patient reaches in two years."""

CLEARED = 1e-3
"""LPC burden, relative to baseline, that takes no room from erythropoiesis; assumed, keeps the equations finite."""

HEALTHY_HEMOGLOBIN_G_DL = 15.0
"""What a marrow freed of LPC aims for at most, unless the patient had more before; assumed, within the normal range."""

POLYCLONAL_G_L = 0.6
"""IgM that does not come from the clone, g/L; assumed, low in the normal range (0.4-2.3 g/L)."""

ERYTHROCYTE_LIFESPAN_DAYS = 120.0
"""Recalled textbook value."""

TRACE_UNBOUND_NG_ML = 1.0
"""Unbound drug far below every potency: above it the patient counts as exposed; assumed, smooth for the solver."""

EDEMA_GRADES = MappingProxyType({1: 1.20, 2: 1.75, 3: 3.00})
"""Fluid retention above which edema reaches a CTCAE grade. Grade 2 is a calibrated starting value of the founding
model (3 of 27 patients); grades 1 and 3 are assumed: no paper relates a fluid model to graded edema."""

STATES = (
    StateVariable("mast_cells", "relative", "marrow mast cells, 1 at baseline"),
    StateVariable("log_lpc_sensitive", "log", "natural logarithm of LPC that respond, share of the baseline burden"),
    StateVariable("lpc_resistant", "relative", "LPC that do not, share of the baseline burden"),
    StateVariable("sensitivity", "relative", "what is left of the drug's effect on LPC, 1 at baseline"),
    StateVariable("igm_clonal", "g/L", "serum IgM of the clone"),
    StateVariable("anc_proliferating", "10^9/L", "proliferating neutrophil precursors"),
    StateVariable("anc_transit", "10^9/L", "maturing neutrophils"),
    StateVariable("neutrophils", "10^9/L", "circulating neutrophils"),
    StateVariable("platelets_proliferating", "10^9/L", "proliferating platelet precursors"),
    StateVariable("platelets_transit", "10^9/L", "maturing platelets"),
    StateVariable("platelets", "10^9/L", "circulating platelets"),
    StateVariable("erythroid", "relative", "erythroid production, 1 at baseline"),
    StateVariable("hemoglobin", "g/dL", "hemoglobin"),
    StateVariable("fluid", "relative", "fluid retention, 0 at baseline"),
)

OBSERVABLES = (
    Observable("IGM", "mg/dL", "serum IgM, clonal and polyclonal"),
    Observable("TRYPTASE", "ng/mL", "serum tryptase, mast-cell burden"),
    Observable("NEUT", "10^9/L", "neutrophils"),
    Observable("WBC", "10^9/L", "leukocytes: neutrophils and all others"),
    Observable("PLAT", "10^9/L", "platelets"),
    Observable("HGB", "g/dL", "hemoglobin"),
    Observable("EDEMA", "relative", "fluid retention as the patient shows it", EDEMA_GRADES, "Oedema peripheral"),
)

LABEL = Source(
    "gleevec-pharmacology",
    "Gleevec (imatinib mesylate) US prescribing information, section 12.3",
    note="AUC is proportional to the dose from 25 to 1000 mg; read in a copy of the label",
)

SCOPE = Scope(
    drug="imatinib",
    other_names=frozenset({"imatinib mesylate", "imatinib mesilate", "gleevec", "glivec", "sti571", "sti-571"}),
    route="oral",
    every_days=1.0,
    doses=(
        DoseRange(25.0, 1000.0, "exposure is proportional to the dose", LABEL),
        DoseRange(300.0, 600.0, "effects on IgM, blood counts and fluid are calibrated", SEED),
    ),
    disease="waldenstrom",
)
"""Daily oral imatinib in Waldenström's macroglobulinemia."""

EFFECTS = ("mast_cell", "lpc", "neutrophil", "platelet", "other_white", "erythroid", "fluid", "on_drug")


class ImatinibWaldenstrom:
    """The founding disease-drug model; see the module's text."""

    name: str = "imatinib-wm"
    scope: Scope = SCOPE
    states: tuple[StateVariable, ...] = STATES
    parameters: tuple[Parameter, ...] = PARAMETERS
    effect_names: tuple[str, ...] = EFFECTS
    observables: tuple[Observable, ...] = OBSERVABLES

    def kinetics(self, p: Parameters) -> OralKinetics:
        """One compartment, first-order absorption; clearance of total drug falls as AGP rises.

        Unbound clearance is the patient's own; total CL/F = CL_u x fu(AGP), so a high AGP raises the total trough
        and leaves unbound exposure where it was.
        """
        standard = unbound_fraction(REFERENCE_UNBOUND_NG_ML, 1.0)
        clearance_l_h = p["clearance"] * unbound_fraction(REFERENCE_UNBOUND_NG_ML, p["agp"]) / standard
        return OralKinetics(p["absorption"] * 24.0, clearance_l_h * 24.0 / p["volume"], p["volume"])

    def initial(self, p: Parameters) -> State:
        """Baseline: everything but the clone and its IgM at rest."""
        xp = namespace_of(p["igm"])
        one = p["igm"] * 0.0 + 1.0
        neutrophil_pool, platelet_pool = 2.0 * p["neutrophils"], p["platelet_loss"] / p["platelet_transit"]
        return (
            one,
            xp.log(1.0 - p["resistant_share"]),
            p["resistant_share"],
            one,
            p["igm"],
            neutrophil_pool,
            neutrophil_pool,
            p["neutrophils"],
            platelet_pool * p["platelets"],
            platelet_pool * p["platelets"],
            p["platelets"],
            one,
            p["hemoglobin"],
            0.0 * one,
        )

    def effects(self, concentration: Floats, p: Parameters) -> Effects:
        """Effects of unbound drug; `concentration` is total imatinib in mg/L."""
        xp = namespace_of(concentration)
        unbound = unbound_concentration(1000.0 * concentration, p["agp"])
        exposure = unbound / REFERENCE_UNBOUND_NG_ML
        saturating = 2.0 * exposure / (1.0 + exposure)
        return (
            unbound / (unbound + p["ic50_mast_cell"]),
            unbound / (unbound + p["ic50_lpc"]),
            -xp.expm1(p["neutrophil_feedback"] * exposure * xp.log(p["neutrophil_ratio"])),
            -xp.expm1(p["platelet_feedback"] * exposure * xp.log(p["platelet_ratio"])),
            p["other_white_fall"] * xp.minimum(exposure, 1.6),
            xp.minimum(p["erythroid_effect"] * saturating, 0.9),
            saturating,
            unbound / (unbound + TRACE_UNBOUND_NG_ML),
        )

    def hints(self, p: Parameters) -> Hints:
        """Only the drug's effect may fade fast against a day; all other losses are slow."""
        return Hints(tuple(p["fading"] if state.name == "sensitivity" else 0.0 for state in STATES))

    def derivatives(self, y: State, effects: Effects, p: Parameters) -> State:
        """Rates per day; the order is that of `states`.

        Sensitive LPC are carried as a logarithm, whose rate stays moderate however fast the cells die.
        """
        (mast, log_sensitive, resistant, sensitivity, igm, n_pool, n_transit, neutrophils, p_pool, p_transit, platelets,
         erythroid, hemoglobin, fluid) = y  # fmt: skip
        e_mast, e_lpc, e_neutrophil, e_platelet, _, e_erythroid, e_fluid, on_drug = effects
        xp = namespace_of(mast)
        burden = xp.exp(log_sensitive) + resistant
        room = 1.0 - burden / RESERVE
        support = mast * (1.0 + p["niche_half"]) / (mast + p["niche_half"])
        loss = p["niche_dependence"] * (1.0 - support) + p["direct_kill"] * e_lpc
        k_transit = 2.0 * 24.0 / p["neutrophil_mtt"]
        k_platelet = p["platelet_transit"]
        freed = p["hemoglobin"] * power(xp.maximum(burden, CLEARED), -p["marrow_displacement"])
        setpoint = xp.minimum(freed, xp.maximum(p["hemoglobin"], HEALTHY_HEMOGLOBIN_G_DL))
        return (
            p["mast_cell_turnover"] * ((1.0 - e_mast) - (1.0 + p["mast_cell_kill"] * e_mast) * mast),
            p["growth"] * room - sensitivity * loss,
            p["growth_resistant"] * room * resistant,
            -p["fading"] * on_drug * sensitivity,
            p["igm_turnover"] * (p["igm"] * burden - igm),
            k_transit * n_pool * _feedback(e_neutrophil, p["neutrophils"] / neutrophils, p["neutrophil_feedback"]),
            k_transit * (n_pool - n_transit),
            k_transit * (n_transit - 2.0 * neutrophils),
            k_platelet * p_pool * _feedback(e_platelet, p["platelets"] / platelets, p["platelet_feedback"]),
            k_platelet * (p_pool - p_transit),
            k_platelet * p_transit - p["platelet_loss"] * platelets,
            (
                (1.0 - e_erythroid) * power(setpoint / hemoglobin, p["erythroid_feedback"]) * setpoint / p["hemoglobin"]
                - erythroid
            )
            / p["erythroid_delay"],
            (p["hemoglobin"] * erythroid - hemoglobin) / ERYTHROCYTE_LIFESPAN_DAYS,
            p["fluid_rate"] * (e_fluid - fluid),
        )

    def observe(self, y: State, effects: Effects, p: Parameters) -> dict[str, Floats]:
        """True laboratory values, in the units of `observables`, and fluid retention as the patient shows it."""
        mast, igm, neutrophils, platelets, hemoglobin, fluid = y[0], y[4], y[7], y[10], y[12], y[13]
        return {
            "IGM": 100.0 * (igm + POLYCLONAL_G_L),
            "TRYPTASE": p["tryptase"] * (p["tryptase_insensitive"] + (1.0 - p["tryptase_insensitive"]) * mast),
            "NEUT": neutrophils,
            "WBC": neutrophils + p["other_white"] * (1.0 - effects[4]),
            "PLAT": platelets,
            "HGB": hemoglobin,
            "EDEMA": fluid * p["fluid_tendency"],
        }


def _feedback(effect: Floats, ratio: Floats, exponent: Floats) -> Floats:
    """Net proliferation of a blood line: drug inhibition against feedback from the circulating count."""
    return (1.0 - effect) * power(ratio, exponent) - 1.0
