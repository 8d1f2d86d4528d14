"""Lines of a register's file become facts: codes read on their own day, every mistake at once."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, finding
from diaban.basis.period import Period
from diaban.intake.plain_csv import Line
from diaban.registers.fact import Fact
from diaban.registers.files import CODE, FROM, TO, Cell, Register
from diaban.registers.judging.alone import alone, is_looked_at
from diaban.units.atlas import Atlas
from diaban.units.trace import destinations
from diaban.units.unit import Unit
from diaban.units.wording import Listed

__all__ = ["Read", "read_facts", "reading"]

PSEUDONYM: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
IDENTITY_NUMBER: Final = re.compile(r"\d{9}|\d{12}")


@dataclass(frozen=True, slots=True)
class Read:
    """Facts with the place each was written at, in the order of the file, and what is wrong with the other lines."""

    facts: tuple[Fact, ...]
    places: tuple[Place, ...]
    findings: tuple[Finding, ...]


def read_facts(
    register: Register,
    lines: Iterable[Line],
    atlas: Atlas,
    *,
    file: str,
    origin: str,
    source: str,
    codes: Mapping[str, Collection[str]],
) -> Read:
    """The facts that sound lines state, by ``origin``, resting on ``source`` (both by key).

    ``codes``: the codes that may be written, for each column of ``register`` that is ``listed`` (KeyError without).

    Findings, with row and column: ``period-empty``, ``unknown-code``, ``code-of-another-day``, ``unit-succeeded`` (it
    ended before that day: its successors are offered), ``before-records``,
    ``record-outlives-unit``, ``number-out-of-range``, ``number-too-small``, ``officer-not-a-code``, ``code-unlisted``,
    and what a row says against itself (see ``judging.alone``).
    """
    facts: list[Fact] = []
    places: list[Place] = []
    findings: list[Finding] = []
    for row, told in reading(register, lines, atlas, file=file, origin=origin, source=source, codes=codes):
        if isinstance(told, list):
            findings += told
        else:
            facts.append(told)
            places.append(Place(file=file, row=row))
    return Read(tuple(facts), tuple(places), tuple(findings))


def reading(
    register: Register,
    lines: Iterable[Line],
    atlas: Atlas,
    *,
    file: str,
    origin: str,
    source: str,
    codes: Mapping[str, Collection[str]],
) -> Iterator[tuple[int, Fact | list[Finding]]]:
    """The same line by line, by the number of its row: the fact that it states, or what is wrong with it."""
    units = _Units(atlas)
    periods: dict[tuple[date, date | None], Period] = {}
    placed, looked_at = register.placed, is_looked_at(register)
    for line in lines:
        start, end = line.get(FROM, date), line.values[TO]
        ends = end if isinstance(end, date) else None
        problems: list[Finding] = []
        if ends is not None and ends <= start:
            place = Place(file=file, row=line.row, column=TO)
            problems.append(finding("period-empty", place=place, start=start, end=ends))
        values: dict[str, Any] = {}
        for cell in register.cells:
            value = line.values[cell.name]
            if cell.pseudonym or isinstance(value, int):
                problems += _wrong(cell, value, Place(file=file, row=line.row, column=cell.name))
            if cell.listed and value not in codes[cell.name]:
                place, allowed = Place(file=file, row=line.row, column=cell.name), list(codes[cell.name])
                problems.append(finding("code-unlisted", place=place, value=value, codes=allowed))
            values[cell.name] = cell.values[str(value)] if cell.values and value is not None else value
        if placed:
            found = units.on(line.get(CODE, str), start, ends)
            if isinstance(found, Finding):
                place = Place(file=file, row=line.row, column=CODE)
                problems.append(replace(found, place=place))
            else:
                values["unit"] = found.id
        if problems:
            yield line.row, problems
            continue
        period = periods.get((start, ends)) or periods.setdefault((start, ends), Period(start, ends))
        fact = register.fact(period=period, origin=origin, source=source, **values)
        contradictions = alone(register, fact, Place(file=file, row=line.row)) if looked_at else []
        yield line.row, contradictions or fact


class _Units:
    """Units by code and day, each looked up once."""

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        self._found: dict[tuple[str, date], Unit | Finding] = {}

    def on(self, code: str, start: date, end: date | None) -> Unit | Finding:
        """The unit that bore ``code`` on ``start`` and stood until ``end``; or why not."""
        found = self._found.get((code, start))
        if found is None:
            try:
                found = self._atlas.by_code(code, start)
            except RefusedError as refused:
                found = self._succeeded(code, start) or refused.findings[0]
            self._found[code, start] = found
        if isinstance(found, Finding):
            return found
        versions = self._atlas.versions(found.id)
        last = versions[-1].period.end
        if last is not None and (end is None or end > last):
            unit = Listed.of(versions[-1:])
            return finding("record-outlives-unit", unit=unit, ended=last, start=start, iso=last.isoformat())
        return found

    def _succeeded(self, code: str, day: date) -> Finding | None:
        """Where the unit that bore the code last had ended by ``day``: which units hold its ground now."""
        before = [unit for unit in self._atlas.bearers(code) if self._atlas.ended_by(unit.id, day)]
        if not before or any(day in unit.period for unit in self._atlas.bearers(code)):
            return None
        unit = before[-1]
        heirs = destinations(self._atlas, unit.id, day)
        there = [heir for one in heirs if (heir := self._atlas.find_id(one, day)) is not None]
        if not there:
            return None
        ended = self._atlas.versions(unit.id)[-1].period.end
        return finding("unit-succeeded", unit=Listed.of([unit]), ended=ended, day=day, heirs=Listed(tuple(there)))


def _wrong(cell: Cell, value: object, place: Place) -> Iterator[Finding]:
    if isinstance(value, int):
        if value > cell.most:
            yield finding("number-out-of-range", place=place, field=cell.name, value=value, largest=cell.most)
        elif value < cell.least:
            yield finding("number-too-small", place=place, field=cell.name, value=value, least=cell.least)
    elif cell.pseudonym and isinstance(value, str) and not _is_pseudonym(value):
        # Of a name nothing is repeated: not even a finding carries it further.
        yield finding("officer-not-a-code", place=place)


def _is_pseudonym(text: str) -> bool:
    return bool(PSEUDONYM.fullmatch(text)) and not IDENTITY_NUMBER.fullmatch(text)
