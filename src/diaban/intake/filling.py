"""A workbook of somebody else's, with some of its cells filled in; all else of it stays as it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.intake.archive import Archive
from diaban.intake.limits import LIMITS
from diaban.intake.sheet import cell_name

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["Blank", "FilledCell", "blank_workbook", "fill"]

# What the library raises for workbooks that it reads more narrowly than we do.
UNABLE: Final = (BadZipFile, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError)
CellFill = str | int | Decimal | date
FilledCell = tuple[str, str, CellFill]
"""A sheet, a cell (``D7``), and what is written there."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A workbook as it is before: names of its sheets, cells with a formula, and cells that a merged one covers (its
    first cell is not among them), each as (sheet, cell)."""

    sheets: tuple[str, ...]
    formulas: frozenset[tuple[str, str]]
    covered: frozenset[tuple[str, str]]


def blank_workbook(data: bytes, *, name: str) -> Blank:
    """Look at a workbook. RefusedError ``superior-workbook`` for what is no ``.xlsx`` that can be filled in."""
    # Here and below: the library takes longer to load than most commands take, and few of them ever fill a workbook.
    from openpyxl.utils import range_boundaries

    book = _opened(data, name)
    formulas, covered = set(), set()
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            formulas |= {(sheet.title, cell.coordinate) for cell in row if cell.data_type == "f"}
        for area in sheet.merged_cells.ranges:
            left, top, right, bottom = range_boundaries(area.coord)
            cells = {(row, at) for row in range(top, bottom + 1) for at in range(left, right + 1)} - {(top, left)}
            covered |= {(sheet.title, cell_name(*where)) for where in cells}
    return Blank(tuple(sheet.title for sheet in book.worksheets), frozenset(formulas), frozenset(covered))


def fill(data: bytes, cells: Iterable[FilledCell], *, name: str, headers: Mapping[str, str] | None = None) -> bytes:
    """The workbook with these cells written, each in the format that it has; what is a text stays one, whatever it
    begins with. ``headers``: a line at the head of every printed page, by sheet.

    RefusedError ``superior-workbook``; KeyError for a sheet that it does not have.
    """
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell

    book = _opened(data, name)
    for sheet, where, value in cells:
        cell = book[sheet][where]
        if isinstance(cell, MergedCell):
            raise RefusedError(finding("superior-cell-covered", place=Place(file=name, sheet=sheet, cell=where)))
        cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = "s"
    for sheet, text in (headers or {}).items():
        book[sheet].oddHeader.center.text = text
    # Results of formulas are not kept by the library: whoever opens the workbook has them calculated anew.
    book.calculation.fullCalcOnLoad = True
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _opened(data: bytes, name: str) -> "Workbook":
    from openpyxl import load_workbook

    try:
        # The same limits as for a file that was sent: nobody's workbook unpacks into all there is of memory.
        Archive(data, file=name, limits=LIMITS)
        return load_workbook(BytesIO(data), rich_text=True)
    except RefusedError as refused:
        raise RefusedError(
            finding("superior-workbook", place=Place(file=name), reason=refused.findings[0].code)
        ) from refused
    except UNABLE as error:
        raise RefusedError(finding("superior-workbook", place=Place(file=name), reason=type(error).__name__)) from error
