"""The names of `paraprotein.arrays` hold: a wrong array is refused where a right one passes."""

import json
import os
import subprocess
import sys
from functools import cache

import jax.numpy as jnp
import numpy as np
import pytest
import shaped_calls

from paraprotein.arrays import Namespace, absolute, namespace_of


@cache
def checked_outcomes() -> dict[str, str]:
    """What becomes of each call in a process where calls are checked."""
    run = "import shape_check; shape_check.install(); import shaped_calls; shaped_calls.main()"
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, "-c", run], env=paths, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", shaped_calls.RIGHT)
def test_arrays_of_the_named_shape_pass(name: str) -> None:
    assert checked_outcomes()[name] == "accepted"


@pytest.mark.parametrize("name", shaped_calls.WRONG)
def test_a_swapped_or_misshapen_array_is_refused(name: str) -> None:
    assert checked_outcomes()[name].startswith("refused")


@pytest.mark.parametrize("xp", [np, jnp])
def test_numpy_and_jax_hold_all_that_rules_use(xp: object) -> None:
    assert isinstance(xp, Namespace)


def test_an_array_leads_to_its_own_namespace() -> None:
    assert namespace_of(np.zeros(2)) is np
    assert namespace_of(jnp.zeros(2)) is jnp


def test_absolute_takes_arrays_and_numbers() -> None:
    assert absolute(-1.5) == 1.5
    np.testing.assert_array_equal(absolute(np.array([-1.0, 2.0])), [1.0, 2.0])


def test_names_of_arrays_load_no_jax() -> None:
    run = "import sys, paraprotein.arrays; sys.exit('jax' in sys.modules or 'jaxtyping' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", run], check=False).returncode == 0
