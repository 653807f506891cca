"""Read structures in Thrift's compact protocol, in which Parquet files describe themselves; only the fields asked for.

Source: Apache Thrift, "Thrift Compact Protocol Encoding" (thrift-compact-protocol.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Wanted: TypeAlias = Mapping[int, "Wanted | tuple[Wanted] | None"]
"""Field number to what is wanted there: None for an integer, a mapping for a structure, one in a tuple for a list."""

_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 11, 12
_INTEGERS = frozenset({4, 5, 6})
_DEEPEST = 12
"""Parquet's own structures are six deep."""


class MalformedError(Exception):
    """The bytes are no such structure."""


@dataclass(frozen=True)
class Structure:
    """The wanted fields of a structure, by number."""

    integers: dict[int, int] = field(default_factory=dict)
    structures: dict[int, "Structure"] = field(default_factory=dict)
    lists: dict[int, "list[Structure]"] = field(default_factory=dict)


class CompactReader:
    """A position in some bytes; mutable while they are read. Every method raises MalformedError."""

    def __init__(self, data: bytes) -> None:
        self._data, self.at = data, 0

    def structure(self, wanted: Wanted, depth: int = 0) -> Structure:
        """The wanted fields of the structure that begins here: integers, structures, and lists of structures."""
        if depth > _DEEPEST:
            raise MalformedError
        fields = Structure()
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else self._integer()
            kind, inner = head & 15, wanted.get(number)
            if number not in wanted:
                self._skip(kind, depth)
            elif inner is None and kind in _INTEGERS:
                fields.integers[number] = self._integer()
            elif isinstance(inner, tuple) and kind == _LIST:
                fields.lists[number] = self._structures(inner[0], depth + 1)
            elif isinstance(inner, Mapping) and kind == _STRUCT:
                fields.structures[number] = self.structure(inner, depth + 1)
            else:
                raise MalformedError
        return fields

    def _structures(self, wanted: Wanted, depth: int) -> list[Structure]:
        count, kind = self._list_head()
        if kind != _STRUCT and count:
            raise MalformedError
        return [self.structure(wanted, depth) for _ in range(count)]

    def _skip(self, kind: int, depth: int) -> None:
        if depth > _DEEPEST:
            raise MalformedError
        if kind in _INTEGERS:
            self._unsigned()
        elif kind in (_BYTE, _DOUBLE, _BINARY):
            self._step({_BYTE: 1, _DOUBLE: 8}.get(kind) or self._unsigned())
        elif kind in (_LIST, _SET):
            count, inner = self._list_head()
            for _ in range(count):
                self._skip_member(inner, depth + 1)
        elif kind == _MAP:
            self._skip_map(depth + 1)
        elif kind == _STRUCT:
            self.structure({}, depth + 1)
        elif kind not in (_TRUE, _FALSE):
            raise MalformedError

    def _skip_map(self, depth: int) -> None:
        count = self._bounded(self._unsigned())
        kinds = self._byte() if count else 0
        for _ in range(count):
            self._skip_member(kinds >> 4, depth)
            self._skip_member(kinds & 15, depth)

    def _skip_member(self, kind: int, depth: int) -> None:
        """A truth value is part of a field's header, but takes a byte as a member of a list."""
        self._skip(_BYTE if kind in (_TRUE, _FALSE) else kind, depth)

    def _list_head(self) -> tuple[int, int]:
        head = self._byte()
        count = head >> 4 if head >> 4 != 15 else self._unsigned()
        return self._bounded(count), head & 15

    def _bounded(self, count: int) -> int:
        """Every member takes at least a byte."""
        if count > len(self._data) - self.at:
            raise MalformedError
        return count

    def _integer(self) -> int:
        value = self._unsigned()
        return (value >> 1) ^ -(value & 1)

    def _unsigned(self) -> int:
        value = 0
        for shift in range(0, 70, 7):
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
        raise MalformedError

    def _byte(self) -> int:
        self._step(1)
        return self._data[self.at - 1]

    def _step(self, length: int) -> None:
        self.at += length
        if self.at > len(self._data):
            raise MalformedError
