"""Names of adverse events brought to one spelling: case, blanks, and British and American English do not matter."""

SPELLINGS: tuple[tuple[str, str], ...] = (
    ("AEM", "EM"), ("OEDEM", "EDEM"), ("HOEA", "HEA"), ("OESOPH", "ESOPH"), ("TUMOUR", "TUMOR"), ("LEUCO", "LEUKO"),
    ("PNOEA", "PNEA"), ("ISATION", "IZATION"), ("FAECES", "FECES"), ("FAECAL", "FECAL"), ("PAEN", "PEN"),
    ("ORRHOE", "ORRHE"), ("OLOUR", "OLOR"),
)  # fmt: skip
"""British spelling as MedDRA writes it -> American spelling as the CTCAE does, in upper case."""


def plain_name(text: str) -> str:
    """A term in upper case, with single blanks and American spelling.

    >>> plain_name("Diarrhoea ") == plain_name("DIARRHEA")
    True
    >>> plain_name("Gastrointestinal haemorrhage")
    'GASTROINTESTINAL HEMORRHAGE'
    """
    plain = " ".join(text.upper().split())
    for british, american in SPELLINGS:
        plain = plain.replace(british, american)
    return plain
