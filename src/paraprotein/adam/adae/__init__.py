"""Adverse events and graded toxicities."""
