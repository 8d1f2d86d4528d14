"""A table as an Excel workbook: one sheet, real numbers and days, ready for A4."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from xlsxwriter import Workbook

from diaban.basis.speech import Speech
from diaban.reports.heading import heading
from diaban.reports.table import Cell, Opened, Percent, Plain, Table, plain

__all__ = ["MOST_LINKS", "MOST_ROWS", "workbook"]

MOST_ROWS: Final = 1_000_000
"""Rows of a table; a sheet has room for a few more, with its heading."""
MOST_LINKS: Final = 65_000
"""Cells that open; a sheet may hold 65,530 addresses, those after it are left as values."""
LARGE: Final = 5_000
"""Rows from which the sheet is written row by row instead of being held in memory."""
MOST_DIGITS: Final = 15
"""Digits that a spreadsheet keeps of a number; a longer one is written as text."""
FIRST_DAY: Final = date(1900, 3, 1)
"""Before it the days of a spreadsheet are off by one, or are none: they are written as text."""
LONGEST_LINK, LONGEST_TIP = 2_000, 250
PAPER_A4: Final = 9
NARROW, WIDE = 7, 60
FACE: Final = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
DAYS: Final = {"vi": "dd/mm/yyyy", "en": "yyyy-mm-dd"}


def workbook(table: Table, say: Speech) -> bytes:
    """The bytes of an ``.xlsx`` file. Texts are written as texts whatever they begin with: none becomes a formula.

    Separators of numbers are those of the reader's spreadsheet. ValueError for more than ``MOST_ROWS`` rows.
    """
    if len(table.rows) > MOST_ROWS:
        raise ValueError(f"{len(table.rows)} rows do not fit on a sheet")
    out = io.BytesIO()
    book = Workbook(out, {_mode(table): True, "strings_to_formulas": False, "strings_to_urls": False})
    # The moment of the figures, not of the clock: the same table is the same file.
    book.set_properties({"title": table.title, "created": table.known_at.replace(tzinfo=None)})
    sheet = book.add_worksheet(say.text("reports.table.sheet"))
    lines = heading(table, say)
    head = len(lines)
    _frame(sheet, table, say, head)
    bold, strong = book.add_format({**FACE, "bold": True}), book.add_format({**FACE, "bold": True, "font_size": 14})
    quiet = book.add_format(FACE)
    for number, line in enumerate(lines):
        first = number == (1 if table.invented else 0)
        sheet.write_string(number, 0, line, strong if first else bold if number == 0 else quiet)
    top = book.add_format({**FACE, "bold": True, "text_wrap": True, "bottom": 2, "bg_color": "#ECECEC"})
    for column, title in enumerate(table.columns):
        sheet.write_string(head, column, title, top)
    _body(_Pens(book, say, table), sheet, table, head + 1)
    book.close()
    return out.getvalue()


def _mode(table: Table) -> str:
    return "constant_memory" if len(table.rows) > LARGE else "in_memory"


def _frame(sheet: Any, table: Table, say: Speech, head: int) -> None:
    last, across = head + max(1, len(table.rows)), len(table.columns) - 1
    sheet.set_landscape()
    sheet.set_paper(PAPER_A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    if table.invented:
        sheet.set_header(f"&C&B{_printed(say.text('reports.table.invented'))}")
    sheet.set_footer(f"&L{_printed(table.title)}&R&P/&N")
    sheet.freeze_panes(head + 1, 0)
    sheet.autofilter(head, 0, last, across)
    # Codes of units are texts: 02008 must keep its zero, without a warning in every cell.
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
    for column in range(across + 1):
        sheet.set_column(column, column, _width(table, column, say))


def _printed(text: str) -> str:
    """A text of the margins, where ``&`` begins a command and 255 signs are the most."""
    return text[:100].replace("&", "&&")


def _width(table: Table, column: int, say: Speech) -> float:
    longest = max((len(_shown(plain(row[column]), say)) for row in table.rows), default=0)
    # A heading takes two lines and leaves room for the arrow of its filter.
    return min(WIDE, max(NARROW, longest * 1.1 + 2, len(table.columns[column]) * 0.6 + 4))


def _shown(value: Plain, say: Speech) -> str:
    return "" if value is None else f"{value.value}%" if isinstance(value, Percent) else say.write(value)


class _Pens:
    """Formats of cells, one for each kind and number of decimal places."""

    def __init__(self, book: Workbook, say: Speech, table: Table) -> None:
        self.text = book.add_format({**FACE, "text_wrap": True})
        self.day = book.add_format({**FACE, "num_format": DAYS[say.lang], "align": "left"})
        self.whole = book.add_format({**FACE, "num_format": "#,##0"})
        # One format down a column: 12.50 above 3.75, not 12.5.
        self.columns = [self._column(book, [plain(row[at]) for row in table.rows]) for at in range(len(table.columns))]

    def _column(self, book: Workbook, values: Sequence[Plain]) -> tuple[Any, Any]:
        places = max((_places(one) for one in values if isinstance(one, Decimal)), default=0)
        parts = max((_places(one.value) for one in values if isinstance(one, Percent)), default=0)
        decimal = f"#,##0.{'0' * places}" if places else "#,##0"
        share = f"0.{'0' * parts}%" if parts else "0%"
        return book.add_format({**FACE, "num_format": decimal}), book.add_format({**FACE, "num_format": share})


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _body(pens: _Pens, sheet: Any, table: Table, first: int) -> None:
    links = 0
    for row, cells in enumerate(table.rows, first):
        for column, cell in enumerate(cells):
            links += _write(pens, sheet, row, column, cell, links < MOST_LINKS)


def _write(pens: _Pens, sheet: Any, row: int, column: int, cell: Cell, may_link: bool) -> int:
    """One cell; 1 if it took one of the addresses that a sheet may hold."""
    value, linked = plain(cell), 0
    if isinstance(cell, Opened):
        if may_link and cell.link and len(cell.link) <= LONGEST_LINK:
            # The address first: what is written over it keeps it.
            sheet.write_url(row, column, cell.link, pens.text, tip=cell.address[:LONGEST_TIP])
            linked = 1
        if cell.note:
            sheet.write_comment(row, column, cell.note)
    decimal, share = pens.columns[column]
    if value is None:
        sheet.write_blank(row, column, None, pens.text)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, pens.text)
    elif isinstance(value, date):
        if value < FIRST_DAY:
            sheet.write_string(row, column, value.isoformat(), pens.text)
        else:
            sheet.write_datetime(row, column, value, pens.day)
    elif isinstance(value, Percent):
        sheet.write_number(row, column, value.value / 100, share)
    elif sum(sign.isdigit() for sign in str(value)) > MOST_DIGITS:
        sheet.write_string(row, column, str(value), pens.text)
    else:
        sheet.write_number(row, column, value, pens.whole if isinstance(value, int) else decimal)
    return linked
