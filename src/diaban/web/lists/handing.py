"""A list handed out as a file: its columns and rows exactly as they are seen, of all its pages."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, Final, TypeVar
from urllib.parse import urljoin

from django.http import HttpResponse

from diaban.basis.moment import VIET_NAM
from diaban.basis.names import fold
from diaban.basis.speech import Speech
from diaban.reports.separated import separated
from diaban.reports.table import Cell, Opened, Table
from diaban.reports.workbook import workbook
from diaban.web.ground import Visit, now
from diaban.web.lists.listing import Seen

__all__ = ["handed", "table"]

R = TypeVar("R")
Writer = Callable[[Table, Speech], bytes]
WRITERS: Final[dict[str, tuple[Writer, str]]] = {
    "xlsx": (workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (separated, "text/csv; charset=utf-8"),
}
NAMED: Final = 60
"""Letters of a file's name."""


def handed(visit: Visit, *lists: Seen[Any]) -> HttpResponse | None:
    """The file of a list, where the address asks for it (``?xuat=xlsx``, ``?xuat=csv``); None: it does not."""
    for one in lists:
        if (found := WRITERS.get(one.asked.out)) is not None:
            write, kind = found
            response = HttpResponse(write(table(visit, one), visit.say), content_type=kind)
            name = f"{_name(one)}.{one.asked.out}"
            response["Content-Disposition"] = f'attachment; filename="{name}"'
            return response
    return None


def table(visit: Visit, seen: Seen[R]) -> Table:
    """What is seen, as a table: known at the moment of the list, or now."""
    listing = seen.listing
    home = visit.build_absolute_uri("/")

    def cells(row: R) -> tuple[Cell, ...]:
        return tuple(_absolute(home, cell) for column in seen.columns for cell in column.cells(row))

    return Table(
        listing.title,
        listing.subtitle,
        tuple(title for column in seen.columns for title in column.titles),
        tuple(cells(row) for row in (*seen.rows, *listing.last)),
        listing.as_of,
        _moment(listing.known_at),
        listing.source,
        tuple(_notes(visit.say, seen)),
        listing.invented,
    )


def _moment(known_at: date | None) -> datetime:
    if known_at is None:
        return now()
    return known_at if isinstance(known_at, datetime) else datetime.combine(known_at, time.max, VIET_NAM)


def _absolute(home: str, cell: Cell) -> Cell:
    return replace(cell, link=urljoin(home, cell.link)) if isinstance(cell, Opened) and cell.link else cell


def _notes(say: Speech, seen: Seen[R]) -> list[str]:
    """What was filtered and how it is sorted, so that a part is not taken for the whole."""
    notes = list(seen.listing.beside)
    key, _, option = seen.option.partition(".")
    chosen = next((one for one in seen.listing.columns if one.key == key and one.options), None)
    if chosen is not None and chosen.options is not None:
        notes.append(say.text("web.list.note-option", column=chosen.title, option=chosen.options.words[option]))
    if seen.asked.text:
        notes.append(say.text("web.list.note-text", text=seen.asked.text))
    if seen.narrowed:
        notes.append(say.text("web.list.note-count", count=len(seen.rows), all=len(seen.listing.rows)))
    if (column := seen.sorted_by) is not None:
        way = "web.list.note-down" if seen.asked.down else "web.list.note-up"
        notes.append(say.text(way, column=column.title))
    return notes


def _name(seen: Seen[R]) -> str:
    """A name of letters that every system takes: the title without marks, and the day."""
    listing = seen.listing
    words = re.sub(r"[^a-z0-9]+", "-", fold(f"{listing.title} {listing.subtitle}"))[:NAMED].strip("-")
    return f"{words or 'bang'}-{listing.as_of.isoformat()}" if listing.as_of else words or "bang"
