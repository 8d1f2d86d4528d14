"""The compound file inside .xls: streams in chains of sectors, as [MS-CFB] lays them down, followed within limits."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding

__all__ = ["Compound"]

HEADER: Final = 512
FREE: Final = 0xFFFFFFFA
"""From here on a number is no sector but a sign: end of the chain, free, table."""
ENTRY: Final = 128
STREAM: Final = 2
ROOT: Final = 5
MOST_STREAMS: Final = 4_096


@dataclass(frozen=True, slots=True)
class _Entry:
    start: int
    size: int


class Compound:
    """A compound file. ``streams``: every stream by its name in small letters; ``stores``: names of all its folders.

    Raises RefusedError ``workbook-damaged`` where a chain leaves the file or bites its tail.
    """

    def __init__(self, data: bytes, *, file: str) -> None:
        self._data, self._file = data, file
        if len(data) < HEADER:
            raise self.damaged("header")
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in {9, 12} or mini_shift != 6:
            raise self.damaged("sectors")
        self._sector, self._mini = 1 << shift, 1 << mini_shift
        first_directory, self._cutoff, first_mini, _, first_more, more = struct.unpack_from("<I4xIIIII", data, 48)
        self._table = self._fat(first_more, more)
        self._entries: dict[str, _Entry] = {}
        self.stores: set[str] = set()
        root = self._directory(self._chain(first_directory, len(data)))
        self._mini_table = self._numbers(self._chain(first_mini, len(data)))
        self._mini_stream = self._chain(root.start, root.size) if root is not None else b""
        self.streams: Mapping[str, _Entry] = self._entries

    def damaged(self, reason: str) -> RefusedError:
        """What is raised where the file cannot be read."""
        return RefusedError(finding("workbook-damaged", place=Place(file=self._file), reason=reason))

    def read(self, name: str) -> bytes:
        """A stream by its name in small letters. KeyError where there is none."""
        entry = self._entries[name]
        if entry.size >= self._cutoff:
            return self._chain(entry.start, entry.size)
        pieces: list[bytes] = []
        at, left = entry.start, entry.size
        for _ in range(len(self._mini_table) + 1):
            if left <= 0 or at >= FREE:
                break
            begin = at * self._mini
            piece = self._mini_stream[begin : begin + self._mini]
            if len(piece) < min(self._mini, left) or at >= len(self._mini_table):
                raise self.damaged(name)
            pieces.append(piece)
            left -= self._mini
            at = self._mini_table[at]
        return b"".join(pieces)[: entry.size]

    def _piece(self, sector: int) -> bytes:
        begin = (sector + 1) * self._sector
        return self._data[begin : begin + self._sector]

    def _numbers(self, data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    def _fat(self, first_more: int, more: int) -> tuple[int, ...]:
        """Which sector follows each, gathered from the sectors that hold the table."""
        parts = list(struct.unpack_from("<109I", self._data, 76))
        at, most = first_more, len(self._data) // self._sector + 1
        for _ in range(min(more, most)):
            if at >= FREE:
                break
            numbers = self._numbers(self._piece(at))
            if not numbers:
                raise self.damaged("table")
            parts += numbers[:-1]
            at = numbers[-1]
        return tuple(number for part in parts[:most] if part < FREE for number in self._numbers(self._piece(part)))

    def _chain(self, first: int, size: int) -> bytes:
        pieces: list[bytes] = []
        at, held = first, 0
        for _ in range(len(self._table) + 1):
            if at >= FREE or held >= size:
                return b"".join(pieces)[:size]
            piece = self._piece(at)
            if not piece or at >= len(self._table):
                raise self.damaged("chain")
            pieces.append(piece)
            held += len(piece)
            at = self._table[at]
        raise self.damaged("chain")

    def _directory(self, data: bytes) -> _Entry | None:
        root = None
        for begin in range(0, min(len(data), MOST_STREAMS * ENTRY) - ENTRY + 1, ENTRY):
            length, kind = struct.unpack_from("<HB", data, begin + 64)
            name = data[begin : begin + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower()
            start, size = struct.unpack_from("<II", data, begin + 116)
            if kind == ROOT:
                root = _Entry(start, size)
            elif kind == STREAM:
                self._entries.setdefault(name, _Entry(start, size))
            elif kind:
                self.stores.add(name)
        return root
