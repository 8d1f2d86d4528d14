"""A table as it is seen: typed cells in their order, and what must stand around figures wherever they go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

__all__ = ["Cell", "Opened", "Percent", "Plain", "Table", "plain"]


@dataclass(frozen=True, slots=True)
class Percent:
    """A share in per cent as it was printed: 76.5 means 76,5 %. Already rounded; nobody rounds it again."""

    value: Decimal


Plain = str | int | Decimal | date | Percent | None
"""Text, whole number, decimal, day, share; None: nothing stands there."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A value that opens: its address as text, where that address leads (``link``, empty: nowhere), and what else the
    reader must know beside it (``note``: how many units are not accounted for)."""

    value: Plain
    address: str
    link: str = ""
    note: str = ""


Cell = Plain | Opened


@dataclass(frozen=True, slots=True)
class Table:
    """Rows and columns, with their title, the day they speak of, the moment they were known, and where they come from.

    ``rows``: one cell for each of ``columns``. ``as_of`` None: of no one day (a history). ``known_at``: an aware
    moment. ``notes``: sentences below the title: what was filtered, what a column means. ``invented``: the figures are
    made up, which then stands on every sheet and printed page.

    Raises ValueError for a table without columns, a row of another length, a cell that is none, a naive moment.
    """

    title: str
    subtitle: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    as_of: date | None
    known_at: datetime
    source: str
    notes: tuple[str, ...] = ()
    invented: bool = False

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table without columns")
        if self.known_at.utcoffset() is None:
            raise ValueError(f"a moment without its zone: {self.known_at}")
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"row {number}: {len(row)} cells under {len(self.columns)} columns")
            if not _are_cells(row):
                raise ValueError(f"row {number}: what is no cell: {row!r}")


def plain(cell: Cell) -> Plain:
    """A cell without where it opens."""
    return cell.value if isinstance(cell, Opened) else cell


def _are_cells(row: Iterable[Cell]) -> bool:
    return all(_is_plain(plain(cell)) for cell in row)


def _is_plain(value: object) -> bool:
    # Of the subclasses only those are refused that mean something else: True is no number, a moment is no day.
    if isinstance(value, Decimal | Percent):
        return (value.value if isinstance(value, Percent) else value).is_finite()
    return value is None or (isinstance(value, str | int | date) and not isinstance(value, bool | datetime))
