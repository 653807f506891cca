"""Submission-grade data out: analysis data sets in regulators' formats, Define-XML, conformance."""

from .define_xml import check_define as check_define
from .write import FORMATS as FORMATS
from .write import Submission as Submission
from .write import write_submission as write_submission
