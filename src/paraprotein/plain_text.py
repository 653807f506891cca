r"""Text that may come from anywhere, made safe to show: what would steer a terminal is written out as its code.

Escape sequences, other control characters, marks that turn the direction of writing, invisible characters and bytes
that are no UTF-8 become `\uXXXX`, as JSON writes them: escaped JSON is the same JSON.
"""

import unicodedata

STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode categories: control, format, surrogate, private use, line and paragraph separators."""


def plain_line(text: str) -> str:
    r"""A text as one line without anything that steers a terminal.

    Example:
        >>> plain_line("S-\x1b[31m1\n2")
        'S-\\u001b[31m1\\u000a2'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        _escaped(character) if unicodedata.category(character) in STEERING else character for character in text
    )


def plain_text(text: str) -> str:
    """The same for a text of several lines, which stay lines; a tab stays a tab."""
    return "\n".join("\t".join(map(plain_line, line.split("\t"))) for line in text.split("\n"))


def _escaped(character: str) -> str:
    r"""`\uXXXX` for each unit of UTF-16."""
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place] << 8 | units[place + 1]:04x}" for place in range(0, len(units), 2))
