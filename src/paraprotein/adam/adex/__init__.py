"""Dosing intervals and exposure."""
