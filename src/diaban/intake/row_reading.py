"""Rows of data into lines: each cell by its column, and what only the whole column or the whole table can tell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from diaban.basis.bilingual import Bilingual
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.intake.cell_value import ColumnReader, Doubt, Noted, Outcome, Outcomes, Special, Unread, restored
from diaban.intake.column_letters import is_modern, read_among
from diaban.intake.csv_cell import Value, shown
from diaban.intake.exact_value import ExactReader
from diaban.intake.form import FormVersion
from diaban.intake.found import Found
from diaban.intake.layout import Block
from diaban.intake.lines import Lines
from diaban.intake.number_text import number_of
from diaban.intake.plain_csv import Line
from diaban.intake.row_kind import NUMBERS
from diaban.intake.sheet import Cell, Row
from diaban.intake.totals import Totals, Wrong

__all__ = ["Evidence", "Section", "TableReading"]

FORMULAS: Final = 20_000
"""Formulas that are kept as evidence; more are counted on by their rows alone."""
PLAIN: Final = frozenset((str, int, Decimal, date, type(None)))
"""Classes of outcomes that are values: most are, and asking for the class is quickest."""
RESTORED: Final = "cell-letters-restored"
ADDED_UP: Final = frozenset(("integer", "decimal"))


@dataclass(frozen=True, slots=True)
class Evidence:
    """A formula behind a value that was taken: where, without its ``=``, and the value that was last calculated."""

    place: Place
    formula: str
    value: str


@dataclass(frozen=True, slots=True)
class Section:
    """A table where it stands in a sheet of ``file``, with its lines."""

    block: Block
    lines: Lines
    file: str

    def place(self, row: int, column: str | None = None) -> Place:
        """Where a row stands, or a value of it; ``column`` by its name in the form."""
        if column is None:
            return self.block.place(self.file, row)
        at = next((at for at, one in self.block.columns.items() if one.name == column), None)
        return self.block.place(self.file, row, at)

    def located(self, found: Finding) -> Finding:
        """A finding about a row, and perhaps a column of the form, with its place in the sheet."""
        place = found.place
        return (
            found
            if place.row is None
            else replace(found, place=replace(self.place(place.row, place.column), unit=place.unit))
        )


@dataclass(slots=True)
class _Open:
    """A block that is being read: its columns with their readers, its sums, the empty row, its lines, and how many the
    table had ``before`` on other sheets. ``restored``: rows and columns of texts whose old letters were read."""

    block: Block

    readers: list[tuple[int, str, ColumnReader]]
    columns: list[tuple[int, Outcomes]]
    names: tuple[str, ...]
    totals: Totals
    nothing: dict[str, Value | None]
    key: tuple[str, ...]
    key_at: tuple[int, ...]
    lines: Lines
    before: int
    pending: "list[_Pending]" = field(default_factory=list)
    restored: set[tuple[int, int]] = field(default_factory=set)


class _Pending(NamedTuple):
    """A number or a text with two readings, and the number of the line it will belong to, until its column is known."""

    row: int
    at: int
    doubt: Doubt | Unread
    line: int


class TableReading:
    """The lines of a form's tables, as their rows come from any of the sheets; ``exact``: nothing is mended."""

    def __init__(self, version: FormVersion, found: Found, file: str, *, epoch_1904: bool, exact: bool = False) -> None:
        self.evidence: list[Evidence] = []
        self.rows = 0
        self._found, self._file, self._epoch_1904 = found, file, epoch_1904
        self._reader = ExactReader if exact else ColumnReader
        # By table and key: which line of the table was first, those of all its sheets counted.
        self._firsts: dict[str, dict[object, int]] = {table.id: {} for table in version.tables}
        self._open: dict[int, _Open] = {}

    def sections(self) -> Mapping[str, tuple[Section, ...]]:
        """The tables that were found, by id, in the order of the sheets."""
        found: dict[str, list[Section]] = {}
        for opened in self._open.values():
            section = Section(opened.block, opened.lines, self._file)
            found.setdefault(opened.block.table.id, []).append(section)
        return {table: tuple(sections) for table, sections in found.items()}

    def data(self, row: Row, block: Block) -> list[int]:
        """A row of data; the columns, by number, whose cells are not what the form asks for."""
        opened = self._open.get(id(block)) or self._opened(block)
        self.rows += 1
        block.add(row.number)
        get = row.cells.get
        outcomes = [column[get(at)] for at, column in opened.columns]
        values = opened.nothing.copy()
        values.update(zip(opened.names, outcomes, strict=True))  # type: ignore[arg-type]  # what is no value is taken out
        if PLAIN.issuperset(map(type, outcomes)):
            if opened.totals.at:
                opened.totals.add(values)
            if self._is_first(row.number, values, block, opened):
                opened.lines.add(row.number, values)
            return []
        return self._uncommon(row, block, opened, values)

    def _uncommon(self, row: Row, block: Block, opened: _Open, values: dict[str, Value | None]) -> list[int]:
        """A row in which some cell says more, or something else, than a value."""
        faulty: set[str] = set()
        strange: list[int] = []
        doubts: list[_Pending] = []
        for at, name, reader in opened.readers:
            cell = row.cells.get(at)
            outcome = reader.outcomes[cell]
            if isinstance(outcome, Special) and cell is not None:
                strange.append(at)
                outcome = self._special(cell, row.number, at, block, reader)
            match outcome:
                case Finding():
                    faulty.add(name)
                    strange.append(at)
                    values[name] = None
                    self._found.add(replace(outcome, place=block.place(self._file, row.number, at)))
                case Noted():
                    values[name] = outcome.value
                    self._found.habit(outcome.note, block.place(self._file, row.number, at))
                    if outcome.note.code == RESTORED:
                        opened.restored.add((row.number, at))
                case Doubt() | Unread():
                    doubts.append(_Pending(row.number, at, outcome, len(opened.lines)))
                    values[name] = None
                case Special():
                    raise ValueError(f"no cell at {at}")
                case _:
                    values[name] = outcome
        opened.totals.add(values, faulty | {block.columns[doubt.at].name for doubt in doubts})
        if not faulty and self._is_first(row.number, values, block, opened):
            opened.lines.add(row.number, values)
            opened.pending += doubts
        return strange

    def _opened(self, block: Block) -> _Open:
        opened = self._open.get(id(block))
        if opened is None:
            readers = [
                (at, column.name, self._reader(column, epoch_1904=self._epoch_1904))
                for at, column in sorted(block.columns.items())
            ]
            names = {name for _, name, _ in readers}
            key = block.table.unique if names.issuperset(block.table.unique) else ()
            nothing: dict[str, Value | None] = dict.fromkeys(column.name for column in block.table.columns)
            totals = Totals({at: column.name for at, column in block.columns.items() if column.kind in ADDED_UP})
            key_at = tuple(at for at, name, _ in readers if name in key)
            before = sum(len(one.lines) for one in self._open.values() if one.block.table is block.table)
            columns = [(at, reader.outcomes) for at, _, reader in readers]
            order = tuple(name for _, name, _ in readers)
            opened = self._open[id(block)] = _Open(
                block, readers, columns, order, totals, nothing, key, key_at, Lines(nothing), before
            )
        return opened

    def _special(self, cell: Cell, row: int, at: int, block: Block, reader: ColumnReader) -> Outcome:
        """A cell with a formula, or one that is merged with others."""
        if cell.merged_from is not None and cell.merged_from != (row, at):
            first_row, first = cell.merged_from
            if first_row == row:
                # The value belongs to the first of the columns it spans.
                return reader.empty()
            if block.columns[at].kind in NUMBERS or first != at:
                return finding("cell-merged", rows=f"{first_row}–{row}")
            outcome = reader.look(cell)
            if isinstance(outcome, Finding | Doubt | Noted | Unread) or outcome is None:
                return outcome
            return Noted(
                outcome, finding("cell-repeated", severity=Severity.NOTE, value=outcome, first=str(first_row), count=1)
            )
        if cell.formula and len(self.evidence) < FORMULAS:
            place = block.place(self._file, row, at)
            value = "" if cell.value is None else str(cell.value)
            self.evidence.append(Evidence(place, cell.formula, value))
        return reader.look(cell)

    def _is_first(self, row: int, values: Mapping[str, Value | None], block: Block, opened: _Open) -> bool:
        """Whether no row before says the same; else what it repeats is written down."""
        key = opened.key
        if not key:
            return True
        own = values[key[0]] if len(key) == 1 else tuple([values[name] for name in key])
        if own is None or (isinstance(own, tuple) and not any(part is not None for part in own)):
            return True
        number = opened.before + len(opened.lines)
        first = self._firsts[block.table.id].setdefault(own, number)
        if first == number:
            return True
        self._repeated(own, row, values, self._first(first, block), opened)
        return False

    def _first(self, number: int, block: Block) -> tuple[_Open, Line]:
        """The line of a number among all of a table, and where it stands."""
        there = [one for one in self._open.values() if one.block.table is block.table and one.before <= number]
        return there[-1], there[-1].lines[number - there[-1].before]

    def _repeated(
        self, own: object, row: int, values: Mapping[str, Value | None], first: tuple[_Open, Line], opened: _Open
    ) -> None:
        block, (beside, line) = opened.block, first
        told = own if isinstance(own, tuple) else (own,)
        named = " + ".join("—" if part is None else shown(str(part)) for part in told)
        differing = [
            Bilingual(column.title) for column in block.table.columns if values[column.name] != line.values[column.name]
        ]
        column = next(at for at, name, _ in opened.readers if name == opened.key[0])
        where = str(line.row) if beside.block.sheet == block.sheet else f"{beside.block.sheet}, {line.row}"
        place = block.place(self._file, row, column)
        if differing:
            self._found.add(finding("csv-row-contradicts", place=place, key=named, first=where, differing=differing))
        else:
            self._found.add(finding("csv-row-repeated", place=place, key=named, first=where))

    # --- totals -------------------------------------------------------------------------------------------------

    def is_unnamed_total(self, row: Row, block: Block) -> bool:
        """Whether a row without any of its keys has the sums of the rows above."""
        opened = self._open.get(id(block))
        if opened is None or not opened.key:
            return False
        for at in opened.key_at:
            cell = row.cells.get(at)
            if cell is not None and cell.value is not None:
                return False
        return opened.totals.sums_up(_numbers(row, opened.totals))

    def total(self, row: Row, block: Block) -> None:
        """A row of totals."""
        opened = self._opened(block)
        self._wrong(block, opened.totals.check(row.number, _numbers(row, opened.totals)))

    def _wrong(self, block: Block, wrong: Iterable[Wrong]) -> None:
        for one in wrong:
            place = block.place(self._file, one.row, one.at)
            self._found.add(finding("total-wrong", place=place, said=one.said, summed=one.summed))

    # --- what only the whole tells ------------------------------------------------------------------------------

    def end(self) -> None:
        """Once every row was seen: numbers in doubt, totals above their rows, days that were exchanged."""
        for opened in self._open.values():
            self._settle(opened)
            self._wrong(opened.block, opened.totals.end())
            for at, _, reader in opened.readers:
                if reader.late_typed_days and reader.shown_days > 1 and not reader.late_shown_days:
                    place = replace(opened.block.place(self._file, 0, at), row=None, cell=None)
                    self._found.add(finding("days-exchanged", place=place, severity=Severity.WARNING))

    def _settle(self, opened: _Open) -> None:
        dropped: set[int] = set()
        readers = {at: (name, reader) for at, name, reader in opened.readers}
        for pending in (*opened.pending, *self._unsure(opened)):
            (name, reader), doubt = readers[pending.at], pending.doubt
            place = opened.block.place(self._file, pending.row, pending.at)
            outcome = self._letters(doubt.found, reader, opened) if isinstance(doubt, Unread) else reader.settle(doubt)
            if isinstance(outcome, Finding):
                self._found.add(replace(outcome, place=place))
                dropped.add(pending.row)
            elif isinstance(outcome, int | Decimal):
                opened.lines.put(pending.line, name, outcome)
            elif isinstance(outcome, str) and isinstance(doubt, Unread):
                opened.lines.put(pending.line, name, outcome)
                self._found.habit(restored(doubt.found, outcome), place)
        if dropped:
            opened.lines.leave_out(dropped)

    def _unsure(self, opened: _Open) -> list[_Pending]:
        """Where cells in old letters were restored: the texts of their table that were taken as they stand."""
        if not any(reader.old for _, _, reader in opened.readers):
            return []
        found = []
        for at, name, reader in opened.readers:
            if reader.column.kind == "text":
                texts = zip(opened.lines.rows, opened.lines.column(name), strict=True)
                for line, (row, text) in enumerate(texts):
                    if not isinstance(text, str) or text.isascii() or (row, at) in opened.restored:
                        continue
                    if is_modern(text):
                        reader.modern = True
                    else:
                        found.append(_Pending(row, at, Unread(text), line))
        return found

    def _letters(self, text: str, reader: ColumnReader, opened: _Open) -> Outcome:
        readers = [one for _, _, one in opened.readers]
        around = {kind for one in readers for kind in one.old}
        return read_among(text, reader.old, around, modern=any(one.modern for one in readers))


def _numbers(row: Row, totals: Totals) -> dict[int, Decimal]:
    """The numbers of a row of totals, by column."""
    found = {}
    for at in totals.at:
        cell = row.cells.get(at)
        value = None if cell is None else cell.value
        if isinstance(value, str):
            typed = number_of(value.strip())
            value = None if typed is None else typed.value
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            found[at] = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    return found
