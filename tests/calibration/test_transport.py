"""A prediction says where it leaves what its calibration has seen."""

from dataclasses import replace
from typing import Any

import pytest

from paraprotein.calibration.transport import check_transport
from paraprotein.protocol.load import LoadedProtocol, load_protocol


@pytest.fixture(scope="module")
def founding() -> LoadedProtocol:
    return load_protocol("imatinib-wm-2007")


def changed(loaded: LoadedProtocol, section: str, **values: Any) -> LoadedProtocol:
    part = getattr(loaded.protocol, section).model_copy(update=values)
    return replace(loaded, protocol=loaded.protocol.model_copy(update={section: part}))


def test_the_founding_trial_is_what_the_calibration_saw(founding: LoadedProtocol) -> None:
    assert check_transport(founding) == []


@pytest.mark.parametrize(
    ("section", "values", "where"),
    [
        ("treatment", {"levels": (400.0, 800.0)}, "treatment.levels"),
        ("treatment", {"levels": (100.0, 400.0)}, "treatment.levels"),
        ("treatment", {"every": 2.0}, "treatment.every"),
        ("treatment", {"drug": "nilotinib"}, "treatment.drug"),
        ("visits", {"every": 14.0}, "visits.every"),
    ],
)
def test_each_departure_is_a_warning(
    founding: LoadedProtocol, section: str, values: dict[str, Any], where: str
) -> None:
    (finding,) = check_transport(changed(founding, section, **values))
    assert (finding.where, finding.severity) == (where, "warning")
    assert "IMATINIB-WM-2007" in finding.found


@pytest.mark.parametrize(
    ("section", "values"),
    [
        ("treatment", {"levels": (300.0, 500.0)}),
        ("visits", {"every": 56.0}),
        ("population", {"enrolled": 100}),
        ("response", {"confirm_response": "consecutive"}),
        ("virtual_patients", {"population": "mixed"}),
    ],
)
def test_what_the_calibration_covers_is_silent(founding: LoadedProtocol, section: str, values: dict[str, Any]) -> None:
    assert check_transport(changed(founding, section, **values)) == []
