"""Reports that the tests of this room share; nothing is simulated, so that they are quick."""

import numpy as np
import pytest
from report_study import COURSES, analysis_of

from paraprotein.analysis import Analysis
from paraprotein.errors import Finding
from paraprotein.protocol.load import LoadedProtocol, load_protocol
from paraprotein.protocol.published import load_published
from paraprotein.report import Report
from paraprotein.scale.comparison import ComparedFigure, Interval, PublishedComparison
from paraprotein.scale.replicates import Replicates
from paraprotein.simulation import SelfCheck
from paraprotein.statistics import compute_position


@pytest.fixture(scope="session")
def founding() -> LoadedProtocol:
    return load_protocol("imatinib-wm-2007")


@pytest.fixture(scope="session")
def analysis(founding: LoadedProtocol) -> Analysis:
    return analysis_of(founding, COURSES)


@pytest.fixture(scope="session")
def study_report(founding: LoadedProtocol, analysis: Analysis) -> Report:
    warning = Finding("lb.csv, IGM", "results came as 3 in g/L & 4 in mg/dL", "nothing to do", "note", "laboratory")
    return Report.of_study(founding, analysis, [warning])


@pytest.fixture(scope="session")
def comparison(founding: LoadedProtocol, analysis: Analysis) -> PublishedComparison:
    """Every published figure, beside made-up trials that lie around it; the first lies outside."""
    published = load_published(founding.directory)
    assert published is not None
    replicates = Replicates(
        ids=(), treated=np.zeros((0, 3)), no_drug=np.zeros((0, 3)), example=analysis, example_no_drug=analysis,
        screened=90, failed=1, population="mixed", population_digest="0" * 64,
        self_check=SelfCheck(28, 2e-6, {"IGM": 2e-6}, 0.0),
    )  # fmt: skip
    figures = []
    for place, figure in enumerate(published.figures):
        value = 1.0 if figure.value is None else figure.value
        around = np.array([0.5 * value, value, 1.5 * value]) if place else np.array([40.0, 41.0, 42.0])
        position = compute_position(around, value, relation=figure.relation)
        low, median, high = around
        figures.append(
            ComparedFigure(
                figure, Interval(median, low, high, 0.1, 0), Interval(np.inf, low, np.inf, np.nan, place % 4),
                float(position.percentile[0]), bool(position.is_inside[0]),
            )
        )  # fmt: skip
    return PublishedComparison(founding, published, tuple(figures), replicates, 3, 7, "mixed", "0" * 64)


@pytest.fixture(scope="session")
def run_report(comparison: PublishedComparison) -> Report:
    return Report.of_comparison(comparison)
