"""Sheets of a workbook of forms as plain text files in the spill folder, read by the front door's own readers.

What those refuse (macros, links outside, bombs, damage) is refused here too.
"""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.engines.forms_text import ABOVE, Readable, heading_row, numbering_row
from diaban.intake.limits import MEGABYTE, Limits
from diaban.intake.sheet import Cell, CellError, Row, Sheet
from diaban.intake.workbook import open_workbook
from diaban.quality.field import NEEDED

__all__ = ["LIMITS", "as_text"]

LIMITS: Final = Limits(
    size=120 * MEGABYTE,
    rows=1_048_576,
    cells=32_000_000,
    expanded=1_600 * MEGABYTE,
    strings=12_000_000,
    characters=400_000_000,
)
"""A workbook of forms is larger than a return: a full sheet of them."""


def as_text(path: Path, spill: Path, findings: list[Finding]) -> Iterator[Readable]:
    """Each sheet with headings of the form, as text. RefusedError: those of the readers, ``forms-no-heading``."""
    if path.stat().st_size > LIMITS.size:
        place = Place(file=path.name)
        raise RefusedError(finding("workbook-too-large", place=place, size=path.stat().st_size, limit=LIMITS.size))
    opened = open_workbook(path.read_bytes(), name=path.name, limits=LIMITS)
    if opened.findings:
        raise RefusedError(*opened.findings)
    found = False
    for sheet in opened.sheets:
        text = _sheet(sheet, path.name, spill, findings)
        if text is not None:
            found = True
            yield text
    if not found:
        raise RefusedError(finding("forms-no-heading", place=Place(file=path.name), needed=", ".join(NEEDED)))


def _sheet(sheet: Sheet, file: str, spill: Path, findings: list[Finding]) -> Readable | None:
    rows = sheet.rows()
    headings: list[str] = []
    for _, row in zip(range(ABOVE), rows, strict=False):
        width = max(row.cells, default=0)
        cells = [_written(row.cells.get(at)) for at in range(1, width + 1)]
        if heading_row(cells):
            headings = cells
            break
    if not headings:
        return None
    formulas = uncounted = 0
    with NamedTemporaryFile("w", dir=spill, suffix=".csv", delete=False, encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for number, row in enumerate(rows):
            cells = [_written(row.cells.get(at)) for at in range(1, len(headings) + 1)]
            if number == 0 and numbering_row(cells):
                continue
            writer.writerow(cells)
            formulas += _formulas(row)
            uncounted += any(cell.formula is not None and cell.value is None for cell in row.cells.values())
    if formulas:
        place = Place(file=file, sheet=sheet.name)
        findings.append(
            finding("forms-formulas", place=place, severity=Severity.WARNING, count=formulas, uncounted=uncounted)
        )
    return Readable(Path(out.name), 0, ",", tuple(headings), sheet.name or None)


def _formulas(row: Row) -> int:
    return sum(cell.formula is not None for cell in row.cells.values())


def _written(cell: Cell | None) -> str:
    """A cell as a person would have typed it; an error is no value."""
    value = None if cell is None else cell.value
    match value:
        case None | CellError():
            return ""
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case bool():
            return str(int(value))
        case float() | Decimal():
            return str(int(value)) if value == int(value) else str(value)
        case _:
            return " ".join(str(value).replace("\0", "").split())
