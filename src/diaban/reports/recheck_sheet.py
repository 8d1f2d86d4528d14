"""The sheet of a re-check: whom to ask again, household by household, with room for people who have no form."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import groupby
from typing import Any, Final

from xlsxwriter import Workbook

from diaban.basis.speech import Speech

__all__ = ["recheck_sheet"]

SPARE: Final = 2
"""Empty lines below a household, for people found there who have no form."""
WIDTHS: Final = (13, 24, 10, 20, 16)
ANSWER: Final = 13
FACE: Final = {"font_name": "Times New Roman", "font_size": 11, "valign": "top", "text_wrap": True}
PAPER_A4: Final = 9


def recheck_sheet(
    heads: Sequence[str], lines: Sequence[Sequence[Any]], *, day: date, expires: date, invented: bool, say: Speech
) -> bytes:
    """The bytes of an ``.xlsx`` file, which is filled in and handed back as it is.

    ``heads``: titles of the columns, the first five those of ``lines`` (number, name, household, commune, province),
    the others to be filled in.
    """
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime.combine(day, time())})
    sheet = book.add_worksheet(say.text("recheck.sheet"))
    plain = book.add_format({**FACE, "border": 1, "border_color": "#BBBBBB"})
    top = book.add_format({**FACE, "bold": True, "border": 1, "bg_color": "#ECECEC"})
    strong, quiet = (book.add_format({"font_name": "Times New Roman", "bold": bold}) for bold in (True, False))
    above = [
        *([say.text("reports.table.invented")] if invented else []),
        say.text("recheck.title"),
        say.text("recheck.how"),
        say.text("worklist.personal", expires=expires),
    ]
    for at, words in enumerate(above):
        sheet.write_string(at, 0, words, strong if at < len(above) - 2 else quiet)
    _frame(sheet, len(above), say.text("worklist.kept", day=day, expires=expires))
    for column, title in enumerate(heads):
        sheet.write_string(len(above), column, title, top)
    at = len(above)
    for _, house in groupby(lines, key=lambda line: line[2]):
        members = list(house)
        spare = [(None, None, *members[0][2:5])] * SPARE
        for line in [*members, *spare]:
            at += 1
            for column in range(len(heads)):
                value = line[column] if column < len(line) else None
                sheet.write_string(at, column, "" if value is None else str(value), plain)
    book.close()
    return out.getvalue()


def _frame(sheet: Any, top: int, foot: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(PAPER_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    sheet.freeze_panes(top + 1, 0)
    sheet.set_footer(f"&L{foot.replace('&', '&&')[:180]}&R&P/&N")
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_column(len(WIDTHS), 16, ANSWER)
