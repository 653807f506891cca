"""Tables that are not CDISC, made study tables by a mapping file."""
