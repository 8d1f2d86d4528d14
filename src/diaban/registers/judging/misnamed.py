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

__all__ = ["NAME", "misnamed"]

NAME: Final = "unit_name"
"""The column of a sheet in which a unit is named for its reader."""


def misnamed(
    lines: Iterable[Line], atlas: Atlas, day: date, *, file: str, sheet: str | None = None
) -> Iterator[Finding]:
    """Warning ``unit-named-otherwise``: the unit that bears the code on ``day`` is not called what the row calls it.

    What stands before the name does not matter (*xã*, *Công an xã*), nor do marks and case. Codes that nobody bears
    that day are the affair of whoever reads the lines.
    """
    seen: dict[object, Unit | None] = {}
    # A return names the same commune in a hundred rows.
    right: set[tuple[str, str]] = set()
    for line in lines:
        code, name = line.values.get(CODE), line.values.get(NAME)
        if not isinstance(code, str) or not isinstance(name, str) or not name.strip() or (code, name) in right:
            continue
        if code not in seen:
            seen[code] = next((unit for unit in atlas.bearers(code) if unit.answers_on(day)), None)
        unit = seen[code]
        if unit is not None and not f" {fold(name)}".endswith(f" {fold(unit.name)}"):
            place = Place(file=file, sheet=sheet, row=line.row, column=NAME)
            values = {"name": name.strip()[:80], "unit": Listed.of([unit]), "day": day}
            yield finding("unit-named-otherwise", place=place, severity=Severity.WARNING, **values)
        else:
            right.add((code, name))
