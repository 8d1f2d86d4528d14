"""What a return says, table by table, held against what the registers hold: differences, and doubts about them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import repeat

from diaban.basis.finding import NOWHERE, Finding, Place, Severity, finding
from diaban.coverage.statement import Choice, after_choices
from diaban.intake.form import CODE, LAST_DAY, Dates, FormTable
from diaban.intake.form_lines import Making
from diaban.intake.reporting import ReportingPeriod
from diaban.intake.row_reading import Section
from diaban.registers.difference import Change, Difference, Listed, difference
from diaban.registers.fact import Fact
from diaban.registers.files import Register, register_named
from diaban.registers.judging.held import BESIDE, Held
from diaban.registers.judging.judge import judge
from diaban.registers.judging.misnamed import NAME, misnamed_on
from diaban.registers.reading import reading
from diaban.store.queries.around import KEY_FIELDS
from diaban.store.receiving.addressed import Addressed
from diaban.store.receiving.export import speaks_of
from diaban.units.atlas import Atlas
from diaban.units.trace import ended_on_ground_of
from diaban.units.unit import UnitId
from diaban.units.wording import Listed as ListedUnits

__all__ = ["JudgedTable", "Sheets", "Stated", "errors", "judged_tables", "kinds_around"]


Stated = tuple[FormTable, Register, list[Fact], list[Place]]
"""A table of the form, its register, the facts that sound rows state, and the place of each."""


@dataclass(frozen=True, slots=True)
class JudgedTable:
    """One table of the form: its facts with the place of each, and what they change of what is held."""

    table: FormTable
    register: Register
    facts: tuple[Fact, ...]
    places: tuple[Place, ...]
    difference: Difference

    @property
    def changes(self) -> tuple[Change, ...]:
        """Everything that accepting it would do."""
        return self.difference.changes


@dataclass(frozen=True, slots=True)
class _Piece:
    """A table where it stands on one sheet, and the register that it fills."""

    section: Section
    table: FormTable
    register: Register


def kinds_around(registers: Iterable[Register]) -> frozenset[type[Fact]]:
    """The kinds of facts without which rows of these registers cannot be judged."""
    kinds = {register.fact for register in registers}
    return frozenset(kinds.union(*(BESIDE.get(kind, ()) for kind in kinds)))


class Sheets:
    """The tables of a return as lines of registers, and what they name."""

    def __init__(self, one: Addressed, atlas: Atlas) -> None:
        self._one, self._atlas = one, atlas
        self._notes: list[Finding] = []
        self._pieces = list(self._cut())

    def _cut(self) -> Iterable[_Piece]:
        version = self._one.received.version
        for table in version.tables if version else ():
            register = register_named(table.register)
            if register is None:
                raise LookupError(table.register)
            for section in self._one.received.sections.get(table.id, ()):
                self._notes += [section.located(one) for one in self._misnamed(section)]
                yield _Piece(section, table, register)

    def _misnamed(self, section: Section) -> Iterable[Finding]:
        """Codes beside another unit's name. A row that ended is read by the code of its last day, as the lines of the
        register are."""
        cut_off, lines = self._one.period.cut_off, section.lines
        lasts = lines.column(LAST_DAY) or repeat(None)
        days = (min(cut_off, last) if isinstance(last, date) else cut_off for last in lasts)
        named = zip(lines.rows, lines.column(CODE), lines.column(NAME), days, strict=False)
        return misnamed_on(named, self._atlas, file=self._one.received.file)

    @cached_property
    def registers(self) -> list[Register]:
        """The registers that the file fills."""
        return list({piece.register.name: piece.register for piece in self._pieces}.values())

    def units(self) -> set[UnitId]:
        """The sender, whatever ever bore one of the codes, and all that ended on the ground of these."""
        codes = {code for piece in self._pieces for code in piece.section.lines.column(CODE)}
        here = {unit.id for code in codes if isinstance(code, str) for unit in self._atlas.bearers(code)}
        here.add(self._one.unit.id)
        return here.union(ended_on_ground_of(self._atlas, here, self._one.period.cut_off))

    def keys(self) -> Mapping[str, set[str]]:
        """The keys that rows name, by field."""
        found: dict[str, set[str]] = {}
        for piece in self._pieces:
            named = [cell.name for cell in piece.register.cells if cell.name in KEY_FIELDS]
            for name in named:
                column = piece.section.lines.column(name)
                found.setdefault(name, set()).update(value for value in column if isinstance(value, str))
        return found

    @cached_property
    def senders(self) -> frozenset[UnitId]:
        """The units of which the sender may speak: itself, those below it, and what ended on their ground."""
        return speaks_of(self._one.unit, self._one.period.cut_off, self._atlas)

    def read(
        self, origin: str, source: str
    ) -> tuple[list[tuple[FormTable, Register, list[Fact], list[Place]]], list[Finding]]:
        """The facts of each table with their places, and what is wrong with rows. Each row is a line of its register
        only for as long as it is read: at the limits these lines would weigh as much as the facts."""
        senders, file = self.senders, self._one.received.file
        found = list(self._notes)
        tables: dict[str, Stated] = {}
        for piece in self._pieces:
            section, register = piece.section, piece.register
            making = Making(piece.table, self._one.period, self._atlas)
            codes = {column.name: column.choices.keys() for column in piece.table.columns if column.listed}
            lines = map(making.line, section.lines)
            told = reading(register, lines, self._atlas, file=file, origin=origin, source=source, codes=codes)
            _, _, facts, places = tables.setdefault(piece.table.id, (piece.table, register, [], []))
            wrong: list[Finding] = []
            for row, one in told:
                if isinstance(one, list):
                    wrong += [section.located(each) for each in one]
                elif (unit := getattr(one, "unit", None)) is not None and unit not in senders:
                    wrong.append(self._foreign(section, row, unit))
                else:
                    facts.append(one)
                    places.append(section.place(row))
            found += [*(section.located(one) for one in making.findings), *wrong]
        return list(tables.values()), found

    def located(self, one: Finding) -> Finding:
        """A finding about a row, with the cell of its column."""
        row, sheet, column = one.place.row or 0, one.place.sheet or "", one.place.column
        sections = [piece.section for piece in self._pieces if piece.section.block.sheet == sheet]
        section = next((each for each in sections if each.block.first <= row <= each.block.last), None)
        return one if section is None or column is None else section.located(one)

    def _foreign(self, section: Section, row: int, unit: UnitId) -> Finding:
        day = self._one.period.cut_off
        named = ListedUnits.of([self._atlas.find_id(unit, day) or self._atlas.versions(unit)[-1]])
        return finding("unit-not-senders", place=section.place(row, CODE), unit=named, sender=self._one.unit.full_name)


def judged_tables(
    sheets: Sheets,
    tables: Sequence[Stated],
    standing: Sequence[Fact],
    choices: Sequence[Choice],
    *,
    period: ReportingPeriod,
    origin: str,
    atlas: Atlas,
    until: date | None,
    listed: Listed | None = None,
) -> tuple[tuple[JudgedTable, ...], list[Finding]]:
    """What each table changes, and what there is to doubt beside all that will stand.

    ``until``: of a state, the cut-off of the sender's next return that is in the registers. ``listed``: of an export,
    which rows it held when it was made.
    """
    by_kind: dict[type[Fact], list[Fact]] = {}
    for fact in standing:
        by_kind.setdefault(type(fact), []).append(fact)
    made: list[JudgedTable] = []
    for table, register, facts, places in tables:
        told = difference(
            register,
            facts,
            places,
            by_kind.get(register.fact, ()),
            dates=table.dates,
            day=period.cut_off,
            origin=origin,
            until=until,
            listed=listed,
        )
        made.append(JudgedTable(table, register, tuple(facts), tuple(places), told))
    found: list[Finding] = []
    for one in made:
        facts, places = _judged(one)
        others = [fact for other in made if other is not one for fact in (*other.difference.left, *_new(other))]
        own = {other.register.fact for other in made}
        beside = [fact for kind, some in by_kind.items() if kind not in own for fact in some]
        held = Held(after_choices([*one.difference.left, *others, *beside], choices))
        doubts = judge(one.register, facts, places, held, atlas, period.cut_off)
        found += [sheets.located(doubt) for doubt in (*one.difference.findings, *doubts)]
    return tuple(made), found


def _judged(one: JudgedTable) -> tuple[list[Fact], list[Place]]:
    """The rows as they will be recorded: a state until the next one that is known, all else as it was given."""
    if one.table.dates is not Dates.STATE:
        return list(one.facts), list(one.places)
    changes = [change for change in one.changes if change.after is not None and change.place != NOWHERE]
    return [change.after for change in changes if change.after is not None], [change.place for change in changes]


def _new(one: JudgedTable) -> list[Fact]:
    return [change.after for change in one.changes if change.after is not None and change.place != NOWHERE]


def errors(found: Iterable[Finding]) -> int:
    """How many findings are errors."""
    return sum(1 for one in found if one.severity is Severity.ERROR)
