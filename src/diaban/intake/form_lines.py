"""Rows of a form's sheet as lines of the register that it fills, with the days and the code that it asks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.intake.form import CODE, LAST_DAY, SPOKEN, VALID_FROM, VALID_TO, Dates, FormTable
from diaban.intake.plain_csv import Line, Value
from diaban.intake.reporting import ReportingPeriod
from diaban.units.atlas import Atlas
from diaban.units.unit import Unit

__all__ = ["Making", "RegisterLines", "register_lines"]

Values = dict[str, Value | None]


@dataclass(frozen=True, slots=True)
class RegisterLines:
    """Lines with the row numbers of the sheet, and what was changed in them that whoever sent them should know."""

    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]


def register_lines(table: FormTable, lines: Iterable[Line], period: ReportingPeriod, atlas: Atlas) -> RegisterLines:
    """Rows of a sheet as lines of its register: with ``valid_from`` and ``valid_to``, without what is for people.

    A row with days of its own keeps them; a state begins with the cut-off day; a count is of the days of the period.
    A commune is named by its code of the cut-off, as the template lays it out, or of the row's last day where that is
    earlier; a count also by that of the period's first day, if it ended within it. The line bears the code of its own
    first day, on which the register reads it.

    Nothing is said of days on which the commune did not stand: a count, or a row that began before the commune did,
    begins with it (note ``row-begins-with-unit``: the days before were another commune's); what goes on goes on until
    it ends, where that is known. Of a row whose days begin after the period it is said (warning
    ``row-begins-after-period``): it may be a slip of the pen. A code that nobody bore is left to whoever
    reads the lines.
    """
    making = Making(table, period, atlas)
    made = tuple([making.line(line) for line in lines])
    return RegisterLines(made, tuple(making.findings))


class Making:
    """The same line by line, as they are asked for; ``findings`` is whole once all were. Communes are looked up once
    for each code and day."""

    def __init__(self, table: FormTable, period: ReportingPeriod, atlas: Atlas) -> None:
        self._table, self._period, self._atlas = table, period, atlas
        self._bearers: dict[tuple[str, date], tuple[Unit, ...]] = {}
        self.findings: list[Finding] = []

    def line(self, line: Line) -> Line:
        """The line of one row."""
        values = {name: value for name, value in line.values.items() if name not in SPOKEN and name != LAST_DAY}
        match self._table.dates:
            case Dates.ROWS:
                self._row(line, values)
            case Dates.STATE:
                cut_off = self._period.cut_off
                versions = self._of(values.get(CODE), cut_off)
                values |= {VALID_FROM: cut_off, VALID_TO: versions[-1].period.end if versions else None}
            case Dates.COUNT:
                self._count(values)
        return Line(line.row, MappingProxyType(values))

    def _row(self, line: Line, values: Values) -> None:
        start, last = values.get(VALID_FROM), line.values.get(LAST_DAY)
        # 31/12/9999 is how some systems write that there is no last day; nothing comes after it.
        named = last if isinstance(last, date) and last < date.max else None
        values[VALID_TO] = None if named is None else named + timedelta(days=1)
        if not isinstance(start, date):
            return
        if start > self._period.cut_off:
            place, told = Place(row=line.row, column=VALID_FROM), {"start": start, "cut_off": self._period.cut_off}
            self.findings.append(finding("row-begins-after-period", place=place, severity=Severity.WARNING, **told))
        versions = self._of(values.get(CODE), min(self._period.cut_off, named or date.max))
        if not versions:
            return
        first, end = versions[0].period.start, versions[-1].period.end
        if first is not None and start < first:
            self._note(line, versions[0], start, first)
            start = values[VALID_FROM] = first
        values[CODE] = next((one.code for one in versions if start in one.period), values.get(CODE))
        if named is None and end is not None and start < end:
            values[VALID_TO] = end

    def _note(self, line: Line, unit: Unit, start: date, first: date) -> None:
        place = Place(row=line.row, column=VALID_FROM)
        told = {"unit": unit.full_name, "start": start, "first": first}
        self.findings.append(finding("row-begins-with-unit", place=place, severity=Severity.NOTE, **told))

    def _count(self, values: Values) -> None:
        start, end = self._period.start, self._period.period.end
        code = values.get(CODE)
        versions = self._of(code, self._period.cut_off) or self._of(code, start)
        if versions:
            first, last = versions[0].period.start, versions[-1].period.end
            start = start if first is None else max(start, first)
            end = last if last is not None and end is not None and last < end else end
            values[CODE] = next((one.code for one in versions if start in one.period), code)
        values |= {VALID_FROM: start, VALID_TO: end}

    def _of(self, code: Value | None, day: date) -> tuple[Unit, ...]:
        """All versions of the commune that bore the code on a day; none where nobody did."""
        if not isinstance(code, str):
            return ()
        if (code, day) not in self._bearers:
            unit = next((one for one in self._atlas.bearers(code) if day in one.period), None)
            self._bearers[code, day] = () if unit is None else self._atlas.versions(unit.id)
        return self._bearers[code, day]
