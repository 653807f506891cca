"""Checks of computation whose answers come from papers: criteria, grades, intervals, an exact design."""

from collections.abc import Iterator

import numpy as np

from ..response import Policies, WaldenstromCourse, label_of, resolve, visit_values, waldenstrom_criteria
from ..statistics import compute_clopper_pearson
from ..stopping.exact import compute_course, with_final
from ..toxicity import grade

Answer = tuple[str, str, str]
"""What is asked, the known answer, and what is computed here."""

COURSES = (
    ("iwwm-6", 3000.0, (2250.0,), ("MR",)),
    ("iwwm-6", 3000.0, (2251.0,), ("SD",)),
    ("iwwm-2", 3000.0, (2250.0,), ("SD",)),
    ("iwwm-6", 3000.0, (2250.0, 1500.0), ("MR", "PR")),
    ("iwwm-6", 3000.0, (300.0,), ("VGPR",)),
    ("iwwm-6", 3000.0, (301.0,), ("PR",)),
    ("iwwm-6", 3000.0, (2200.0, 2000.0, 2500.0, 2600.0), ("MR", "MR", "PD", "post")),
    ("iwwm-6", 3000.0, (2000.0, 2499.0, 2499.0), ("MR", "SD", "SD")),
    ("iwwm-3", 600.0, (800.0, 820.0), ("PD", "post")),
    ("iwwm-6", 600.0, (800.0, 820.0), ("SD", "SD")),
)
"""Edition, IgM before treatment, IgM every four weeks (mg/dL), and the status of each visit, worked from the papers.

Source: Owen et al., Br J Haematol 2013;160:171, Table I (iwwm-6); Weber et al., Semin Oncol 2003;30:127 (iwwm-2);
Kimby et al., Clin Lymphoma Myeloma 2006;6:380 (iwwm-3).
"""

GRADES = (
    ("ctcae-5.0", "HGB", 9.9, 12.0, 16.0, 2),
    ("ctcae-5.0", "HGB", 10.0, 12.0, 16.0, 1),
    ("ctcae-5.0", "HGB", 7.9, 12.0, 16.0, 3),
    ("ctcae-5.0", "NEUT", 1.0, 2.0, 7.0, 2),
    ("ctcae-5.0", "NEUT", 0.99, 2.0, 7.0, 3),
    ("ctcae-5.0", "NEUT", 0.49, 2.0, 7.0, 4),
    ("ctcae-5.0", "PLAT", 49.0, 150.0, 400.0, 3),
    ("ctcae-5.0", "PLAT", 24.0, 150.0, 400.0, 4),
    ("ctcae-3.0", "PLAT", 75.0, 150.0, 400.0, 1),
)
"""Edition, analyte, value, limits of normal, grade. Source: NCI CTCAE v3.0 (2003) and v5.0 (2017), laboratory terms."""


def known_answers() -> Iterator[Answer]:
    """Every check of this module."""
    yield from map(_course, COURSES)
    yield from map(_grade, GRADES)
    limits = compute_clopper_pearson(7, 27)
    found = f"{float(limits.lower):.3f} to {float(limits.upper):.3f}"
    yield "Clopper-Pearson limits of 7 of 27", "0.111 to 0.463", found
    yield from _simon()


def _course(case: tuple[str, float, tuple[float, ...], tuple[str, ...]]) -> Answer:
    edition, baseline, marker, expected = case
    visits = visit_values(1.0 + 28.0 * np.arange(1, len(marker) + 1, dtype=np.float64), np.array([marker]))
    course = WaldenstromCourse(np.array([baseline]), np.array([False]), visits, np.array([np.nan]))
    found = [label_of(code) for code in resolve(course, waldenstrom_criteria(edition), Policies()).status[0]]
    shown = ", ".join(f"{value:g}" for value in marker)
    return f"{edition}: IgM {baseline:g}, then {shown} mg/dL", " ".join(expected), " ".join(found)


def _grade(case: tuple[str, str, float, float, float, int]) -> Answer:
    edition, analyte, value, low, high, expected = case
    found = grade(edition, analyte, np.array([value]), np.array([low]), np.array([high]), None)
    return f"{edition}: {analyte} {value:g} of {low:g} to {high:g}", str(expected), f"{float(found[0]):g}"


def _simon() -> Iterator[Answer]:
    """The optimal design for 10 % against 30 %, errors 5 % and 20 %.

    Source: Simon, Control Clin Trials 1989;10:1 (doi 10.1016/0197-2456(89)90015-9), Table 1: 1/10, 5/29; expected
    sample size 15.0, probability of early termination 0.74 under the null hypothesis.
    """
    looks = with_final((10, 29), (1, 5))
    null, alternative = compute_course(looks, 0.10), compute_course(looks, 0.30)
    name = "Simon's optimal design 1/10, 5/29"
    yield f"{name}: expected size and early end at 10 %", "15.0 and 0.74", f"{null.expected_n:.1f} and {null.pet:.2f}"
    held = "yes" if null.reject <= 0.05 and alternative.reject >= 0.80 else "no"
    yield f"{name}: errors at most 5 % and 20 %", "yes", held
