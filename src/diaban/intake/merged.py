"""Merged cells of a sheet. In .xlsx they are listed behind the rows, and needed while these are read."""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.intake.archive import Archive
from diaban.intake.sheet import COLUMNS, Cell

__all__ = ["Merged", "merged_of"]

AREA: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
LISTED: Final = re.compile(rb'<(?:[\w.-]+:)?mergeCell\b[^<>]{0,200}?\bref\s*=\s*["\']([A-Z0-9:]{5,21})["\']')
# Longer than an element of the list can be: what a piece of the file cuts in two is looked at again.
OVERLAP: Final = 300
MOST: Final = 300_000
WIDEST: Final = 500
"""Columns of one merged area that get its value: a title over all columns of a sheet is read once."""


@dataclass(slots=True)
class Merged:
    """Areas by row: (first row, first column, last column)."""

    rows: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)
    _firsts: dict[tuple[int, int], Cell] = field(default_factory=dict)

    def add(self, top: int, bottom: int, first: int, last: int) -> int:
        """Write an area down, all ends included; how many rows it has. One of a single cell, or too high, has none."""
        if not (0 < top <= bottom and 0 < first <= last) or (top, first) == (bottom, last) or bottom - top > MOST:
            return 0
        for row in range(top, bottom + 1):
            self.rows.setdefault(row, []).append((top, first, last))
        return bottom - top + 1

    def spread(self, row: int, cells: dict[int, Cell]) -> None:
        """Give the cells of the row that lie in an area the content of its first cell."""
        for first_row, first, last in self.rows[row]:
            at = (first_row, first)
            if row == first_row and first in cells:
                self._firsts[at] = replace(cells[first], merged_from=at)
            content = self._firsts.get(at)
            if content is not None:
                cells.update(dict.fromkeys(range(first, min(last, first + WIDEST) + 1), content))


def merged_of(archive: Archive, part: str) -> Merged:
    """The merged areas of a sheet. Raises RefusedError: ``workbook-too-many-cells``, and what unpacking raises."""
    merged, held, count = Merged(), b"", 0
    # A small sheet is unpacked once for this and for its rows.
    archive.small(part)
    for chunk in archive.chunks(part):
        text, last = held + chunk, 0
        if b"mergeCell" in text:
            for hit in LISTED.finditer(text):
                last = hit.end()
                count += _add(merged, hit[1].decode())
                if count > MOST:
                    place = Place(file=archive.file)
                    raise RefusedError(finding("workbook-too-many-cells", place=place, limit=archive.limits.cells))
        held = text[max(last, len(text) - OVERLAP) :]
    return merged


def _add(merged: Merged, area: str) -> int:
    corners = AREA.fullmatch(area)
    if corners is None:
        return 0
    return merged.add(int(corners[2]), int(corners[4]), COLUMNS[corners[1]], COLUMNS[corners[3]])
