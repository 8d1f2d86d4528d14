"""What a register holds as rows of the form that fills it: the way of a return, gone backwards.

A row is written only if the form's own reader gives back the very fact it was made of: what a form cannot say (a count
of other days, a text longer than its column) is left where it is, and does not count as listed when the workbook comes
back (``registers.difference``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from diaban.intake.cell_value import ColumnReader
from diaban.intake.form import CODE, LAST_DAY, SPOKEN, VALID_FROM, Dates, FormTable
from diaban.intake.form_lines import register_lines
from diaban.intake.plain_csv import Line, Value
from diaban.intake.reporting import ReportingPeriod
from diaban.intake.sheet import Cell as Written
from diaban.registers.fact import Fact
from diaban.registers.files import Cell, Register
from diaban.registers.reading import read_facts
from diaban.units.atlas import Atlas
from diaban.units.unit import Unit

__all__ = ["ExportedRow", "exported_rows"]

Values = dict[str, Value | None]


@dataclass(frozen=True, slots=True)
class ExportedRow:
    """A fact and the row of the form that says it: values by column, choices by the register's own words."""

    fact: Fact
    values: Values


def exported_rows(
    table: FormTable, register: Register, facts: Iterable[Fact], period: ReportingPeriod, atlas: Atlas
) -> list[ExportedRow]:
    """The facts that the table can say for a period, in the order of their units' codes; the others are left out."""
    readers = {column.name: ColumnReader(column) for column in table.columns}
    made: list[ExportedRow] = []
    for fact in facts:
        values = _values(table, register, fact, period, atlas)
        if values is not None and all(
            _reads(readers[name], value) for name, value in values.items() if name in readers
        ):
            made.append(ExportedRow(fact, values))
    kept = _read_back(table, register, made, period, atlas)
    return sorted(kept, key=lambda row: (str(row.values.get(CODE) or ""), row.fact.row))


def _values(table: FormTable, register: Register, fact: Fact, period: ReportingPeriod, atlas: Atlas) -> Values | None:
    day, days = period.cut_off, fact.period
    if day not in days and table.dates is not Dates.COUNT:
        return None
    values: Values = {}
    if register.placed:
        unit = _unit(fact, period, atlas)
        if unit is None:
            return None
        values |= {CODE: unit.code, "unit_name": unit.full_name}
        parents = atlas.ancestors(unit, day if day in unit.period else period.start)
        values["parent_name"] = parents[0].full_name if parents else None
    if table.dates is Dates.ROWS:
        if days.start is None:
            return None
        values[VALID_FROM] = days.start
        values[LAST_DAY] = None if days.end is None else days.end - timedelta(days=1)
    for cell in register.cells:
        column = table.column(cell.name)
        value = _word(cell, getattr(fact, cell.name))
        if column is None and value is not None:
            return None
        values[cell.name] = value
    return {name: value for name, value in values.items() if table.column(name) is not None}


def _unit(fact: Fact, period: ReportingPeriod, atlas: Atlas) -> Unit | None:
    """The unit as the sheet names it: as of the cut-off, or of the first day if it ended within the period."""
    unit_id: str = getattr(fact, "unit")  # noqa: B009  # only facts of a register that is placed have one
    return atlas.find_id(unit_id, period.cut_off) or atlas.find_id(unit_id, period.start)


def _word(cell: Cell, value: object) -> Value | None:
    """The value as the register's files write it."""
    if value is None or cell.values is None:
        return value  # type: ignore[return-value]  # fields without words hold plain values
    return next(word for word, meant in cell.values.items() if meant == value and type(meant) is type(value))


def _reads(reader: ColumnReader, value: Value | None) -> bool:
    """Whether the column takes just this, and understands it as just this."""
    if value is None:
        return reader.column.blank or not reader.column.required
    if reader.column.name in SPOKEN:
        return True
    outcome = reader.look(Written(value))
    return type(outcome) is type(value) and outcome == value


def _read_back(
    table: FormTable, register: Register, rows: Sequence[ExportedRow], period: ReportingPeriod, atlas: Atlas
) -> list[ExportedRow]:
    empty: Values = dict.fromkeys((column.name for column in table.columns), None)
    lines = [Line(at, MappingProxyType({**empty, **row.values})) for at, row in enumerate(rows)]
    codes = {column.name: column.choices.keys() for column in table.columns if column.listed}
    told = register_lines(table, lines, period, atlas)
    read = read_facts(register, told.lines, atlas, file="", origin="", source="", codes=codes)
    said = {place.row: fact for fact, place in zip(read.facts, read.places, strict=True)}
    return [row for at, row in enumerate(rows) if (fact := said.get(at)) and _same(table, register, row.fact, fact)]


def _same(table: FormTable, register: Register, held: Fact, read: Fact) -> bool:
    if register.about(held) != register.about(read) or register.differing(held, read):
        return False
    return table.dates is Dates.STATE or held.period == read.period
