"""Confirmation of recorded responses as in admiralonco's IMWG article (vignette `adrs_imwg`).

The sequences are the article's own table of cases; progression is biochemical unless said otherwise.
"""

import numpy as np
import pytest

from paraprotein.response import Confirmed, Status, confirm_recorded, label_of

CODES = {label_of(code).upper(): code for code in Status}


def confirm(text: str, new_therapy: float = np.nan, certain: tuple[int, ...] = (), gap: float = 0.0) -> Confirmed:
    """Recorded responses 28 days apart, the first on day 29."""
    recorded = np.array([[CODES[word.upper()] for word in text.split()]], dtype=np.int8)
    day = 29.0 + 28.0 * np.arange(recorded.shape[1])[None, :]
    is_certain = np.zeros(recorded.shape, dtype=np.bool_)
    is_certain[0, list(certain)] = True
    return confirm_recorded(recorded, day, np.array([new_therapy]), is_certain, gap)


def written(confirmed: Confirmed) -> str:
    return " ".join(label_of(code) for code in confirmed.status[0])


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        ("PR PR", "PR PR"),
        ("PR SD", "SD SD"),
        ("VGPR PR PR", "PR PR PR"),
        ("PR NE VGPR", "PR PR PR"),
        ("PR PR PD PR", "PR PR PR PR"),
        ("PR PR PD PD", "PR PR PD PD"),  # the last one only because progression stays
        ("CR PD PD", "SD PD PD"),
        ("SD PD", "SD SD"),
        ("PD SD SD", "NE SD SD"),
        ("MR", "SD"),
        ("sCR sCR", "sCR sCR"),
        ("CR sCR", "CR CR"),
        ("sCR CR", "CR CR"),
        ("VGPR CR sCR", "VGPR CR CR"),
        ("MR PR NE", "MR MR MR"),
        ("NE NE", "NE NE"),
        ("PD NE PD", "PD PD PD"),
        ("SD SD MR MR", "SD SD MR MR"),
        ("PR PR SD SD", "PR PR PR PR"),  # a confirmed category is kept
    ],
)
def test_a_response_is_confirmed_by_the_next_assessment(recorded: str, expected: str) -> None:
    assert written(confirm(recorded)) == expected


def test_imaging_and_death_need_no_second_assessment() -> None:
    assert written(confirm("PR PR PD", certain=(2,))) == "PR PR PD"
    assert confirm("SD PD", certain=(1,)).progression_day[0] == 57.0


def test_an_assessment_on_the_day_of_new_therapy_may_confirm_but_not_count() -> None:
    on_the_day = confirm("PR PR", new_therapy=57.0)
    assert written(on_the_day) == "PR PR"
    assert written(confirm("PR PR", new_therapy=56.0)) == "SD SD"
    assert confirm("PR VGPR VGPR", new_therapy=57.0).best[0] == Status.PR
    assert confirm("PR VGPR VGPR", new_therapy=58.0).best[0] == Status.PR
    assert confirm("PR VGPR VGPR", new_therapy=85.0).best[0] == Status.VGPR


def test_a_second_progression_under_new_therapy_confirms_the_first() -> None:
    assert confirm("SD PD PD", new_therapy=60.0).progression_day[0] == 57.0
    assert np.isnan(confirm("SD PD PD", new_therapy=57.0).progression_day[0])


@pytest.mark.parametrize(
    ("recorded", "best"),
    [
        ("PR PR CR CR", Status.CR),
        ("sCR sCR PD PD", Status.SCR),
        ("PD PD PR PR", Status.PD),
        ("PD PD", Status.PD),
        ("SD PD PD", Status.SD),
        ("PD", Status.NE),
        ("NE", Status.NE),
    ],
)
def test_best_response_is_the_best_confirmed_one_up_to_progression(recorded: str, best: Status) -> None:
    assert confirm(recorded).best[0] == best


def test_a_patient_without_assessments_has_no_best_response() -> None:
    nothing = confirm_recorded(
        np.zeros((2, 0), np.int8), np.zeros((2, 0)), np.full(2, np.nan), np.zeros((2, 0), np.bool_)
    )
    assert nothing.best.tolist() == [Status.NONE, Status.NONE]
    assert nothing.status.shape == (2, 0)


def test_the_confirming_progression_can_be_asked_to_be_later() -> None:
    assert written(confirm("SD PD PD", gap=29.0)) == "SD SD SD"
    assert written(confirm("SD PD PD", gap=28.0)) == "SD PD PD"
