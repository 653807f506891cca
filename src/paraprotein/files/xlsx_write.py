"""One table as an Office Open XML workbook (.xlsx), with nothing but the standard library.

Every cell is text, so that `001` and `1E2` stay as they are, and a text that starts with `=` is no formula.

Source: ECMA-376, Office Open XML file formats, part 1, section 18 (SpreadsheetML): inline strings in one sheet.
"""

import re
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="SHEET" sheetId="1" '
    'r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}

_VIEW = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView>'
    "</sheetViews>"
)

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""Time stamp of the parts, so that the same table gives the same bytes."""


def xlsx_bytes(sheet: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one sheet: a header row that stays in view, then the rows.

    Args:
        sheet: its name, at most 31 characters.
        columns: the header.
        rows: texts, as many in each row as there are columns.

    Example:
        >>> xlsx_bytes("queries", ["id"], [["1"]])[:2]
        b'PK'
    """
    body = "".join(_row(number, cells) for number, cells in enumerate([columns, *rows], start=1))
    content = f'<worksheet xmlns="{_MAIN}">{_VIEW}<sheetData>{body}</sheetData></worksheet>'
    named = {name: text.replace("SHEET", escape(sheet[:31], {'"': "&quot;"})) for name, text in _PARTS.items()}
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**named, "xl/worksheets/sheet1.xml": content}.items():
            archive.writestr(zipfile.ZipInfo(name, _FIXED_TIME), _HEAD + text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _row(number: int, cells: Sequence[str]) -> str:
    texts = (escape(_NOT_XML.sub("", cell)) for cell in cells)
    inside = "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' for text in texts)
    return f'<row r="{number}">{inside}</row>'


def write_xlsx(path: Path, sheet: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write `xlsx_bytes` to a file."""
    path.write_bytes(xlsx_bytes(sheet, columns, rows))
