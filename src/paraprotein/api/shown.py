"""What a noun of the front door shows of itself in a notebook."""

from collections.abc import Iterable
from html import escape


def html_table(title: str, headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A small table as HTML; everything in it is escaped.

    Example:
        >>> html_table("Tables", ["domain", "records"], [["DM", 28]])
        '<table><caption>Tables</caption><tr><th>domain</th><th>records</th></tr><tr><td>DM</td><td>28</td></tr></table>'
    """
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    body = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><caption>{escape(title)}</caption><tr>{head}</tr>{body}</table>"


def counted(number: int, noun: str) -> str:
    """`1 patient`, `2 patients`.

    Example:
        >>> counted(1, "patient"), counted(28, "patient")
        ('1 patient', '28 patients')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"
