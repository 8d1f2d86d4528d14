"""The gate before everything: a file with personal data that its form does not ask for is refused, and nothing is kept.

It looks at every cell of every sheet, hidden ones too, and at what else a workbook says: comments, headers, texts that
no cell shows any more. Its findings name places and repeat nothing of what stands there.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from diaban.basis.finding import Finding, Place, finding
from diaban.intake.day_text import day_of
from diaban.intake.form import FormColumn
from diaban.intake.legacy_font import said
from diaban.intake.number_text import number_of
from diaban.intake.ours import SIGN
from diaban.intake.personal import is_birth_heading, is_name, names_somebody_born, number_in, number_is_personal
from diaban.intake.row_kind import NUMBERS
from diaban.intake.sheet import Cell, Row, cell_name

__all__ = ["Gate"]

LISTED: Final = 20
"""Places that are told one by one."""
BORN: Final = (1900, 2015)
"""Years of birth of people who stand in lists: a later day beside a name is a day of something else."""
ROWS: Final = 2
"""Rows with a name and an old day, where no heading says that it is one of birth."""
SHORTEST: Final = 8
"""Characters of the shortest text that holds such a number or a day: 5/3/1990."""
SMALL: Final = 100_000_000
# A number in groups, a year, a day: a text without any of them is not looked at closer.
DIGITS: Final = re.compile(
    "[0-9][0-9 .\\-\u00a0\u202f]{7,}[0-9]|(?:19|20)[0-9]{2}|[0-9]\\s*[-/.]\\s*[0-9]|[Tt]h[\u00e1a]ng"
)
NAMED: Final = frozenset(("unit_name", "parent_name", "name"))
"""Columns of a form in which places and models are named, some of them after people."""
NOTHING: Final[Mapping[int, FormColumn]] = {}


@dataclass(slots=True)
class _Sheet:
    """What was seen of a sheet: columns headed as those of a birth, and places of rows that may name somebody born."""

    births: set[int] = field(default_factory=set)
    rows: list[Place] = field(default_factory=list)


@dataclass(slots=True)
class Gate:
    """Sees a file once, row by row. ``tripped``: it must not be kept.

    Findings: ``gate-number``, ``gate-birth``; each with its place, the first ones by themselves.
    """

    file: str
    _places: dict[str, list[Place]] = field(default_factory=lambda: {"number": [], "birth": []})
    _sheets: dict[str, _Sheet] = field(default_factory=dict)

    def row(
        self,
        sheet: str,
        row: Row,
        columns: Mapping[int, FormColumn] = NOTHING,
        *,
        total: bool = False,
    ) -> None:
        """A row of a sheet. ``columns``: those of the form, for a row of its tables; elsewhere nothing is expected.

        In a column of numbers what lies within its limits is no personal number; nor is a total.
        """
        self.cells(sheet, row, row.cells, columns, total=total)

    def cells(
        self, sheet: str, row: Row, which: Iterable[int], columns: Mapping[int, FormColumn], *, total: bool = False
    ) -> None:
        """Some cells of a row, where the others are known to be what the form asks for."""
        seen = self._sheets.get(sheet) or self._sheets.setdefault(sheet, _Sheet())
        suspect = bool(seen.births)
        for at in which:
            cell = row.cells.get(at)
            if cell is None:
                continue
            value = cell.value
            if isinstance(value, str):
                if len(value) >= SHORTEST and DIGITS.search(value):
                    suspect = self._text(sheet, row.number, at, cell, columns.get(at)) or suspect
                elif not columns and is_birth_heading(value if value.isascii() else said(value, cell.style.font).text):
                    seen.births.add(at)
            elif isinstance(value, date):
                suspect = suspect or (column := columns.get(at)) is None or column.kind != "day"
            elif value is not None and not -SMALL < value < SMALL:
                self._number(sheet, row.number, at, Decimal(value), columns.get(at), total=total)
            if cell.formula is not None and number_in(cell.formula):
                self._trip("number", sheet, row.number, at)
        if suspect:
            self._born(seen, sheet, row, columns)

    def _number(self, sheet: str, row: int, at: int, value: Decimal, column: FormColumn | None, *, total: bool) -> None:
        expected = column is not None and column.personal
        if not expected and _is_number(value, column, total=total):
            self._trip("number", sheet, row, at)

    def own(self, sheet: str, row: Row) -> None:
        """A row of the sheet of findings that we made, whose sentences write amounts in groups of three."""
        for at, cell in row.cells.items():
            if number_in(str(cell.value), grouped=False):
                self._trip("number", sheet, row.number, at)

    def text(self, where: str, text: str) -> None:
        """A text outside cells: a comment, a header, one that no cell shows any more."""
        if number_in(text, grouped=not text.startswith(SIGN)):
            self._places["number"].append(Place(file=self.file, sheet=where))
        if names_somebody_born(text):
            self._places["birth"].append(Place(file=self.file, sheet=where))

    def _text(self, sheet: str, row: int, at: int, cell: Cell, column: FormColumn | None) -> bool:
        """Look at a text with digits; whether it is a day, so that the row is looked at for somebody's birth."""
        if column is not None and column.personal:
            return False
        text = said(str(cell.value), cell.style.font).text
        if number_in(text) and not _is_expected(text, column):
            self._trip("number", sheet, row, at)
        if names_somebody_born(text):
            self._trip("birth", sheet, row, at)
        return (column is None or column.kind == "text") and day_of(text) is not None

    def _born(self, seen: _Sheet, sheet: str, row: Row, columns: Mapping[int, FormColumn]) -> None:
        """A row with somebody's name, and a day or a year of birth in another cell."""
        open_cells = [
            (at, cell)
            for at, cell in row.cells.items()
            if (column := columns.get(at)) is None
            or (not column.personal and column.kind == "text" and column.name not in NAMED)
        ]
        named = [
            at
            for at, cell in open_cells
            if isinstance(cell.value, str) and is_name(said(cell.value, cell.style.font).text)
        ]
        if not named:
            return
        for at, cell in open_cells:
            if at in seen.births and (_day(cell) is not None or _year(cell)):
                self._trip("birth", sheet, row.number, at)
                return
            day = _day(cell)
            if day is not None and BORN[0] <= day.year <= BORN[1]:
                seen.rows.append(Place(file=self.file, sheet=sheet, row=row.number, cell=cell_name(row.number, at)))
                return

    def _trip(self, kind: str, sheet: str, row: int, at: int) -> None:
        self._places[kind].append(Place(file=self.file, sheet=sheet, row=row, cell=cell_name(row, at)))

    @property
    def tripped(self) -> bool:
        """Whether the file must not be kept."""
        return any(True for _ in self._all())

    def findings(self) -> list[Finding]:
        """The places, the first of each kind; the last of them says how many there are."""
        return list(self._all())

    def _all(self) -> Iterator[Finding]:
        births = [place for seen in self._sheets.values() if len(seen.rows) >= ROWS for place in seen.rows]
        numbers, born = self._places["number"], [*self._places["birth"], *births]
        for place in numbers[:LISTED]:
            yield finding("gate-number", place=place, count=len(numbers))
        for place in born[:LISTED]:
            yield finding("gate-birth", place=place, count=len(born))


def _is_number(value: Decimal, column: FormColumn | None, *, total: bool) -> bool:
    if value != value.to_integral_value() or not number_is_personal(str(abs(int(value)))):
        return False
    return not _takes(value, column, total=total)


def _takes(value: Decimal, column: FormColumn | None, *, total: bool = False) -> bool:
    if column is None or column.kind not in NUMBERS:
        return False
    return total or (column.most is not None and 0 <= value <= column.most)


def _is_expected(text: str, column: FormColumn | None) -> bool:
    """Whether a column of the form asks for just this: an amount within its limits, a code of its length."""
    if column is None:
        return False
    if column.kind == "code":
        return text.isdigit() and len(text) in column.widths
    number = number_of(text) if column.kind in NUMBERS else None
    return number is not None and _takes(number.value, column)


def _day(cell: Cell) -> date | None:
    if isinstance(cell.value, date):
        return cell.value
    typed = day_of(said(cell.value, cell.style.font).text) if isinstance(cell.value, str) else None
    return None if typed is None else typed.day


def _year(cell: Cell) -> bool:
    value = cell.value
    number = int(value) if isinstance(value, str) and value.strip().isdecimal() and len(value.strip()) == 4 else value
    return isinstance(number, int) and BORN[0] <= number <= BORN[1] + 15
