"""Groups of words: what each says, in which language, and where it was found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from ...sources import Source
from .tokens import key_of, spellings_of

Strength = Literal["strong", "weak", "whole"]
"""strong: decides wherever it occurs · weak: names the thing, decides where nothing strong does · whole: only alone"""

Language = Literal["en", "de", "fr", "es", "it", ""]
"""ISO 639-1; empty for signs, numbers and codes."""


@dataclass(frozen=True)
class Words:
    """Synonyms in one language, from one source.

    Attributes:
        term: what they say, a term of their group.
        language: of the phrases.
        source: where they were found.
        phrases: as people write them; case, accents, hyphens and punctuation do not matter.
        strength: where they decide.
    """

    term: str
    language: Language
    source: Source
    phrases: tuple[str, ...]
    strength: Strength = "strong"


def says(term: str, language: Language, source: Source, phrases: str, strength: Strength = "strong") -> Words:
    """Words from one line of a table, phrases between bars: `negative | neg`."""
    return Words(term, language, source, tuple(one.strip() for one in phrases.split("|")), strength)


@dataclass(frozen=True, eq=False)
class WordGroup:
    """The words of one question, such as whether an immunofixation is negative.

    Attributes:
        name: short name, unique.
        title: what the words answer, for a reader.
        terms: what they can say, as findings list it.
        words: the synonyms.
        opposite: term -> what its denial says; a term that is not here cannot be denied.
        neutral: words that may accompany the others and change nothing; their `term` is empty.
    """

    name: str
    title: str
    terms: tuple[str, ...]
    words: tuple[Words, ...]
    opposite: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    neutral: tuple[Words, ...] = ()

    @cached_property
    def wholes(self) -> Mapping[str, str]:
        """Key of a whole text -> term."""
        own = {key: term for key, term in ((key_of(term), term) for term in self.terms) if key}
        own |= {key: words.term for words in self.words for phrase in words.phrases for key in _keys(phrase)}
        return MappingProxyType(own)

    @cached_property
    def phrases(self) -> Mapping[tuple[str, ...], tuple[Strength, str]]:
        """Tokens of each phrase that may occur in a longer text -> its strength and term."""
        return MappingProxyType(
            {
                tokens: (words.strength, words.term)
                for words in self.words
                if words.strength != "whole"
                for phrase in words.phrases
                for tokens in spellings_of(phrase)
                if tokens
            }
        )

    @cached_property
    def fillers(self) -> frozenset[tuple[str, ...]]:
        """Tokens of each neutral phrase."""
        return frozenset(
            spelling for words in self.neutral for phrase in words.phrases for spelling in spellings_of(phrase)
        )

    def known(self, most: int = 5) -> str:
        """The words in a sentence, the first few of each term: `NEGATIVE (neg, not detected, ...), POSITIVE (...)`."""
        return ", ".join(f"{term}{self._examples(term, most)}" for term in self.terms)

    def _examples(self, term: str, most: int) -> str:
        phrases = list(dict.fromkeys(phrase for phrase in self._phrases_of(term) if key_of(phrase) != key_of(term)))
        etc = ", ..." if len(phrases) > most else ""
        return f" ({', '.join(phrases[:most])}{etc})" if phrases else ""

    def _phrases_of(self, term: str) -> Iterator[str]:
        for words in self.words:
            if words.term == term:
                yield from words.phrases


def _keys(phrase: str) -> Iterator[str]:
    """Keys of a phrase in each of its spellings; a sign is its own key."""
    yield key_of(phrase)
    for spelling in spellings_of(phrase):
        if spelling and spelling[0][0].isalnum():
            yield " ".join(spelling)
