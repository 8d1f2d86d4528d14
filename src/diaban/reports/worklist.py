"""The worklist of a commune: which form is to be put right, hamlet by hamlet and house by house, ready to print.

It names people: it is for the commune alone, says until when it may be kept, and is never sent on.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from xlsxwriter import Workbook

from diaban.basis.speech import Speech

__all__ = ["MOST_LINES", "Worklist", "worklist"]

MOST_LINES: Final = 1_000_000
WIDTHS: Final = (18, 10, 14, 24, 11, 70, 8)
HEADS: Final = ("hamlet", "household", "form", "name", "born", "work", "done")
FACE: Final = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
PAPER_A4: Final = 9


@dataclass(frozen=True, slots=True)
class Worklist:
    """What stands above the lines: the commune, the day of the check, the last day on which the list may be kept."""

    commune: str
    as_of: date
    expires: date
    invented: bool = False


def worklist(head: Worklist, lines: Iterable[Sequence[str | None]], say: Speech, *, spill: Path) -> bytes:
    """The bytes of an ``.xlsx`` file. ``lines``: hamlet, household, form, name, born, what is to be done; in order.

    ``spill``: the folder for what memory does not hold: it names people, too. Texts are written as texts whatever they
    begin with: none becomes a formula.
    """
    out = io.BytesIO()
    aside = {"constant_memory": True, "tmpdir": str(spill)}
    book = Workbook(out, {**aside, "strings_to_formulas": False, "strings_to_urls": False})
    # The same forms checked on the same day give the same bytes.
    book.set_properties({"created": datetime.combine(head.as_of, time())})
    sheet = book.add_worksheet(say.text("worklist.sheet"))
    pens = {
        "plain": book.add_format({**FACE, "text_wrap": True, "border": 1, "border_color": "#BBBBBB"}),
        "head": book.add_format({**FACE, "bold": True, "text_wrap": True, "border": 1, "bg_color": "#ECECEC"}),
        "title": book.add_format({**FACE, "bold": True, "font_size": 14}),
        "quiet": book.add_format(FACE),
    }
    above = [
        *([say.text("reports.table.invented")] if head.invented else []),
        say.text("worklist.title", commune=head.commune),
        say.text("worklist.kept", day=head.as_of, expires=head.expires),
    ]
    _frame(sheet, head, say, len(above))
    for at, words in enumerate(above):
        sheet.write_string(at, 0, words, pens["title"] if at == len(above) - 2 else pens["quiet"])
    for column, key in enumerate(HEADS):
        sheet.write_string(len(above), column, say.text(f"worklist.head.{key}"), pens["head"])
    for at, line in enumerate(lines, len(above) + 1):
        if at > MOST_LINES:
            break
        for column, text in enumerate((*line, "☐")):
            sheet.write_string(at, column, text or "", pens["plain"])
    book.close()
    return out.getvalue()


def _frame(sheet: Any, head: Worklist, say: Speech, top: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(PAPER_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    sheet.freeze_panes(top + 1, 0)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    warning = say.text("worklist.personal", expires=head.expires).replace("&", "&&")
    sheet.set_footer(f"&L{warning[:180]}&R&P/&N")
    if head.invented:
        sheet.set_header(f"&C&B{say.text('reports.table.invented')}")
