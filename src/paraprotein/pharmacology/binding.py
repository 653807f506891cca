"""Unbound imatinib: saturable 1:1 binding to alpha-1 acid glycoprotein (AGP)."""

from ..arrays import Floats, namespace_of
from ..sources import Source

IMATINIB_G_MOL = 493.6
AGP_KDA = 42.0
DISSOCIATION_NG_ML = 319.0
"""Kd of the imatinib-AGP complex, ng/mL (Haouala et al. 2013)."""

HAOUALA = Source(
    "haouala2013",
    "Haouala et al., free imatinib in GIST, 2012-2013",
    note="Kd 319 ng/mL and worked examples read in a poster of the published calculator (CTOS 2025, 762725)",
)

CAPACITY_NG_ML_PER_G_L = IMATINIB_G_MOL / AGP_KDA * 1000.0
"""Imatinib bound by 1 g/L of AGP when saturated, ng/mL: one molecule on each 42 kDa of protein."""


def unbound_concentration(total_ng_ml: Floats, agp_g_l: Floats) -> Floats:
    """Unbound imatinib in plasma from total imatinib.

    Solves C_tot = C_u + B C_u / (Kd + C_u) for C_u, with B the binding capacity. Written with the conjugate of the
    root, because the plain quadratic subtracts nearly equal numbers when little drug is there.

    Args:
        total_ng_ml: total concentration, ng/mL, any shape; 0 gives exactly 0.
        agp_g_l: alpha-1 acid glycoprotein, g/L, same or broadcastable shape.

    Returns:
        Unbound concentration, ng/mL.

    Source: Haouala et al. 2013; the published examples (1200 ng/mL: AGP 1.5 against 0.9 g/L) are tests.
    """
    xp = namespace_of(total_ng_ml)
    excess = DISSOCIATION_NG_ML + CAPACITY_NG_ML_PER_G_L * agp_g_l - total_ng_ml
    root = xp.sqrt(excess * excess + 4.0 * DISSOCIATION_NG_ML * total_ng_ml)
    return 2.0 * DISSOCIATION_NG_ML * total_ng_ml / (excess + root)


def unbound_fraction(unbound_ng_ml: Floats | float, agp_g_l: Floats | float) -> Floats | float:
    """Fraction of imatinib that is unbound at a given unbound concentration, dimensionless.

    Source: the same equilibrium as `unbound_concentration`.
    """
    return 1.0 / (1.0 + CAPACITY_NG_ML_PER_G_L * agp_g_l / (DISSOCIATION_NG_ML + unbound_ng_ml))
