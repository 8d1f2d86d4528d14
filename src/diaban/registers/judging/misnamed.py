"""A code beside the name of another unit: in 2025 nearly every surviving code went to another unit."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.basis.names import fold
from diaban.intake.plain_csv import Line
from diaban.registers.files import CODE
from diaban.units.atlas import Atlas
from diaban.units.unit import Unit
from diaban.units.wording import Listed

__all__ = ["NAME", "misnamed", "misnamed_on"]

NAME: Final = "unit_name"
"""The column of a sheet in which a unit is named for its reader."""


def misnamed(
    lines: Iterable[Line], atlas: Atlas, day: date, *, file: str, sheet: str | None = None
) -> Iterator[Finding]:
    """Warning ``unit-named-otherwise``: the unit that bears the code on ``day`` is not called what the row calls it.

    What stands before the name does not matter (*xã*, *Công an xã*), nor do marks and case. Codes that nobody bears
    that day are the affair of whoever reads the lines.
    """
    named = ((line.row, line.values.get(CODE), line.values.get(NAME), day) for line in lines)
    return misnamed_on(named, atlas, file=file, sheet=sheet)


def misnamed_on(
    named: Iterable[tuple[int, object, object, date]], atlas: Atlas, *, file: str, sheet: str | None = None
) -> Iterator[Finding]:
    """The same for rows of several days: the number, code, name and day of each."""
    seen: dict[tuple[str, date], Unit | None] = {}
    # A return names the same commune in a hundred rows.
    right: set[tuple[str, str, date]] = set()
    for row, code, name, day in named:
        if not isinstance(code, str) or not isinstance(name, str) or (code, name, day) in right or not name.strip():
            continue
        if (code, day) not in seen:
            seen[code, day] = next((unit for unit in atlas.bearers(code) if unit.answers_on(day)), None)
        unit = seen[code, day]
        if unit is not None and not f" {fold(name)}".endswith(f" {fold(unit.name)}"):
            place = Place(file=file, sheet=sheet, row=row, column=NAME)
            values = {"name": name.strip()[:80], "unit": Listed.of([unit]), "day": day}
            yield finding("unit-named-otherwise", place=place, severity=Severity.WARNING, **values)
        else:
            right.add((code, name, day))
