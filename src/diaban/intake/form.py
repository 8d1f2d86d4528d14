"""A form: which returns are sent, by whom, how often, and what each column of them holds. A file each, in ``forms/``.

One file gives the Excel template, the reader, the page, the JSON schema and the manual's page (DESIGN "Twelve rooms").
Each table of a form fills one register; a column bears the name of the register's cell, or one of:

- ``code``: the commune's code on the day the row speaks of; ``unit_name``, ``parent_name``, ``note``: for the reader
  of the sheet, and nothing else is made of them;
- ``valid_from``, ``last_day``: in a table whose rows have days of their own, the first and the last day (the last one
  included, as an official writes *đến hết ngày*; the register's ``valid_to`` is the day after it).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final, Literal

from diaban.basis.catalogue import Language
from diaban.basis.definition import Definition
from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.basis.period import Period
from diaban.intake.reporting import Calendar, Due, PeriodRule, ReportingPeriod
from diaban.units.unit import Level, UnitType

__all__ = [
    "CODE",
    "FORM_KINDS",
    "LAST_DAY",
    "SHIPPED_FORMS",
    "SPOKEN",
    "VALID_FROM",
    "VALID_TO",
    "Dates",
    "Form",
    "FormColumn",
    "FormKind",
    "FormScope",
    "FormTable",
    "FormVersion",
    "Listed",
    "Secrecy",
    "due_day",
    "with_listed",
]

SHIPPED_FORMS: Final = Path(__file__).with_name("forms")
CODE: Final = "code"
VALID_FROM: Final = "valid_from"
VALID_TO: Final = "valid_to"
LAST_DAY: Final = "last_day"
SPOKEN: Final = frozenset({"unit_name", "parent_name", "note"})
"""Columns for people: they fill no register."""

FormKind = Literal["text", "code", "day", "integer", "decimal", "percent", "choice"]
FORM_KINDS: Final[tuple[FormKind, ...]] = ("text", "code", "day", "integer", "decimal", "percent", "choice")

Secrecy = Literal["open", "classified"]


class Dates(StrEnum):
    """Of which days a table speaks: each row has its own; what is so from the cut-off day on; what was counted in the
    days of the reporting period."""

    ROWS = "rows"
    STATE = "state"
    COUNT = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormColumn:
    """One column. ``name`` is a cell of the register or one of the names above; titles are its headings.

    ``required``: the column must be there and no cell may be empty; with ``blank`` cells may be. ``choices``: the words
    shown for each value of the register, in the order of the list; ``also_words``: other ways to write them.
    ``also``: other headings it is known by. ``group``: the upper one of two heading rows. ``least``, ``most``: of a
    number (a percentage is written 0 to 100). ``widths``: lengths of a code of digits. ``listed``: its choices are
    those of a definition file (``with_listed``). ``personal``: a personal number or a birth date belongs here.
    """

    name: str
    title: Mapping[Language, str]
    kind: FormKind = "text"
    required: bool = True
    blank: bool = False
    choices: Mapping[str, Mapping[Language, str]] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    also_words: Mapping[str, str] = field(default_factory=dict)
    group: Mapping[Language, str] | None = None
    least: int | None = None
    most: int | None = None
    max_length: int = 200
    widths: tuple[int, ...] = ()
    personal: bool = False
    listed: bool = False
    example: str = ""
    help: Mapping[Language, str] | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading it is known by: both titles, the others, and its name."""
        return tuple(dict.fromkeys((*self.title.values(), *self.also, self.name)))

    @property
    def said(self) -> Mapping[str, str]:
        """Every way to write a choice, with the value it means: the words of both languages, the others, the value."""
        words = {word: value for value, title in self.choices.items() for word in (*title.values(), value)}
        return {**self.also_words, **words}


@dataclass(frozen=True, slots=True)
class FormTable:
    """A sheet of the form, which fills ``register``. ``unique``: columns whose values together occur once."""

    id: str
    register: str
    title: Mapping[Language, str]
    dates: Dates
    columns: tuple[FormColumn, ...]
    unique: tuple[str, ...]

    def column(self, name: str) -> FormColumn | None:
        """A column by its name; None where the table has none of it."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def by_unit(self) -> bool:
        """Whether each row speaks of a commune by its code."""
        return self.column(CODE) is not None

    @property
    def fixed(self) -> bool:
        """Whether its rows are known beforehand: one for each unit, and for each choice of a column that is unique."""
        closed = [self.column(name) for name in self.unique if name != CODE]
        return self.by_unit and all(column is not None and column.choices for column in closed)

    @property
    def given(self) -> frozenset[str]:
        """Columns that a template fills in by itself. A row in which nothing else is written says nothing."""
        return SPOKEN - {"note"} | ({CODE, *self.unique} if self.fixed else frozenset())


@dataclass(frozen=True, slots=True)
class FormVersion:
    """The form as it is from ``start`` until the next version."""

    start: date
    tables: tuple[FormTable, ...]

    def table(self, id_: str) -> FormTable | None:
        """A table by its id; None where the version has none of it."""
        return next((table for table in self.tables if table.id == id_), None)


@dataclass(frozen=True, slots=True)
class FormScope:
    """During ``period`` communes of these types (none: of every type) send the form, and a sentence says so.

    ``with_service``: only where the service has a unit; ``border``: only communes on a border of the country;
    ``works``: only communes in which works of a project are under way.
    """

    period: Period
    types: tuple[UnitType, ...]
    with_service: bool
    border: bool
    sentence: Mapping[Language, str]
    works: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether a register says which communes send it."""
        return self.border or self.works


@dataclass(frozen=True, slots=True)
class Form:
    """A form as its file has it. ``own``: made by this program, not set by a document. ``ministry``: when the ministry
    has its own report ready, which is above any level of the units. ``retention_months``: how long the bytes of a
    return are kept. ``secrecy``: of a filled-in form, unless the owner of the installation says otherwise.
    """

    definition: Definition
    own: bool
    rule: PeriodRule
    calendar: Calendar
    due: Mapping[Level, Due]
    ministry: Due | None
    sent_by: tuple[Level, ...]
    scopes: tuple[FormScope, ...]
    secrecy: Secrecy
    retention_months: int
    versions: tuple[FormVersion, ...]

    @property
    def id(self) -> str:
        """The name of its file."""
        return self.definition.id

    @property
    def complete(self) -> bool:
        """Whether every column that is a choice has one to make."""
        columns = [column for version in self.versions for table in version.tables for column in table.columns]
        return all(column.choices for column in columns if column.kind == "choice")

    def on(self, day: date) -> FormVersion:
        """The version in use on ``day``, which is the cut-off of a return. RefusedError ``form-not-in-force``."""
        force = self.definition.in_force
        if day in force:
            for version in reversed(self.versions):
                if version.start <= day:
                    return version
        ends = (force.start or "…", force.last_day or "…")
        raise RefusedError(finding("form-not-in-force", form=self.id, day=day, start=ends[0], end=ends[1]))

    def scope_on(self, day: date) -> FormScope | None:
        """Which communes send it on ``day``; None where none does."""
        if day not in self.definition.in_force:
            return None
        return next((scope for scope in self.scopes if day in scope.period), None)


def due_day(form: Form, level: Level, period: ReportingPeriod) -> date:
    """The last day on which ``level`` is in time. KeyError for a level that the form knows no day for."""
    return form.due[level].on(period.cut_off)


Listed = Mapping[tuple[str, str], Mapping[str, Mapping[Language, str]]]
"""Codes of definition files with their titles, by register and column."""


def with_listed(forms: Iterable[Form], listed: Listed) -> dict[str, Form]:
    """The forms with the choices of their ``listed`` columns filled in; a column without any keeps none."""
    return {form.id: replace(form, versions=tuple(_filled(one, listed) for one in form.versions)) for form in forms}


def _filled(version: FormVersion, listed: Listed) -> FormVersion:
    tables = []
    for table in version.tables:
        columns = tuple(
            replace(column, choices=listed.get((table.register, column.name), {})) if column.listed else column
            for column in table.columns
        )
        tables.append(replace(table, columns=columns))
    return replace(version, tables=tuple(tables))
