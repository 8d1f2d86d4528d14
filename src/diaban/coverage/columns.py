"""Facts as columns: numbers instead of objects, for counts over a nation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from diaban.coverage.statement import KINDS, Statements
from diaban.registers.fact import Fact
from diaban.registers.premises import ChecklistItem, Headquarters, Housing
from diaban.registers.staffing import Hamlet, HamletDuty, HeadCount, Posting, Qualification
from diaban.units.unit import UnitId

__all__ = ["FIELDS", "NEVER", "Book", "Codes", "Ints", "Table"]

Ints: TypeAlias = NDArray[np.int64]

NEVER: Final = 2**31 - 1
"""The day after all days: the end of a period that still runs. A day is its proleptic Gregorian ordinal."""
FIELDS: Final[Mapping[type[Fact], tuple[str, ...]]] = {
    HeadCount: ("unit", "title", "number"),
    Posting: ("unit", "officer"),
    Qualification: ("officer", "kind"),
    Hamlet: ("unit", "hamlet"),
    HamletDuty: ("hamlet",),
    Headquarters: ("unit", "tenure", "building", "progress"),
    Housing: ("unit", "tenure", "building", "progress"),
    ChecklistItem: ("unit", "item", "met"),
}
"""The fields that the engine reads of each register, beside ``start``, ``end``, ``origin`` and ``source``."""
NUMBERS: Final = frozenset({"number", "met"})


class Codes:
    """Numbers for texts, issued in the order in which they come; None is a text like any other."""

    def __init__(self) -> None:
        self._codes: dict[object, int] = {}
        self.texts: list[str] = []
        """The texts in order of their numbers."""

    def encode(self, values: Sequence[object]) -> Ints:
        """The number of each value."""
        codes = self._codes
        for value in dict.fromkeys(values):
            if value not in codes:
                codes[value] = len(codes)
                self.texts.append(str(value))
        return np.fromiter(map(codes.__getitem__, values), np.int64, len(values))

    def find(self, values: Iterable[object]) -> Ints:
        """The numbers of those values that have one."""
        return np.array([self._codes[value] for value in values if value in self._codes], np.int64)

    def __len__(self) -> int:
        return len(self._codes)

    def get(self, value: object) -> int | None:
        """The number of a value, None if it never came."""
        return self._codes.get(value)


@dataclass(frozen=True, slots=True)
class Table:
    """One register: days as ordinals, everything else as numbers of :class:`Codes`."""

    start: Ints
    end: Ints
    origin: Ints
    source: Ints
    values: Mapping[str, Ints]

    def on(self, day: int) -> NDArray[np.bool_]:
        """Which rows hold on a day."""
        return (self.start <= day) & (day < self.end)


class Book:
    """Registers as columns. Made from facts, or from columns as a database hands them out, with the same result.

    A column is a sequence with one value a row: ids and keys as texts, members of an enumeration or their values,
    ``start`` and ``end`` as days, None or ordinals.
    """

    def __init__(self, columns: Mapping[type[Fact], Mapping[str, Sequence[object]]]) -> None:
        self.codes: dict[str, Codes] = {}
        self.tables = {kind: self._table(kind, columns.get(kind, {})) for kind in KINDS}

    @classmethod
    def of(cls, statements: Statements) -> "Book":
        """From facts."""
        columns: dict[type[Fact], dict[str, Sequence[object]]] = {}
        for kind in KINDS:
            facts = statements.of(kind)
            columns[kind] = {
                "start": [fact.period.start for fact in facts],
                "end": [fact.period.end for fact in facts],
                **{name: [getattr(fact, name) for fact in facts] for name in ("origin", "source", *FIELDS[kind])},
            }
        return cls(columns)

    def codes_of(self, field: str) -> Codes:
        """The numbers of a field's values; fields of one name share them, whatever the register."""
        return self.codes.setdefault(field, Codes())

    def units(self, ids: Sequence[UnitId]) -> Ints:
        """Numbers of units, issued to those that no row names."""
        return self.codes_of("unit").encode(ids)

    def _table(self, kind: type[Fact], columns: Mapping[str, Sequence[object]]) -> Table:
        def column(name: str) -> Ints:
            values = columns.get(name, ())
            if name in NUMBERS:
                return np.array(values, np.int64)
            return self.codes_of(name).encode(values)

        return Table(
            _days(columns.get("start", ()), 1),
            _days(columns.get("end", ()), NEVER),
            column("origin"),
            column("source"),
            {name: column(name) for name in FIELDS[kind]},
        )


def _days(values: Sequence[object], unknown: int) -> Ints:
    known: dict[object, int] = {None: unknown}
    for value in dict.fromkeys(values):
        if isinstance(value, date):
            known[value] = value.toordinal()
        elif isinstance(value, int):
            known[value] = value
    return np.fromiter(map(known.__getitem__, values), np.int64, len(values))
