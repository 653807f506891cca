"""Laboratory tests that the rules know, with a unit that shows what each one measures."""

from collections.abc import Mapping
from types import MappingProxyType

STANDARD_UNITS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "IGM": ("mg/dL",),
        "IGG": ("mg/dL",),
        "IGA": ("mg/dL",),
        "MPROT": ("mg/dL",),
        "MCPROT": ("mg/dL",),
        "UMCPROT": ("mg/day",),
        "KLCFR": ("mg/L",),
        "LLCFR": ("mg/L",),
        "PLSTCECE": ("%",),
        "PLSTCE": ("/uL",),
        "BNPPRONT": ("ng/L", "pmol/L"),
        "TROPONIT": ("ng/L",),
        "TROPONII": ("ng/L",),
        "LVEF": ("%",),
        "PROTEXR": ("mg/day",),
        "GFRE": ("mL/min/1.73m2",),
        "LIVSPAN": ("cm",),
        "TRYPTASE": ("ng/mL",),
        "NEUT": ("10^9/L",),
        "WBC": ("10^9/L",),
        "PLAT": ("10^9/L",),
        "LYM": ("10^9/L",),
        "HGB": ("g/dL", "mmol/L"),
        "ALT": ("U/L",),
        "AST": ("U/L",),
        "ALP": ("U/L",),
        "BILI": ("mg/dL", "umol/L"),
        "CREAT": ("mg/dL", "umol/L"),
    }
)
"""LBTESTCD (CDISC controlled terminology) -> one unit of each dimension in which the test is reported.

Hemoglobin, bilirubin and creatinine are reported as mass or as substance concentration. A test that is not listed may
carry any known unit.
"""
