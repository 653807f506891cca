"""The figures of the abstract (Blood 2007;110(11):2575), each with its denominator and place."""

from pathlib import Path

import pytest

from paraprotein.errors import ProtocolError
from paraprotein.protocol.load import load_protocol
from paraprotein.protocol.published import Published, load_published, read_published

FOUNDING = load_protocol("imatinib-wm-2007")


@pytest.fixture(scope="module")
def published() -> Published:
    found = load_published(FOUNDING.directory)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("identifier", "text", "denominator"),
    [
        ("enrolled", "28", None),
        ("evaluable", "27", 28),
        ("age_median", "61", 28),
        ("age_min", "33", 28),
        ("age_max", "80", 28),
        ("prior_therapies_median", "2", 28),
        ("prior_therapies_min", "1", 28),
        ("prior_therapies_max", "5", 28),
        ("relapsed", "24", 28),
        ("refractory", "4", 28),
        ("follow_up_median", "6.3", 27),
        ("igm_baseline_median", "3110", 27),
        ("igm_best_median", "2530", 27),
        ("igm_best_p", "0.002", 27),
        ("igm_fall_25", "7", 27),
        ("igm_fall_50", "2", 27),
        ("time_to_response_median", "2.1", 7),
        ("ttp_responders_median", "8.4", 7),
        ("ttp_responders_min", "2", 7),
        ("ttp_responders_max", "15", 7),
        ("anemia_grade2", "12", None),
        ("leucopenia_grade2", "5", None),
        ("edema_grade2", "3", None),
        ("thrombocytopenia_grade2", "2", None),
        ("neutropenia_grade2", "1", None),
        ("tryptase_before_median", "6.7", None),
        ("tryptase_before_min", "2.2", None),
        ("tryptase_before_max", "10", None),
        ("tryptase_after_median", "3", None),
        ("tryptase_after_min", "1", None),
        ("tryptase_after_max", "5.5", None),
        ("tryptase_p", "<0.001", None),
        ("tryptase_all_fell", "1", None),
        ("tryptase_response_p", ">=0.05", None),
    ],
)
def test_each_figure_is_the_abstracts(
    published: Published, identifier: str, text: str, denominator: int | None
) -> None:
    figure = published.figure(identifier)
    assert figure.text == text
    assert figure.denominator == denominator


def test_a_number_that_nobody_published_says_why(published: Published) -> None:
    assert all(figure.note for figure in published.figures if figure.value is None)


def test_figures_and_protocol_agree(published: Published) -> None:
    population = FOUNDING.protocol.population
    assert published.study == FOUNDING.protocol.study.id
    assert published.figure("enrolled").value == population.enrolled
    assert published.figure("age_median").value == population.characteristics.age_years.median
    assert published.figure("refractory").value == population.characteristics.refractory


def test_an_unknown_figure_is_a_key_error(published: Published) -> None:
    with pytest.raises(KeyError):
        published.figure("complete_responses")


def test_all_mistakes_of_a_figures_file_come_at_once(tmp_path: Path) -> None:
    path = tmp_path / "published.yaml"
    figure = "{id: n, label: N, unit: patients, value: 3, place: here, statistic: count}"
    wrong = figure.replace("unit:", "unti:").replace("id: n", "id: N N")
    path.write_text(f"schema: 1\nstudy: S\nsource: B\nfigures:\n  - {figure}\n  - {figure}\n  - {wrong}\n")
    with pytest.raises(ProtocolError) as caught:
        read_published(path)
    assert len(caught.value.findings) == 3
    assert any("is used twice" in finding.found for finding in caught.value.findings)


def test_a_folder_without_published_figures_has_none(tmp_path: Path) -> None:
    assert load_published(tmp_path) is None
