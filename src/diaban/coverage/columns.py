"""Facts as columns: numbers instead of objects, for counts over a nation."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from diaban.coverage.statement import KINDS, SUBJECTS, Choice, Statements, first_day
from diaban.registers.fact import Fact
from diaban.registers.premises import ChecklistItem, Headquarters, Housing
from diaban.registers.staffing import Hamlet, HamletDuty, HeadCount, Posting, Qualification
from diaban.units.unit import UnitId

__all__ = ["FIELDS", "NEVER", "Book", "Codes", "Column", "Ints", "Keyed", "Table", "ordinals"]

Ints: TypeAlias = NDArray[np.int64]

NEVER: Final = 2**31 - 1
"""The day after all days: the end of a period that still runs. A day is its proleptic Gregorian ordinal."""
FIELDS: Final[Mapping[type[Fact], tuple[str, ...]]] = {
    HeadCount: ("unit", "title", "number"),
    Posting: ("unit", "officer"),
    Qualification: ("officer", "kind"),
    Hamlet: ("unit", "hamlet"),
    HamletDuty: ("hamlet", "officer"),
    Headquarters: ("unit", "tenure", "building", "progress"),
    Housing: ("unit", "tenure", "building", "progress"),
    ChecklistItem: ("unit", "item", "met"),
}
"""The fields that the engine reads of each register, beside ``start``, ``end``, ``origin`` and ``source``."""
NUMBERS: Final = frozenset({"number", "met"})
SPOKEN: Final = frozenset({"unit", "origin", "source"})
"""Fields whose texts are part of the answer; of the others it is enough to tell one value from another."""


@dataclass(frozen=True, slots=True)
class Keyed(Sequence[str]):
    """A column of keys as the numbers under which a database knows them; ``texts`` gives the keys of some numbers.

    The texts are asked for when they are needed: tens of thousands of officers are told apart without one.
    """

    numbers: Ints
    texts: Callable[[Sequence[int]], Sequence[str]]

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, at: int) -> str:  # type: ignore[override]  # a column is read by rows, never cut
        return self.texts([int(self.numbers[at])])[0]

    def __iter__(self) -> Iterator[str]:
        distinct, which = np.unique(self.numbers, return_inverse=True)
        texts = self.texts(distinct.tolist())
        return (texts[at] for at in which.tolist())


Column: TypeAlias = Sequence[object] | Ints
"""One value a row: texts, members of an enumeration or their values, numbers, days or ordinals, or :class:`Keyed`."""


class Codes:
    """Numbers for texts, issued in the order in which they come; None is a text like any other."""

    def __init__(self) -> None:
        self._codes: dict[object, int] = {}
        self._lock = Lock()
        self.texts: list[str] = []
        """The texts in order of their numbers."""

    def encode(self, values: Sequence[object]) -> Ints:
        """The number of each value."""
        codes = self._codes
        for value in dict.fromkeys(values):
            if value not in codes:
                with self._lock:
                    if value not in codes:
                        self.texts.append(str(value))
                        codes[value] = len(codes)
        return np.fromiter(map(codes.__getitem__, values), np.int64, len(values))

    def take(self, column: Keyed, *, spoken: bool) -> Ints:
        """The number of each value of a keyed column. ``spoken``: by its text, else by the database's number."""
        if not len(column):
            return column.numbers
        distinct = np.flatnonzero(np.bincount(column.numbers))
        known = distinct.tolist()
        codes = np.zeros(int(distinct[-1]) + 1, np.int64)
        codes[distinct] = self.encode(column.texts(known) if spoken else known)
        return np.asarray(codes[column.numbers], np.int64)

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

    def only(self, rows: NDArray[np.bool_]) -> "Table":
        """Those rows."""
        values = {name: column[rows] for name, column in self.values.items()}
        return Table(self.start[rows], self.end[rows], self.origin[rows], self.source[rows], values)


class Book:
    """Registers as columns. Made from facts, or from columns as a database hands them out, with the same result.

    ``choices``: what was chosen between origins; applied here, so that facts and columns alike come as stated.
    """

    def __init__(self, columns: Mapping[type[Fact], Mapping[str, Column]], choices: Iterable[Choice] = ()) -> None:
        self.codes: dict[str, Codes] = {}
        self._choices: dict[type[Fact], list[Choice]] = {}
        for choice in choices:
            self._choices.setdefault(choice.kind, []).append(choice)
        self._spoken = SPOKEN.union(*(SUBJECTS[kind] for kind in self._choices), _mixed(columns.values()))
        self.tables = {kind: self._made(kind, columns.get(kind, {})) for kind in KINDS}

    def renewed(self, columns: Mapping[type[Fact], Mapping[str, Column]]) -> "Book":
        """A book with these tables in the place of its own, and the numbers of all texts as they were.

        The same choices hold. ``columns``: of the same ways as before, keys or texts.
        """
        book = copy(self)
        book.tables = {**self.tables, **{kind: self._made(kind, given) for kind, given in columns.items()}}
        return book

    @classmethod
    def of(cls, statements: Statements, choices: Iterable[Choice] = ()) -> "Book":
        """From facts."""
        columns: dict[type[Fact], dict[str, Column]] = {}
        for kind in KINDS:
            facts = statements.of(kind)
            columns[kind] = {
                "start": [fact.period.start for fact in facts],
                "end": [fact.period.end for fact in facts],
                **{name: [getattr(fact, name) for fact in facts] for name in ("origin", "source", *FIELDS[kind])},
            }
        return cls(columns, choices)

    def codes_of(self, field: str) -> Codes:
        """The numbers of a field's values; fields of one name share them, whatever the register."""
        return self.codes.setdefault(field, Codes())

    def units(self, ids: Sequence[UnitId]) -> Ints:
        """Numbers of units, issued to those that no row names."""
        return self.codes_of("unit").encode(ids)

    def _made(self, kind: type[Fact], columns: Mapping[str, Column]) -> Table:
        return self._chosen(kind, self._table(kind, columns), self._choices.get(kind, ()))

    def _table(self, kind: type[Fact], columns: Mapping[str, Column]) -> Table:
        def column(name: str) -> Ints:
            values = columns.get(name, ())
            if isinstance(values, Keyed):
                return self.codes_of(name).take(values, spoken=name in self._spoken)
            return np.array(values, np.int64) if name in NUMBERS else self.codes_of(name).encode(values)  # type: ignore[arg-type]  # only days are arrays

        return Table(
            ordinals(columns.get("start", ()), 1),
            ordinals(columns.get("end", ()), NEVER),
            column("origin"),
            column("source"),
            {name: column(name) for name in FIELDS[kind]},
        )

    def _chosen(self, kind: type[Fact], table: Table, choices: Iterable[Choice]) -> Table:
        """The table without what other origins state about a chosen subject in the chosen days.

        What one choice leaves of a row is put to the next: the same as ``statement.after_choices`` does to facts.
        """
        for choice in choices:
            subject = [self.codes_of(name).get(part) for name, part in zip(SUBJECTS[kind], choice.subject, strict=True)]
            if None in subject:
                continue
            start = first_day(choice.period).toordinal()
            end = choice.period.end.toordinal() if choice.period.end else NEVER
            own = self.codes_of("origin").get(choice.origin)
            aside = (table.origin != (-1 if own is None else own)) & (table.start < end) & (table.end > start)
            for name, code in zip(SUBJECTS[kind], subject, strict=True):
                aside &= table.values[name] == code
            if aside.any():
                before, after = aside & (table.start < start), aside & (table.end > end)
                table = _joined(
                    table.only(~aside),
                    replace(table.only(before), end=np.full(int(before.sum()), start)),
                    replace(table.only(after), start=np.full(int(after.sum()), end)),
                )
        return table


def ordinals(values: Column, unknown: int) -> Ints:
    """Days as ordinals: of days, of texts in ISO 8601, of ordinals; ``unknown`` for None."""
    if isinstance(values, np.ndarray):
        return values
    known: dict[object, int] = {None: unknown}
    for value in dict.fromkeys(values):
        if isinstance(value, date):
            known[value] = value.toordinal()
        elif isinstance(value, str):
            known[value] = date.fromisoformat(value).toordinal()
        elif isinstance(value, int):
            known[value] = value
    return np.fromiter(map(known.__getitem__, values), np.int64, len(values))


def _mixed(tables: Iterable[Mapping[str, Column]]) -> set[str]:
    """Fields that come as keys in one table and as texts in another: only their texts say which are the same."""
    keyed: dict[str, set[bool]] = {}
    for columns in tables:
        for name, column in columns.items():
            keyed.setdefault(name, set()).add(isinstance(column, Keyed))
    return {name for name, ways in keyed.items() if len(ways) > 1}


def _joined(*tables: Table) -> Table:
    return Table(
        np.concatenate([table.start for table in tables]),
        np.concatenate([table.end for table in tables]),
        np.concatenate([table.origin for table in tables]),
        np.concatenate([table.source for table in tables]),
        {name: np.concatenate([table.values[name] for table in tables]) for name in tables[0].values},
    )
