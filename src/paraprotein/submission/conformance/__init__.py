"""Our own conformance checks of analysis data sets: data, each with a sentence and a function."""

from .check import Check as Check
from .check import Outcome as Outcome
from .run import CHECKS as CHECKS
from .run import check_conformance as check_conformance
from .run import conformance_findings as conformance_findings
