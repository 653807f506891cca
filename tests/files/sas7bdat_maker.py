"""Make a small SAS7BDAT file, for tests: no library at hand writes one.

32-bit, little-endian, not compressed, one page of descriptions and pages of data, UTF-8. The layout follows
M. S. Shotwell, "SAS7BDAT Database Binary Format" (2013), and the subset of it that ReadStat's reader relies on.
"""

import struct

PAGE = 4096
MAGIC = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")


def make_sas7bdat(columns: dict[str, list[float | str | None]], formats: dict[str, str] | None = None) -> bytes:
    """A file with these columns; numbers are float or None, texts str; every column has the same length."""
    rows = len(next(iter(columns.values())))
    widths = {
        name: max(1, *(len((value or "").encode()) for value in values)) if _is_text(values) else 8
        for name, values in columns.items()
    }
    width = sum(widths.values())
    records = [b"".join(_cell(values[row], widths[name]) for name, values in columns.items()) for row in range(rows)]
    per_page = (PAGE - 24) // width
    pages = [_description_page(columns, widths, formats or {}, rows)]
    for first in range(0, rows, per_page):
        some = records[first : first + per_page]
        head = bytes(16) + struct.pack("<HHHH", 0x0100, len(some), 0, 0)
        pages.append((head + b"".join(some)).ljust(PAGE, b"\0"))
    return _file_header(len(pages)) + b"".join(pages)


def _is_text(values: list[float | str | None]) -> bool:
    return any(isinstance(value, str) for value in values)


def _cell(value: float | str | None, width: int) -> bytes:
    if isinstance(value, str) or (value is None and width != 8):
        return (value or "").encode().ljust(width)
    if value is None:
        return bytes.fromhex("0000000000feffff")
    return struct.pack("<d", value)


def _file_header(pages: int) -> bytes:
    header = bytearray(1024)
    header[0:32] = MAGIC
    header[32:40] = bytes([0x22, 0x22, 0x00, 0x22, 0x22, 0x01, 0x02, ord("1")])
    header[70] = header[71] = 20  # UTF-8
    header[84:92] = b"SAS FILE"
    header[92:124] = b"LB".ljust(32)
    header[156:164] = b"DATA    "
    header[196:208] = struct.pack("<III", 1024, PAGE, pages)
    header[216:224] = b"9.0401M6"
    return bytes(header)


def _description_page(
    columns: dict[str, list[float | str | None]], widths: dict[str, int], formats: dict[str, str], rows: int
) -> bytes:
    text = bytearray()

    def reference(word: str) -> bytes:
        place = struct.pack("<HHH", 0, len(text) + 28, len(word))
        text.extend(word.encode().ljust(-(-len(word) // 4) * 4, b"\0"))
        return place

    names = b"".join(reference(name) + bytes(2) for name in columns)
    shown = [bytes(30) + (reference(formats[name]) if name in formats else bytes(6)) + bytes(12) for name in columns]
    attributes, offset = b"", 0
    for name, values in columns.items():
        attributes += struct.pack("<IIHBB", offset, widths[name], 4, 2 if _is_text(values) else 1, 0)
        offset += widths[name]
    row_size = bytes(16) + struct.pack("<ii", offset, rows) + bytes(24) + struct.pack("<i", PAGE) + bytes(424)
    parts = [
        (0xF7F7F7F7, 0, row_size),
        (0xF6F6F6F6, 0, struct.pack("<i", len(columns)) + bytes(4)),
        (0xFFFFFFFD, 1, _counted(bytes(10) + b" " * 8 + bytes(8) + bytes(text))),
        (0xFFFFFFFF, 1, _counted(bytes(6) + names + bytes(8))),
        (0xFFFFFFFC, 1, _counted(bytes(6) + attributes + bytes(8))),
        *((0xFFFFFBFE, 0, part) for part in shown),
    ]
    page, end, pointers = bytearray(PAGE), PAGE, b""
    for signature, kind, body in parts:
        whole = struct.pack("<I", signature) + body
        end -= len(whole)
        page[end : end + len(whole)] = whole
        pointers += struct.pack("<IIBBH", end, len(whole), 0, kind, 0)
    page[16:24] = struct.pack("<HHHH", 0x0000, len(parts), len(parts), 0)
    page[24 : 24 + len(pointers)] = pointers
    return bytes(page)


def _counted(body: bytes) -> bytes:
    """A part that begins with the number of its bytes behind signature and count."""
    return struct.pack("<H", len(body) + 2 + 4 - 12) + body
