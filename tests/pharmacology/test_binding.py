"""Unbound imatinib: published worked examples and the equilibrium itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paraprotein.pharmacology.binding import (
    CAPACITY_NG_ML_PER_G_L,
    DISSOCIATION_NG_ML,
    unbound_concentration,
    unbound_fraction,
)


def total_at_standard_agp(total_ng_ml: float, agp_g_l: float) -> float:
    """What the published calculator prints: the total that gives the same unbound drug at AGP 1 g/L."""
    unbound = float(unbound_concentration(np.array(total_ng_ml), np.array(agp_g_l)))
    return unbound * (1.0 + CAPACITY_NG_ML_PER_G_L / (DISSOCIATION_NG_ML + unbound))


@pytest.mark.parametrize(("agp_g_l", "printed"), [(1.5, 808.0), (0.9, 1329.0)])
def test_the_published_calculator_examples_come_out_exactly(agp_g_l: float, printed: float) -> None:
    assert total_at_standard_agp(1200.0, agp_g_l) == pytest.approx(printed, abs=0.5)


@pytest.mark.parametrize(("total", "agp", "percent"), [(979, 1.0, 2.9), (1550, 1.0, 3.0), (2000, 1.0, 3.2)])
def test_the_unbound_fraction_is_about_three_percent(total: float, agp: float, percent: float) -> None:
    unbound = unbound_concentration(np.array(float(total)), np.array(agp))
    assert 100 * unbound / total == pytest.approx(percent, abs=0.06)


@given(st.floats(0, 1e5), st.floats(0.05, 5))
def test_bound_and_unbound_add_up_to_the_total(total: float, agp: float) -> None:
    unbound = float(unbound_concentration(np.array(total), np.array(agp)))
    bound = CAPACITY_NG_ML_PER_G_L * agp * unbound / (DISSOCIATION_NG_ML + unbound)
    assert unbound + bound == pytest.approx(total, rel=1e-9, abs=1e-9)
    assert unbound_fraction(unbound, agp) * total == pytest.approx(unbound, rel=1e-9, abs=1e-9)


def test_no_drug_means_exactly_none_unbound() -> None:
    assert unbound_concentration(np.array(0.0), np.array(1.0)) == 0.0
