"""JSON read through a window, so that a large or hostile file is never held in memory as a whole."""

import json
import re
from collections.abc import Iterator
from typing import NoReturn, TextIO

from ..errors import DataError, InputError
from .plain import Plain

WINDOW = 1_000_000
"""Characters read at a time."""

LONGEST_VALUE = 4_000_000
"""Characters that one value (the metadata, or one record) may have."""


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


SINGLY = 1_000
"""Records read one by one after a window that could not be cut at a glance: brackets within texts do that."""

_BLANKS = re.compile(r"[ \t\r\n]*")

_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def decode(text: str, where: str) -> Plain:
    """One JSON value that is the whole text.

    Raises:
        DataError: not well-formed JSON, or nested too deeply.
    """
    try:
        value: Plain = _DECODER.decode(text)
    except (ValueError, RecursionError):
        raise DataError.one(where, "not well-formed JSON", "export the file again", "json.malformed") from None
    return value


class JsonStream:
    """A position in a JSON text; mutable while one file is read.

    Every method raises DataError where the text is not what it must be at this place, or where the file ends early.
    """

    def __init__(self, file: TextIO, name: str) -> None:
        self._file, self.name = file, name
        self._text, self._at, self._read = "", 0, 0

    def peek(self) -> str:
        """The next character that is no blank; empty at the end of the file."""
        while True:
            blanks = _BLANKS.match(self._text, self._at)
            self._at = blanks.end() if blanks is not None else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more(WINDOW):
                return ""

    def expect(self, character: str) -> None:
        """Step over this character."""
        found = self.peek()
        if found != character:
            raise self._damaged("the file ends early: it was cut" if not found else f"'{character}' is missing")
        self._at += 1

    def follows(self, character: str) -> bool:
        """Step over this character if it comes next."""
        if self.peek() != character:
            return False
        self._at += 1
        return True

    def value(self) -> Plain:
        """The next value, whole."""
        value: Plain
        self.peek()
        window = WINDOW
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError):
                value, end = None, len(self._text)
            if end < len(self._text):
                self._at = end
                return value
            if len(self._text) - self._at > LONGEST_VALUE:
                raise self._damaged(f"a value of more than {LONGEST_VALUE:,} characters")
            if not self._more(window):
                return self._last_value()
            window *= 2

    def arrays(self) -> Iterator[list[Plain]]:
        """The members of an array of arrays, in lists of many; the position is just after its `[`."""
        if self.follows("]"):
            return
        singly = 0
        while True:
            self.peek()
            if len(self._text) - self._at < WINDOW:
                self._more(WINDOW)
            many = self._many() if singly == 0 else None
            singly = 0 if many is not None else (singly or SINGLY) - 1
            yield many if many is not None else [self.value()]
            if not self.follows(","):
                self.expect("]")
                return

    def _many(self) -> list[Plain] | None:
        """As many whole members as the window holds, when they can be cut off at a glance."""
        end = self._text.rfind("]", self._at, self._text.rfind("[", self._at)) + 1
        if end <= self._at:
            return None
        try:
            members = _DECODER.decode("[" + self._text[self._at : end] + "]")
        except (ValueError, RecursionError):
            return None
        self._at = end
        return list(members)

    def _last_value(self) -> Plain:
        """A value that ends with the file, or is cut by its end."""
        value: Plain
        try:
            value, self._at = _DECODER.raw_decode(self._text, self._at)
        except (ValueError, RecursionError):
            raise self._damaged("not well-formed JSON, or the file ends early") from None
        return value

    def _more(self, characters: int) -> bool:
        added = self._file.read(characters)
        if not added:
            return False
        self._read += self._at
        self._text, self._at = self._text[self._at :] + added, 0
        return True

    def _damaged(self, found: str) -> InputError:
        where = f"{self.name}, character {self._read + self._at + 1}"
        return DataError.one(where, found, "export the file again", "json.malformed")
