"""A judged return on the page: rows beside what was found of them, and what accepting it would change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from diaban.basis.finding import Finding, Severity
from diaban.basis.period import Period
from diaban.basis.speech import Speech
from diaban.intake.form import SPOKEN, FormColumn, FormTable
from diaban.intake.sheet import COLUMNS
from diaban.intake.written import WrittenRow, written_rows
from diaban.registers.difference import Change, Effect
from diaban.registers.fact import Fact
from diaban.store.receiving import Judged
from diaban.web.ground import Ground, Visit

__all__ = ["MOST_ROWS", "ShownRow", "ShownTable", "content_of", "found_beside", "found_words"]

MOST_ROWS: Final = 200
"""Rows of a table that are shown, those first of which something was found; the marked workbook has them all."""
MOST_CHANGES: Final = 100
DIGITS: Final = "0123456789"
MOST_GENERAL: Final = 60


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with its cells in the order of the table's columns, each with its findings; ``general``: of the row."""

    row: int
    cells: tuple[tuple[str, str, tuple[dict[str, object], ...]], ...]
    general: tuple[dict[str, object], ...]
    worst: str


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table of the form: its heading, its rows, and how many more there are."""

    table: FormTable
    title: str
    headings: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    more: int


def content_of(visit: Visit, here: Ground, judged: Judged, data: bytes) -> dict[str, object]:
    """What the templates show of it. ``data``: the bytes that were judged."""
    say = visit.say
    shown, placed = _tables(say, judged, written_rows(data, judged.received))
    general = [one for one in judged.findings if id(one) not in placed]
    severities = [one.severity for one in judged.findings]
    return {
        "judged": judged,
        "shown": shown,
        "general": [found_words(say, one) for one in general[:MOST_GENERAL]],
        "general_more": max(0, len(general) - MOST_GENERAL),
        "errors": severities.count(Severity.ERROR),
        "warnings": severities.count(Severity.WARNING),
        "notes": severities.count(Severity.NOTE),
        "effects": [
            (say.text(f"web.returned.effect.{kind.value}"), sum(change.kind is kind for change in judged.changes))
            for kind in Effect
        ],
        "changes": _changes(visit, here, judged),
        "changes_more": max(0, sum(change.kind is not Effect.SAME for change in judged.changes) - MOST_CHANGES),
        "formulas": len(judged.received.evidence),
    }


def found_words(say: Speech, one: Finding) -> dict[str, object]:
    """A finding as the templates write it."""
    place = one.place
    at = " · ".join(part for part in (place.sheet, place.cell or (str(place.row) if place.row else "")) if part)
    return {**say.sentences(one), "severity": one.severity.value, "at": at, "column": place.column or ""}


def _tables(
    say: Speech, judged: Judged, written: Mapping[str, Sequence[WrittenRow]]
) -> tuple[list[ShownTable], set[int]]:
    """The tables, and the findings (by identity) that stand beside one of their rows."""
    by_row: dict[tuple[str | None, int], list[Finding]] = {}
    for one in judged.findings:
        if one.place.row is not None:
            by_row.setdefault((one.place.sheet, one.place.row), []).append(one)
    placed: set[int] = set()
    shown: list[ShownTable] = []
    version = judged.received.version
    for table in version.tables if version else ():
        rows = written.get(table.id, ())
        if not rows:
            continue
        ordered = sorted(rows, key=lambda row: _rank(by_row.get((row.sheet, row.row), ())))
        drawn = []
        for row in ordered[:MOST_ROWS]:
            found = by_row.get((row.sheet, row.row), [])
            placed.update(id(one) for one in found)
            drawn.append(_row(say, table, row, found, judged))
        headings = tuple(column.title[say.lang] for column in table.columns)
        shown.append(ShownTable(table, table.title[say.lang], headings, tuple(drawn), max(0, len(rows) - MOST_ROWS)))
    return shown, placed


def found_beside(say: Speech, judged: Judged, data: bytes) -> dict[str, list[ShownRow]]:
    """Of each table every row as it was written, in the order of the file, with what was found of it."""
    by_row: dict[tuple[str | None, int], list[Finding]] = {}
    for one in judged.findings:
        if one.place.row is not None:
            by_row.setdefault((one.place.sheet, one.place.row), []).append(one)
    tables = {table.id: table for table in judged.received.version.tables} if judged.received.version else {}
    return {
        table: [_row(say, tables[table], row, by_row.get((row.sheet, row.row), ()), judged) for row in rows]
        for table, rows in written_rows(data, judged.received).items()
    }


def _rank(found: Iterable[Finding]) -> int:
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    return min((order[one.severity] for one in found), default=3)


def _row(say: Speech, table: FormTable, row: WrittenRow, found: Sequence[Finding], judged: Judged) -> ShownRow:
    sections = judged.received.sections.get(table.id, ())
    columns = next((one.block.columns for one in sections if one.block.holds(row.sheet, row.row)), {})
    of_column: dict[str, list[Finding]] = {}
    general: list[Finding] = []
    for one in found:
        column = columns.get(COLUMNS[(one.place.cell or "").rstrip(DIGITS)])
        (general if column is None else of_column.setdefault(column.name, [])).append(one)
    cells = tuple(
        (
            column.name,
            row.texts.get(column.name, ""),
            tuple(found_words(say, one) for one in of_column.get(column.name, ())),
        )
        for column in table.columns
    )
    worst = ("error", "warning", "note", "")[_rank(found)]
    return ShownRow(row.row, cells, tuple(found_words(say, one) for one in general), worst)


def _changes(visit: Visit, here: Ground, judged: Judged) -> list[dict[str, object]]:
    told: list[dict[str, object]] = []
    for table in judged.tables:
        for change in table.changes:
            if change.kind is Effect.SAME:
                continue
            if len(told) == MOST_CHANGES:
                return told
            told.append(
                {
                    "register": visit.say.words(table.register.titled),
                    "kind": change.kind.value,
                    "effect": visit.say.text(f"web.returned.effect.{change.kind.value}"),
                    "about": _about(here, change, judged.period.cut_off),
                    "fields": _fields(visit.say, table.table, change),
                }
            )
    return told


def _about(here: Ground, change: Change, day: date) -> str:
    unit_id = getattr(change.after or change.before, "unit", None)
    if unit_id is None:
        return ""
    atlas = here.edition.atlas
    return (atlas.find_id(unit_id, day) or atlas.versions(unit_id)[-1]).full_name


def _fields(say: Speech, table: FormTable, change: Change) -> list[tuple[str, str, str]]:
    """Each field that differs, by the heading of its column: before and after; of an addition or an end all fields; of
    an update also the columns by which rows are told apart, so that it is known which one it is."""
    fact = change.after or change.before
    if fact is None:
        return []
    told = []
    for column in table.columns:
        same = change.kind is Effect.UPDATE and column.name not in {*change.fields, *table.unique}
        if column.name in SPOKEN or not hasattr(fact, column.name) or same:
            continue
        before, after = (_value(say, column, one) for one in (change.before, change.after))
        told.append((column.title[say.lang], before, after))
    before = _days(say, change.before.period) if change.before else ""
    after = _days(say, change.after.period) if change.after else ""
    if before != after:
        told.append((say.text("web.returned.days"), before, after))
    return told


def _value(say: Speech, column: FormColumn, fact: Fact | None) -> str:
    value = None if fact is None else getattr(fact, column.name)
    if value is None:
        return ""
    words = column.choices.get(str(getattr(value, "value", value)))
    return words[say.lang] if words else say.write(value)


def _days(say: Speech, period: Period) -> str:
    last = say.write(period.last_day) if period.last_day else ""
    return f"{say.write(period.start) if period.start else '…'} – {last}"
