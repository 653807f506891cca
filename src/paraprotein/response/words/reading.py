"""The one function that reads a word: a text decides where every word of it is known and they agree, else it does not.

A text is taken apart into statements (at commas, brackets, `but`, `and`), a statement into phrases of the group, words
that deny, and words that change nothing. A statement with any other word says nothing: it is reported, never guessed.

- A denial reverses what follows it (`no progression`, `keine Progression`), or as a last word what precedes it
  (`Progression: nein`); `excluded` and `ruled out` reverse their whole statement. Two denials in one statement, and the
  denial of a term that has no opposite, are not understood.
- Strong words go before weak ones: in `monoclonal band not detected` the band is only named.
- Statements that contradict each other are not understood, whatever their order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from .records import METHOD
from .shared import AMBIGUOUS, BREAKS, DENIALS, FILLERS, LAST_DENIALS, NOTHING, UNDONE
from .tokens import BREAK, key_of, tokens_of
from .vocabulary import WordGroup

State = Literal["known", "silent", "ambiguous", "unknown"]
"""known: a term · silent: says that nothing was done · ambiguous: has several meanings · unknown: not understood"""

Kind = Literal["strong", "weak", "denial", "undoing", "filler", "silent", "unknown"]


@dataclass(frozen=True)
class Reading:
    """What a text says.

    Attributes:
        term: the term of the group; empty unless `state` is known.
        state: whether the text was understood.
        why: for an ambiguous word, its meanings; it comes from the tables, never from the data.
    """

    term: str
    state: State
    why: str = ""


_UNKNOWN: Final = Reading("", "unknown")
_SILENT: Final = Reading("", "silent")


class _Item(NamedTuple):
    """One phrase of a statement."""

    kind: Kind
    term: str
    tokens: tuple[str, ...]


@lru_cache(maxsize=16384)
def read_word(group: WordGroup, text: str) -> Reading:
    """What a text says in one group of words.

    Args:
        group: the question, for example `DETECTION`.
        text: as it was recorded, in any case and form.

    Returns:
        A known term; or that the text says nothing, has several meanings, or is not understood.

    >>> from paraprotein.response.words import DETECTION, read_word
    >>> read_word(DETECTION, "No monoclonal band detected.").term
    'NEGATIVE'
    """
    key = key_of(text)
    if not key:
        return _SILENT
    if key in group.wholes:
        return Reading(group.wholes[key], "known")
    if key in NOTHING:
        return _SILENT
    if key in AMBIGUOUS:
        return Reading("", "ambiguous", AMBIGUOUS[key])
    return _combine([_read_statement(group, own) for own in _statements(_parse(group, tokens_of(text)))])


def method_key(name: str) -> str:
    """What two spellings of one assay method have in common: the term, or the words without case, accents and signs.

    >>> method_key("Nephelometric assay") == method_key("NEPHELOMETRY")
    True
    """
    return read_word(METHOD, name).term or key_of(name)


def mentions(group: WordGroup, term: str, text: str) -> bool:
    """Whether a text names a term anywhere and denies nothing; for places that may hold any word, as locations do.

    >>> from paraprotein.response.words import LOCATION, mentions
    >>> mentions(LOCATION, "LYMPH NODE", "Lymph node, axillary, left")
    True
    """
    items = [item for item in _parse(group, tokens_of(text)) if item is not None]
    return any(item.term == term for item in items) and not {"denial", "undoing"} & {item.kind for item in items}


def _combine(readings: Sequence[Reading | None]) -> Reading:
    """What all statements say together; None says nothing about the question."""
    told = [reading for reading in readings if reading is not None]
    return told[0] if told and len(set(told)) == 1 else _UNKNOWN


def _parse(group: WordGroup, tokens: tuple[str, ...]) -> Iterator[_Item | None]:
    """The longest known phrase from each place on; None where a statement ends."""
    place = 0
    longest = max(map(len, group.phrases), default=1)
    while place < len(tokens):
        sizes = range(min(max(longest, 5), len(tokens) - place), 0, -1)
        found = (item for size in sizes if (item := _item(group, tokens[place : place + size])) is not None)
        item = next(found, None) or _Item("unknown", "", tokens[place : place + 1])
        yield None if item.tokens in BREAKS or item.tokens == (BREAK,) else item
        place += len(item.tokens)


def _item(group: WordGroup, tokens: tuple[str, ...]) -> _Item | None:
    if tokens in group.phrases:
        strength, term = group.phrases[tokens]
        return _Item("strong" if strength == "strong" else "weak", term, tokens)
    kind = _shared_kind(group, tokens)
    return None if kind is None else _Item(kind, "", tokens)


def _shared_kind(group: WordGroup, tokens: tuple[str, ...]) -> Kind | None:
    if tokens in group.fillers or tokens in BREAKS or tokens in FILLERS:
        return "filler"
    if tokens in DENIALS:
        return "denial"
    if tokens in UNDONE:
        return "undoing"
    return "silent" if " ".join(tokens) in NOTHING else None


def _statements(items: Iterator[_Item | None]) -> Iterator[list[_Item]]:
    statement: list[_Item] = []
    for item in items:
        if item is not None:
            statement.append(item)
        elif statement:
            yield statement
            statement = []
    if statement:
        yield statement


def _read_statement(group: WordGroup, items: list[_Item]) -> Reading | None:
    """What one statement says; None where it has only words that change nothing."""
    key = " ".join(token for item in items for token in item.tokens)
    if key in group.wholes:
        return Reading(group.wholes[key], "known")
    kinds = [item.kind for item in items]
    denials = kinds.count("denial") + kinds.count("undoing")
    if "unknown" in kinds or denials > 1 or ("silent" in kinds and len(set(kinds) - {"filler"}) > 1):
        return _UNKNOWN
    if "silent" in kinds:
        return _SILENT
    if not denials:
        return _told(_terms(items), _UNKNOWN) if set(kinds) != {"filler"} else None
    return _told(_denied(group, items), _UNKNOWN)


def _told(terms: set[str], otherwise: Reading) -> Reading:
    return Reading(next(iter(terms)), "known") if len(terms) == 1 and "" not in terms else otherwise


def _terms(items: Sequence[_Item]) -> set[str]:
    """Terms of the strong words, or of the weak ones where none is strong."""
    strong = {item.term for item in items if item.kind == "strong"}
    return strong or {item.term for item in items if item.kind == "weak"}


def _denied(group: WordGroup, items: list[_Item]) -> set[str]:
    """Terms of a statement with one denial; empty where it denies nothing, `""` among them where it cannot."""
    place = next(at for at, item in enumerate(items) if item.kind in ("denial", "undoing"))
    before, after = items[:place], items[place + 1 :]
    if items[place].kind == "undoing" or (not _terms(after) and items[place].tokens in LAST_DENIALS and not after):
        before, after = [], [*before, *after]
    turned = {group.opposite.get(term, "") for term in _terms(after)}
    if not turned:
        return {""}
    beside = [item for item in before if item.kind == "strong" or not _has_strong(after)]
    return turned | _terms(beside)


def _has_strong(items: Sequence[_Item]) -> bool:
    return any(item.kind == "strong" for item in items)
