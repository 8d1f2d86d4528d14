"""What a reader of the printed sheet would not see, and what was left out on purpose: told once for each sheet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.intake.layout import Block
from diaban.intake.row_kind import RowKind
from diaban.intake.sheet import Row, Sheet, column_letters

__all__ = ["Unseen", "ranges"]

MOST_RANGES: Final = 30


@dataclass(slots=True)
class _Of:
    """What is told of one sheet: rows by what they are, columns by number."""

    hidden: list[int] = field(default_factory=list)
    left_out: dict[RowKind, list[int]] = field(default_factory=dict)
    unheaded: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Unseen:
    """Gathers it while a file is read."""

    file: str
    _sheets: dict[str, _Of] = field(default_factory=dict)
    _told: list[Finding] = field(default_factory=list)

    def _of(self, sheet: str) -> _Of:
        return self._sheets.get(sheet) or self._sheets.setdefault(sheet, _Of())

    def data(self, row: Row, block: Block) -> None:
        """A row of data: whether it is hidden, and what stands in it below no heading."""
        if row.hidden:
            self._of(block.sheet).hidden.append(row.number)
        if not row.cells.keys() <= block.headed:
            for at in row.cells.keys() - block.headed:
                self._of(block.sheet).unheaded.setdefault(at, row.number)

    def left_out(self, kind: RowKind, block: Block, row: Row) -> None:
        """A row within a table that is none of data."""
        self._of(block.sheet).left_out.setdefault(kind, []).append(row.number)

    def sheet(self, sheet: Sheet, blocks: Iterable[Block]) -> None:
        """A sheet that has been gone through: itself and its columns, where they are hidden and hold something."""
        headed = {at for block in blocks for at in block.headed}
        place = Place(file=self.file, sheet=sheet.name)
        if sheet.hidden and headed:
            self._told.append(finding("sheet-hidden", place=place, severity=Severity.WARNING))
        if hidden := sorted(headed & sheet.hidden_columns):
            columns = ", ".join(map(column_letters, hidden))
            self._told.append(finding("columns-hidden", place=place, severity=Severity.WARNING, columns=columns))

    def findings(self) -> Iterator[Finding]:
        """All of it."""
        yield from self._told
        for sheet, of in self._sheets.items():
            place = Place(file=self.file, sheet=sheet or None)
            if of.hidden:
                rows, count = ranges(of.hidden), len(of.hidden)
                yield finding("rows-hidden", place=place, severity=Severity.WARNING, rows=rows, count=count)
            if of.unheaded:
                columns = ", ".join(map(column_letters, sorted(of.unheaded)))
                row = min(of.unheaded.values())
                yield finding("columns-unheaded", place=place, severity=Severity.WARNING, columns=columns, row=str(row))
            for kind, numbers in of.left_out.items():
                rows, count = ranges(numbers), len(numbers)
                match kind:
                    case RowKind.TOTAL:
                        yield finding("rows-total", place=place, severity=Severity.NOTE, rows=rows, count=count)
                    case RowKind.REMARK:
                        yield finding("rows-remark", place=place, severity=Severity.NOTE, rows=rows, count=count)
                    case RowKind.UNFILLED:
                        yield finding("rows-unfilled", place=place, severity=Severity.NOTE, rows=rows, count=count)
                    case _:
                        yield finding("rows-heading", place=place, severity=Severity.NOTE, rows=rows, count=count)


def ranges(rows: Iterable[int]) -> str:
    """Numbers in order as a reader writes them: ``3, 12–15, 20``; cut with … where there are many."""
    told = []
    for _, run in groupby(enumerate(rows), key=lambda each: each[1] - each[0]):
        numbers = [number for _, number in run]
        told.append(str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}")
    return ", ".join(told[:MOST_RANGES]) + (", …" if len(told) > MOST_RANGES else "")
