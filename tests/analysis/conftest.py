"""Studies shared by the tests of the analysis."""

import pytest
from random_studies import admitted, random_study

from paraprotein.analysis import Analysis, analyze
from paraprotein.protocol.load import LoadedProtocol, load_protocol
from paraprotein.sdtm.tables import StudyTables

# hand-built studies are shared with the tests of the derivations
# and random courses with the second implementation of the criteria


@pytest.fixture(scope="session")
def protocol() -> LoadedProtocol:
    return load_protocol("imatinib-wm-2007")


@pytest.fixture(scope="session")
def fifty() -> StudyTables:
    """Fifty random trials of different sizes in one set of tables."""
    return admitted(random_study(50))


@pytest.fixture(scope="session")
def analysis(fifty: StudyTables, protocol: LoadedProtocol) -> Analysis:
    return analyze(fifty, protocol)
