"""Worst, treatment-emergent and shifted grades of many patients.

Arrays of visits have shape (n_patients, n_visits), in any order of visits; NaN is not gradable or no visit. The same
functions serve NumPy and, inside `jit`, JAX.
"""

from ..arrays import BooleansByVisit, Floats, FloatsByVisit, IntegerArray, namespace_of

HIGHEST_GRADE = 5
"""Death related to the adverse event; laboratory values reach grade 4."""


def on_treatment(study_day: FloatsByVisit, last_dose_day: Floats, window_days: float = 30.0) -> BooleansByVisit:
    """Which visits count for toxicity: after the day of the first dose, up to the last dose plus a window.

    Args:
        study_day: study days of the visits, (n_patients, n_visits); day 1 is the first dose, NaN is no visit.
        last_dose_day: study day of the last dose, (n_patients,); NaN where no dose was given.
        window_days: days after the last dose that still count.
    """
    return (study_day > 1) & (study_day <= last_dose_day[:, None] + window_days)


def worst_grade(grades: FloatsByVisit, counted: BooleansByVisit) -> Floats:
    """Highest grade of the counted visits, (n_patients,); NaN where none could be graded.

    Args:
        grades: CTCAE grades, (n_patients, n_visits).
        counted: which visits count, e.g. from `on_treatment`.
    """
    xp = namespace_of(grades)
    known = xp.where(counted & ~xp.isnan(grades), grades, -1.0)
    worst = xp.max(known, axis=1, initial=-1.0)
    return xp.where(worst < 0, xp.nan, worst)


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


def first_day_at_least(
    grades: FloatsByVisit, study_day: FloatsByVisit, counted: BooleansByVisit, grade: float
) -> Floats:
    """First study day, (n_patients,), on which a counted visit reaches the grade; NaN where none does."""
    xp = namespace_of(grades)
    day = xp.where(counted & (grades >= grade), study_day, xp.inf)
    first = xp.min(day, axis=1, initial=xp.inf)
    return xp.where(xp.isinf(first), xp.nan, first)


def shift_table(baseline: Floats, worst: Floats) -> IntegerArray:
    """Patients by baseline grade (rows) and worst grade (columns): 0 to 5, then not gradable.

    Args:
        baseline: grade before treatment, (n_patients,).
        worst: worst grade under treatment, (n_patients,).

    Returns:
        Counts, (7, 7), summing to the number of patients.
    """
    xp = namespace_of(worst)
    columns = xp.arange(HIGHEST_GRADE + 2)
    row = xp.where(xp.isnan(baseline), HIGHEST_GRADE + 1, baseline)[:, None] == columns
    column = xp.where(xp.isnan(worst), HIGHEST_GRADE + 1, worst)[:, None] == columns
    return xp.sum(row[:, :, None] & column[:, None, :], axis=0)
