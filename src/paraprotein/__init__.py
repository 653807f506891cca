"""Executable phase II trials in diseases measured by a serum paraprotein."""

__version__ = "0.1.0"
