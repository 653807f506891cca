"""Texts as people type them, in one form: case, accents, signs and Unicode forms no longer matter."""

import re
import unicodedata
from typing import Final

BREAK: Final = "|"
"""The token between two statements of one text; the sign itself is one of them."""

_NEGATED = re.compile(r"n['’]t\b")
_INNER_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_DASH = re.compile(r"(?<=\S)\s+-\s+(?=\S)")
_INNER_DOT = re.compile(r"(?<=\w)\.(?=\w)")
_WHOLE_NUMBER = re.compile(r"^(\d+)\.0+$")
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_GREEK = str.maketrans({"κ": " kappa ", "λ": " lambda "})

_BREAKS: Final = frozenset(",;.()[]{}/|\\")
_SILENT: Final = frozenset("\"'`´’‘“”«»:=_*!")
"""Signs that change nothing. A question mark is none of them: `positive?` is not `positive`."""


def plain(text: str) -> str:
    """The text in lower case, without accents, format characters and Greek letters; dashes are hyphens.

    >>> plain("  Négatif ")
    'negatif'
    """
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_DASHES).translate(_GREEK)
    letters = (one for one in unicodedata.normalize("NFKD", folded) if unicodedata.category(one) not in ("Mn", "Cf"))
    return _WHOLE_NUMBER.sub(r"\1", "".join(letters).strip())


def tokens_of(text: str) -> tuple[str, ...]:
    """Words and signs of a text, in order; `BREAK` where a statement ends.

    >>> tokens_of("No M-spike; IgG normal.")
    ('no', 'm', 'spike', '|', 'igg', 'normal', '|')
    """
    shown = _NEGATED.sub(" not", plain(text))
    shown = _INNER_DOT.sub(" ", _INNER_HYPHEN.sub(" ", _DASH.sub(" | ", shown)))
    found = (BREAK if one in _BREAKS else one for one in _TOKEN.findall(shown) if one not in _SILENT)
    return tuple(found)


def key_of(text: str) -> str:
    """What a whole text is looked up by: its words and signs with single spaces, without breaks.

    >>> key_of("N.D."), key_of("(+)"), key_of("+/-")
    ('n d', '+', '+/-')
    """
    tokens = tokens_of(text)
    if any(token[0].isalnum() for token in tokens):
        return " ".join(token for token in tokens if token != BREAK)
    return re.sub(r"[\s()\[\]{}.]", "", plain(text))


def spellings_of(phrase: str) -> tuple[tuple[str, ...], ...]:
    """Tokens of a phrase of the tables; with umlauts also as they are written without them: `ä` as `a` and `ae`."""
    written = {phrase, *(_without_umlauts(phrase),)}
    return tuple(sorted({tuple(token for token in tokens_of(one) if token != BREAK) for one in written}))


def _without_umlauts(phrase: str) -> str:
    return phrase.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
