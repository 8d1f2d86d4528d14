"""Totals that a sheet gives itself: held against the rows they stand for, then left out."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from diaban.intake.plain_csv import Value

__all__ = ["Totals", "Wrong"]

SUMMED: Final = frozenset((int, Decimal))


@dataclass(frozen=True, slots=True)
class Wrong:
    """A total that is not the sum of its rows: ``row`` and column of the sheet, what it says, what it should."""

    row: int
    at: int
    said: Decimal
    summed: Decimal


@dataclass(slots=True)
class Totals:
    """Sums of columns (``at``: number of the sheet → name of the form): of all rows so far, and since the last total.

    A total may stand above its rows; it is then held against all of them at the end. A column in which a cell could not
    be read has no sum: nothing is said of its totals.
    """

    at: Mapping[int, str]
    rows: int = 0
    _closed: dict[int, int | Decimal] = field(default_factory=dict)
    _part: dict[int, int | Decimal] = field(default_factory=dict)
    _unsure: set[int] = field(default_factory=set)
    _early: list[tuple[int, Mapping[int, Decimal]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._part = dict.fromkeys(self.at, 0)

    def add(self, values: Mapping[str, Value | None], faulty: Collection[str] = ()) -> None:
        """A row of data: its values by name, and the columns whose cells could not be read."""
        self.rows += 1
        part = self._part
        for at, name in self.at.items():
            value = values[name]
            if value is not None and value.__class__ in SUMMED:
                part[at] += value  # type: ignore[operator]  # its class says so
            elif name in faulty:
                self._unsure.add(at)

    def sums_up(self, numbers: Mapping[int, Decimal]) -> bool:
        """Whether numbers without a word beside them are the sums so far, of two rows or more."""
        there = {at: number for at, number in numbers.items() if at in self.at}
        return bool(there) and self.rows > 1 and any(there.values()) and not list(self._off(0, there))

    def check(self, row: int, numbers: Mapping[int, Decimal]) -> list[Wrong]:
        """A row of totals: what is wrong with it."""
        there = {at: number for at, number in numbers.items() if at in self.at}
        if not self.rows:
            self._early.append((row, there))
            return []
        wrong = list(self._off(row, there))
        self._close()
        return wrong

    def _close(self) -> None:
        for at, part in self._part.items():
            self._closed[at] = self._closed.get(at, 0) + part
            self._part[at] = 0

    def end(self) -> list[Wrong]:
        """What is wrong with totals that stood above their rows, now that all rows are known."""
        self._close()
        # With several of them each stands for something else, which only their writer knows.
        early = self._early if len(self._early) == 1 and self.rows else []
        return [wrong for row, numbers in early for wrong in self._off(row, numbers)]

    def _off(self, row: int, numbers: Mapping[int, Decimal]) -> Iterator[Wrong]:
        for at, number in numbers.items():
            part = self._part[at]
            closed = self._closed.get(at)
            whole = part + (closed or 0)
            if at not in self._unsure and number not in {whole, part}:
                nearer = part if closed is not None and abs(number - part) < abs(number - whole) else whole
                yield Wrong(row, at, number, Decimal(nearer))
