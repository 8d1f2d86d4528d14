"""What the CSV table of a register is: its columns, what they may hold, and what a row is about.

One table for every register begins with the same days: ``valid_from`` (the first day) and ``valid_to`` (the first day
it no longer holds; empty: it still holds). A ``code`` is that of the row's unit on the day ``valid_from``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final

from diaban.basis.catalogue import Say
from diaban.intake.plain_csv import Column, Kind, Table
from diaban.registers.fact import Fact

__all__ = [
    "CODE",
    "COMMUNE_CODE",
    "FROM",
    "LARGEST",
    "LARGEST_VND",
    "NO",
    "PROVINCE_CODE",
    "TO",
    "YEARS",
    "YES",
    "Cell",
    "Headed",
    "Register",
    "Titled",
    "choice",
    "key",
    "number",
    "truth",
]

CODE: Final = "code"
FROM: Final = "valid_from"
TO: Final = "valid_to"
COMMUNE_CODE: Final = (5,)
PROVINCE_CODE: Final = (2,)
YES: Final = ("yes", "có", "1", "true")
NO: Final = ("no", "không", "0", "false")
LARGEST: Final = 2**31 - 1
"""Of any count or area (that of the store, too)."""
LARGEST_VND: Final = 10**15
"""Of any sum of money, in đồng."""
YEARS: Final = (1945, 2100)
COMMON: Final = frozenset(field.name for field in fields(Fact))


@dataclass(frozen=True, slots=True)
class Cell:
    """A column beside those every register has: the field of the fact it fills has its name.

    ``values``: for a choice, the value of the field by the word that is written. ``least``, ``most``: of a number.
    ``pseudonym``: the code of an officer, who is never named. ``listed``: a code of a definition file (the items of a
    standard, the kinds of equipment), which whoever reads a file is handed.
    """

    name: str
    kind: Kind = "text"
    required: bool = True
    values: Mapping[str, object] | None = None
    least: int = 0
    most: int = LARGEST
    pseudonym: bool = False
    listed: bool = False
    max_length: int = 200

    @property
    def column(self) -> Column:
        """How it is read."""
        choices = tuple(self.values) if self.values else ()
        return Column(self.name, kind=self.kind, required=self.required, choices=choices, max_length=self.max_length)


class Titled(str):
    """The name of a register, said by its title."""

    __slots__ = ()

    def worded(self, say: Say) -> str:
        """The title of the catalogue."""
        return say(f"register.name.{self}")


class Headed(str):
    """The name of a column, said by its heading."""

    __slots__ = ()

    def worded(self, say: Say) -> str:
        """The heading of the catalogue."""
        return say(f"register.column.{self}")


@dataclass(frozen=True, slots=True)
class Register:
    """One register: its name in commands, the fact a row becomes, its columns, and what a row is about.

    ``subject``: fields that together are said once on any day by one origin. ``placed``: rows name a unit. ``parts``:
    pairs of columns of which the first counts some of what the second counts, so that it is never more.
    ``widths``: digits of the unit's code, those of a commune unless the register speaks of provinces.
    """

    name: str
    fact: type[Fact]
    cells: tuple[Cell, ...]
    subject: tuple[str, ...]
    parts: tuple[tuple[str, str], ...] = ()
    widths: tuple[int, ...] = COMMUNE_CODE

    @property
    def titled(self) -> Titled:
        """Its name, for sentences."""
        return Titled(self.name)

    def about(self, fact: Fact) -> tuple[Any, ...]:
        """What a row is about: the values of its subject."""
        return tuple([getattr(fact, name) for name in self.subject])

    def repeated(self, facts: Iterable[Fact]) -> set[tuple[Any, ...]]:
        """What several of ``facts`` are about."""
        # Of one field the value itself: at the limits a list around each would weigh more than what is in it.
        about = attrgetter(*self.subject)
        seen: set[Any] = set()
        again: set[Any] = set()
        for fact in facts:
            key = about(fact)
            if key in seen:
                again.add(key)
            else:
                seen.add(key)
        return again if len(self.subject) > 1 else {(key,) for key in again}

    def differing(self, one: Fact, other: Fact) -> list[str]:
        """Fields in which two rows say different things: beside days, origin and source."""
        names = [field.name for field in fields(self.fact) if field.name not in COMMON]
        return [name for name in names if getattr(one, name) != getattr(other, name)]

    @property
    def placed(self) -> bool:
        """Whether each row names a unit by its code."""
        return "unit" in self.fact.__dataclass_fields__

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, in the order of the manual."""
        unit = (Column(CODE, kind="code", widths=self.widths),) if self.placed else ()
        days = (Column(FROM, kind="day"), Column(TO, kind="day", required=False))
        return (*unit, *(cell.column for cell in self.cells), *days)

    @property
    def table(self) -> Table:
        """How a file is read: strictly, because what is loaded is what figures rest on."""
        own = tuple(CODE if name == "unit" else name for name in self.subject)
        return Table(self.columns, unique=(*own, FROM), strict=True)


def choice(name: str, kinds: type[StrEnum], *, required: bool = True) -> Cell:
    """One word of a closed list."""
    return Cell(name, "choice", required, {kind.value: kind for kind in kinds})


def number(name: str, *, required: bool = True) -> Cell:
    """A whole number of things."""
    return Cell(name, "integer", required)


def key(name: str, *, required: bool = True) -> Cell:
    """A key that somebody gave."""
    return Cell(name, "code", required, max_length=80)


def truth(name: str) -> Cell:
    """Yes or no."""
    return Cell(name, "choice", True, {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)})
