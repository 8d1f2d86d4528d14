"""Fills in the superior's form by its mapping: lines of a return, or of what the registers hold, into its cells."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.basis.speech import Speech
from diaban.intake.filling import CellFill, FilledCell, fill
from diaban.intake.form import CODE, FormVersion
from diaban.intake.plain_csv import Value
from diaban.intake.reporting import ReportingPeriod
from diaban.intake.sheet import COLUMNS, cell_name
from diaban.reports.superior import CellRule, Each, RowsRule, Superior, Taken, Total, Word
from diaban.units.unit import Unit

__all__ = ["Lines", "Source", "filled_form"]

Lines = Mapping[str, Sequence[Mapping[str, Value | None]]]
"""Lines by id of our table: values by column, choices by the register's own words."""
Measured = Callable[[str], int | None]
"""The figure of a standard, ``STANDARD.STATE``, for the sender on the day of the cut-off; None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a superior's form is filled in from. ``names``: of units by their codes on the day of the cut-off;
    ``number``: of the return, None where the registers themselves are told; ``invented``: the figures are made up."""

    version: FormVersion
    sender: Unit
    period: ReportingPeriod
    lines: Lines
    names: Mapping[str, str]
    number: int | None
    measured: Measured
    invented: bool


def filled_form(superior: Superior, source: Source, say: Speech) -> bytes:
    """The superior's workbook, filled in. A cell of which nothing is known stays empty: nothing is no zero.

    RefusedError ``superior-rows`` where a sheet has fewer rows than there are units or lines: nothing is cut off.
    """
    work = _Filling(superior, source, say)
    cells = [*work.cells(superior.cells), *(cell for rule in superior.rows for cell in work.rows(rule))]
    headers = {}
    if source.invented or superior.invented:
        text = say.text("reports.table.invented")
        cells += [(sheet, at, text) for sheet, at in superior.marks.items()]
        headers = dict.fromkeys(superior.marks, text)
    return fill(superior.data, cells, name=superior.workbook, headers=headers)


@dataclass(frozen=True, slots=True)
class _Filling:
    superior: Superior
    source: Source
    say: Speech

    def cells(self, rules: Iterable[CellRule]) -> Iterable[FilledCell]:
        """The cells that stand alone."""
        for rule in rules:
            value = self._value(rule.taken, rule.table, self.source.lines.get(rule.table, ()))
            if value is not None:
                yield rule.sheet, rule.at, value

    def rows(self, rule: RowsRule) -> Iterable[FilledCell]:
        """The rows of units or lines."""
        groups = self._groups(rule)
        room = rule.last - rule.first + 1
        if len(groups) > room:
            place = Place(file=self.superior.workbook, sheet=rule.sheet, row=rule.first)
            raise RefusedError(finding("superior-rows", place=place, count=len(groups), room=room))
        for number, lines in enumerate(groups, 1):
            for column in rule.columns:
                value = self._value(column.taken, rule.table, lines, number)
                if value is not None:
                    yield rule.sheet, cell_name(rule.first + number - 1, COLUMNS[column.letters]), value

    def _groups(self, rule: RowsRule) -> list[Sequence[Mapping[str, Value | None]]]:
        lines = self.source.lines.get(rule.table, ())
        if rule.each is Each.LINE:
            return [[line] for line in lines]
        by_unit: dict[Value | None, list[Mapping[str, Value | None]]] = {}
        for line in lines:
            by_unit.setdefault(line.get(CODE), []).append(line)
        return [by_unit[code] for code in sorted(by_unit, key=str)]

    def _value(
        self, taken: Taken, table: str, lines: Sequence[Mapping[str, Value | None]], number: int = 0
    ) -> CellFill | None:
        if taken.value is not None:
            return self._word(taken.value, lines, number)
        if taken.measure is not None:
            return self.source.measured(taken.measure)
        name = taken.field or ""
        fitting = [line for line in lines if all(line.get(key) == value for key, value in taken.where.items())]
        values = [value for line in fitting if (value := line.get(name)) is not None]
        match taken.total:
            case Total.SUM:
                numbers = [value for value in values if isinstance(value, int | Decimal)]
                return sum(numbers) if numbers else None
            case Total.COUNT:
                return len(values) if lines else None
            case _:
                return self._shown(table, name, values[0]) if values else None

    def _shown(self, table: str, name: str, value: Value) -> CellFill:
        """A choice by its title, anything else as it is."""
        ours = self.source.version.table(table)
        column = None if ours is None else ours.column(name)
        words = None if column is None else column.choices.get(str(value))
        return value if words is None else words[self.say.lang]

    def _word(self, word: Word, lines: Sequence[Mapping[str, Value | None]], number: int) -> CellFill | None:
        source = self.source
        code = str(lines[0].get(CODE) or "") if lines else ""
        match word:
            case Word.SENDER_NAME:
                return source.sender.full_name
            case Word.SENDER_CODE:
                return source.sender.code
            case Word.PERIOD_TITLE:
                return self.say.words(source.period.titled)
            case Word.PERIOD_KEY:
                return source.period.key
            case Word.PERIOD_START:
                return source.period.start
            case Word.PERIOD_CUT_OFF:
                return source.period.cut_off
            case Word.RETURN_NUMBER:
                return source.number
            case Word.UNIT_CODE:
                return code or None
            case Word.UNIT_NAME:
                return source.names.get(code)
            case Word.ORDINAL:
                return number
