"""Submission-grade data out: analysis data sets in regulators' formats, Define-XML, conformance, de-identification."""

from ..sdtm.files_write import write_study as write_study
from .conformance import CHECKS as CHECKS
from .conformance import Check as Check
from .conformance import Outcome as Outcome
from .conformance import check_conformance as check_conformance
from .conformance import conformance_findings as conformance_findings
from .core_program import run_core as run_core
from .define_xml import check_define as check_define
from .deidentify import deidentify as deidentify
from .study_checks import check_study as check_study
from .write import FORMATS as FORMATS
from .write import Submission as Submission
from .write import write_converted as write_converted
from .write import write_submission as write_submission
