"""Response of every subject by the criteria that the protocol names."""

import polars as pl

from ...protocol.schema import Protocol
from ...response import MyelomaCriteria, WaldenstromCriteria, criteria_named
from ...sdtm.tables import StudyTables
from .amyloidosis import derive_amyloidosis_response
from .myeloma import derive_myeloma_response
from .response_tables import ResponseTables
from .waldenstrom import derive_marker_response


def derive_response(tables: StudyTables, adsl: pl.DataFrame, protocol: Protocol) -> ResponseTables:
    """Apply the protocol's criteria to every subject of ADSL."""
    criteria = criteria_named(protocol.response.criteria)
    if isinstance(criteria, WaldenstromCriteria):
        return derive_marker_response(tables, adsl, protocol, criteria)
    if isinstance(criteria, MyelomaCriteria):
        return derive_myeloma_response(tables, adsl, protocol, criteria)
    return derive_amyloidosis_response(tables, adsl, protocol, criteria)
