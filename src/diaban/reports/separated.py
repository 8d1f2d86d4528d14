"""A table as plain text, commas between cells (RFC 4180), for programs and for spreadsheets that open it as such."""

import csv
import io
from datetime import date
from typing import Final

from diaban.basis.speech import Speech
from diaban.reports.heading import heading
from diaban.reports.table import Cell, Percent, Table, plain

__all__ = ["separated"]

MARK: Final = "\ufeff"
"""A byte-order mark: without it a spreadsheet takes Vietnamese for something else."""
STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection"), full-width signs too."""


def separated(table: Table, say: Speech) -> bytes:
    """UTF-8 with its mark: the lines of the heading, an empty one, the columns, the rows.

    Numbers stand as programs read them (1234.5), days as 2025-06-30, shares without their sign (76.5). A text that a
    spreadsheet would take for a formula has an apostrophe before it.
    """
    out = io.StringIO()
    write = csv.writer(out).writerow
    for line in heading(table, say):
        write((_safe(line),))
    write(())
    write([_safe(title) for title in table.columns])
    for row in table.rows:
        write([_written(cell) for cell in row])
    return (MARK + out.getvalue()).encode()


def _written(cell: Cell) -> str:
    value = plain(cell)
    if value is None:
        return ""
    if isinstance(value, str):
        return _safe(value)
    if isinstance(value, date):
        return value.isoformat()
    number = value.value if isinstance(value, Percent) else value
    return str(number) if isinstance(number, int) else f"{number:f}"


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(STARTS) else text
