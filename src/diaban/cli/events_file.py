"""Births, deaths and moves of communes as a small table of counts: ``code,day,births,deaths,arrivals,departures``."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.quality.live import EVENTS, Events
from diaban.units.atlas import Atlas
from diaban.units.trace import destinations

__all__ = ["Happened", "read_events"]

HEADINGS: Final = ("code", "day", *EVENTS)
MOST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Happened:
    """Events by the commune of the day of the check, and what could not be placed in one."""

    events: tuple[Events, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_events(path: Path, atlas: Atlas, today: date) -> Happened:
    """Read the table; a code is that of the day of the event. A commune whose ground several hold today is a finding
    ``events-divided``. RefusedError ``events-refused``, with the row, and those of the atlas."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RefusedError(finding("events-refused", place=Place(file=str(path)))) from error
    if not rows or tuple(cell.strip().lower() for cell in rows[0]) != HEADINGS:
        raise RefusedError(finding("events-refused", place=Place(file=str(path), row=1)))
    found, divided = [], 0
    for row, cells in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        code, day, counts = _row(cells, Place(file=str(path), row=row))
        heirs = destinations(atlas, atlas.by_code(code, day).id, today) if day <= today else ()
        if len(heirs) == 1:
            found.append(Events(heirs[0], day, day, counts))
        else:
            divided += sum(counts.values())
    told = [finding("events-divided", place=Place(file=str(path)), severity=Severity.WARNING, count=divided)]
    return Happened(tuple(found), tuple(told if divided else ()))


def _row(cells: list[str], place: Place) -> tuple[str, date, dict[str, int]]:
    try:
        code, day, *numbers = (cell.strip() for cell in cells)
        if not all(one.isascii() and one.isdecimal() for one in numbers):
            raise ValueError("no count")
        counts = dict(zip(EVENTS, map(int, numbers), strict=True))
        if max(counts.values()) > MOST:
            raise ValueError("more than a commune has people")
        return code, date.fromisoformat(day), counts
    except ValueError as error:
        raise RefusedError(finding("events-refused", place=place)) from error
