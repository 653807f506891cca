"""What a Parquet file says of itself: records, columns, and the bytes that its pages unpack to.

Parquet holds a repeated value in a few bits and packs its pages besides, so a file of 100 kB may promise gigabytes.
The footer says how many records there are; the headers of the pages, which an unpacking reader obeys, how large each
becomes. Both are read here before anything is unpacked.

Source: Apache Parquet, parquet-format 2.11 (parquet.thrift).
"""

import mmap
import struct
from dataclasses import dataclass

from .thrift_compact import CompactReader, MalformedError, Structure, Wanted

MAGIC = b"PAR1"
LARGEST_FOOTER = 4_000_000
_LARGEST_HEADER = 1_000_000
_MOST_PAGES = 200_000
_SHORTEST_VALUE = 4
"""Bytes of one value of a dictionary: an integer, or the length of a text."""

_BYTE_ARRAY = 6
_DICTIONARY = 2

_CHUNK: Wanted = {1: None, 5: None, 7: None, 9: None, 11: None}
_FOOTER: Wanted = {3: None, 4: ({1: ({3: _CHUNK},), 3: None},)}
_PAGE: Wanted = {1: None, 2: None, 3: None, 5: {1: None}, 7: {1: None}, 8: {1: None}}


@dataclass(frozen=True)
class Promises:
    """What a file promises to hold.

    Attributes:
        rows: records.
        columns: most columns in any part of it.
        text_bytes: what the pages of text columns unpack to.
        largest_page: bytes that the largest page unpacks to.
    """

    rows: int
    columns: int
    text_bytes: int
    largest_page: int


def read_promises(data: mmap.mmap) -> Promises:
    """Footer and page headers of a whole file.

    Raises:
        MalformedError: no Parquet file, a damaged footer, or pages that contradict it.
    """
    if len(data) < 12 or data[:4] != MAGIC or data[-4:] != MAGIC:
        raise MalformedError
    length = struct.unpack("<I", data[-8:-4])[0]
    if not 0 < length <= min(LARGEST_FOOTER, len(data) - 12):
        raise MalformedError
    footer = CompactReader(data[-8 - length : -8]).structure(_FOOTER)
    groups = footer.lists.get(4, [])
    rows = [group.integers.get(3, -1) for group in groups]
    if any(count < 0 for count in rows) or footer.integers.get(3) != sum(rows):
        raise MalformedError
    pages = _Pages(data)
    for group in groups:
        for column in group.lists.get(1, []):
            pages.add(column.structures.get(3, Structure()), group.integers[3])
    columns = max((len(group.lists.get(1, [])) for group in groups), default=0)
    return Promises(sum(rows), columns, pages.text_bytes, pages.largest)


class _Pages:
    """Sums over the pages of a file; mutable while their headers are read."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data, self._count = data, 0
        self.text_bytes, self.largest = 0, 0

    def add(self, column: Structure, rows: int) -> None:
        """The pages of one column in one group of records."""
        chunk = column.integers
        starts = [chunk[key] for key in (9, 11) if chunk.get(key, 0) > 0]
        if not starts or chunk.get(5) != rows or chunk.get(7, -1) < 0:
            raise MalformedError
        at, end, values = min(starts), min(starts) + chunk[7], 0
        if end > len(self._data):
            raise MalformedError
        while at < end and values < rows:
            reader = CompactReader(self._data[at : min(end, at + _LARGEST_HEADER)])
            page = reader.structure(_PAGE)
            packed = page.integers.get(3, -1)
            at += reader.at + packed
            values += self._check(page, is_text=chunk.get(1) == _BYTE_ARRAY)
            if packed < 0 or at > end:
                raise MalformedError
        if values != rows:
            raise MalformedError

    def _check(self, page: Structure, *, is_text: bool) -> int:
        """Values of a data page, 0 for a dictionary."""
        self._count += 1
        size = page.integers.get(2, -1)
        described = next((page.structures[kind] for kind in (5, 7, 8) if kind in page.structures), Structure())
        values = described.integers.get(1, -1)
        if size < 0 or values < 0 or self._count > _MOST_PAGES:
            raise MalformedError
        self.largest = max(self.largest, size)
        self.text_bytes += size if is_text else 0
        if page.integers.get(1) != _DICTIONARY:
            return values
        if values * _SHORTEST_VALUE > size:
            raise MalformedError
        return 0
