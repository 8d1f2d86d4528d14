"""The rows of a return as they were written, to be shown beside what was found of them, and to be edited."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from diaban.intake.receiving import Received
from diaban.intake.row_reading import Section
from diaban.intake.sheet import Row
from diaban.intake.workbook import open_workbook

__all__ = ["WrittenRow", "written_rows"]


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A row of data: the sheet it stands on, its number there, what was written in each column of the form."""

    sheet: str
    row: int
    texts: Mapping[str, str]


def written_rows(data: bytes, received: Received) -> dict[str, tuple[WrittenRow, ...]]:
    """All rows of data of each table that was found, by id of the table, in the order of the sheets.

    ``data``: the bytes that ``received`` was read from. Totals, notes and headings are no rows of data; a row that is
    faulty is one. A cell that is empty is not in ``texts``.
    """
    opened = open_workbook(data, name=received.file)
    sheets = {sheet.name: sheet for sheet in opened.sheets}
    found: dict[str, tuple[WrittenRow, ...]] = {}
    for table, sections in received.sections.items():
        rows: list[WrittenRow] = []
        for section in sections:
            told = set(section.lines.rows) | _faulty(received, section)
            rows += _written(section, told, sheets[section.block.sheet].rows())
        found[table] = tuple(rows)
    return found


def _faulty(received: Received, section: Section) -> set[int]:
    sheet = section.place(0).sheet
    return {one.place.row for one in received.findings if one.place.row is not None and one.place.sheet == sheet}


def _written(section: Section, told: set[int], rows: Iterator[Row]) -> Iterator[WrittenRow]:
    block = section.block
    for row in rows:
        if row.number > block.last:
            return
        if row.number >= block.first and row.number in told:
            texts = {
                column.name: _text(row.cells[at].value)
                for at, column in block.columns.items()
                if at in row.cells and row.cells[at].value not in (None, "")
            }
            yield WrittenRow(block.sheet, row.number, texts)


def _text(value: object) -> str:
    """A value as somebody would type it again."""
    match value:
        case bool():
            return "có" if value else "không"
        case date():
            return f"{value:%d/%m/%Y}"
        case float() | Decimal():
            plain = format(Decimal(str(value)).normalize(), "f")
            return plain.replace(".", ",")
        case _:
            return str(value)
