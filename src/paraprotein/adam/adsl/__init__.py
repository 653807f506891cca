"""Subjects: dates that every derivation starts from, death, last contact."""
