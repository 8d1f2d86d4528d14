"""A sheet as every reader hands it on: rows in the sheet's own numbers, cells with what only it knows of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple, Protocol

__all__ = ["COLUMNS", "PLAIN", "Cell", "CellError", "CellValue", "Row", "Sheet", "Style", "cell_name", "column_letters"]


class CellError(str):
    """A cell that shows an error instead of a value: ``#REF!``, ``#N/A``."""

    __slots__ = ()


CellValue = str | int | float | Decimal | bool | date | None


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell is shown, as far as it changes what its content means.

    ``font``: its name, None where the file does not say (an ABC or VNI font tells the table of characters).
    ``number_format``: the code, ``dd/mm/yyyy`` or ``0.0%``. ``percent``: the number is shown times a hundred.
    """

    font: str | None = None
    number_format: str | None = None
    percent: bool = False


PLAIN = Style()


@dataclass(slots=True, eq=False)
class Cell:
    """One cell that holds something, a formula, or its share of a merged cell; a value, never changed.

    One object stands for every plain cell of a sheet that looks the same, so that what is known of it is known by its
    identity: two objects are never equal.

    ``value``: numbers as the file keeps them, days where the format of the number says so, errors as
    :class:`CellError`. ``formula``: without its ``=``, empty where the format does not tell it; the value is then the
    one that was last calculated, None where none was kept. ``merged_from``: (row, column) of the first cell of the
    merged area this cell lies in, itself included, with the value of that first cell; None for a cell of its own.
    """

    value: CellValue
    style: Style = PLAIN
    formula: str | None = None
    merged_from: tuple[int, int] | None = None


class Row(NamedTuple):
    """A row that holds something: ``number`` from 1, ``cells`` by column from 1 (A)."""

    number: int
    cells: Mapping[int, Cell]
    hidden: bool = False


class Sheet(Protocol):
    """A sheet. ``hidden_columns`` is complete once the rows have been gone through."""

    @property
    def name(self) -> str:
        """As on its tab."""
        ...

    @property
    def hidden(self) -> bool:
        """Whether its tab is not shown."""
        ...

    @property
    def hidden_columns(self) -> frozenset[int]:
        """Columns that are not shown, counted from 1."""
        ...

    def rows(self) -> Iterator[Row]:
        """Rows that hold something, from the top, read as they are asked for; each call begins anew."""
        ...


class _Columns(dict[str, int]):
    """Columns by their letters; 0 for what names none."""

    def __missing__(self, letters: str) -> int:
        number = 0
        if 0 < len(letters) <= 3 and letters.isascii() and letters.isalpha():
            for letter in letters.upper():
                number = number * 26 + ord(letter) - 64
            self[letters] = number
        return number


COLUMNS: Final = _Columns()
"""Columns by their letters, ``COLUMNS["AA"]`` is 27; 0 for what names none."""


@cache
def column_letters(column: int) -> str:
    """``A`` for 1, ``AA`` for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Where a spreadsheet shows the cell: ``D7`` for row 7, column 4."""
    return f"{column_letters(column)}{row}"
