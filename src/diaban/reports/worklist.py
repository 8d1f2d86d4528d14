"""The worklist of a commune: which form is to be put right, hamlet by hamlet and house by house, ready to print.

It names people: it is for the commune alone, says until when it may be kept, and is never sent on.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from html import escape
from itertools import islice
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook

from diaban.basis.speech import Speech

__all__ = ["MOST_LETTERS", "MOST_LINES", "Worklist", "worklist"]

MOST_LINES: Final = 1_000_000
MOST_LETTERS: Final = 16_000
"""Of one cell: Excel takes 32,767 units, and of a sign written out seven."""
WIDTHS: Final = (18, 10, 14, 24, 11, 70, 8)
HEADS: Final = ("hamlet", "household", "form", "name", "born", "work", "done")
LETTERS: Final = (21, 12, 17, 28, 14, 84)
"""That surely fit side by side into the columns but the last: wide ones stand among them."""
LINE_HEIGHT: Final = 14.5
MOST_HEIGHT: Final = 409
"""Points of a row that Excel still takes."""
FACE: Final = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
PAPER_A4: Final = 9
SHEET: Final = "xl/worksheets/sheet1.xml"
DIMENSION: Final = re.compile("<dimension [^>]*/>")
SAMPLE: Final = re.compile(r'<row r="(\d+)"[^>]*><c r="A\1" s="(\d+)"/></row>')
"""The one line, a blank one, that the writer of workbooks is given: all lines go where it stands, in its dress."""
UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
"""Signs that XML knows no letter for, and what would be read as such a one written out."""
SQUEEZE: Final = 3
"""zlib's level: a third of the usual one's time for a sixth more bytes."""
PIECE: Final = 500


@dataclass(frozen=True, slots=True)
class Worklist:
    """What stands above the lines: the commune, the day of the check, the last day on which the list may be kept."""

    commune: str
    as_of: date
    expires: date
    invented: bool = False


def worklist(head: Worklist, lines: Iterable[Sequence[str | None]], say: Speech) -> bytes:
    """The bytes of an ``.xlsx`` file. ``lines``: hamlet, household, form, name, born, what is to be done; in order.

    Texts are written as texts whatever they begin with: none becomes a formula. The writer of workbooks makes the whole
    but for the lines, which are all alike and are put in as text: cell by cell they would take five times as long.
    """
    empty = _empty(head, say)
    out = io.BytesIO()
    with ZipFile(io.BytesIO(empty)) as made, ZipFile(out, "w", ZIP_DEFLATED, compresslevel=SQUEEZE) as book:
        for one in made.infolist():
            data = made.read(one)
            if one.filename != SHEET:
                book.writestr(one, data)
                continue
            text = DIMENSION.sub("", data.decode())
            sample = SAMPLE.search(text)
            if sample is None:
                raise ValueError(SHEET)
            with book.open(one, "w", force_zip64=True) as sheet:
                sheet.write(text[: sample.start()].encode())
                for piece in _pieces(lines, int(sample[1]), sample[2]):
                    sheet.write(piece)
                sheet.write(text[sample.end() :].encode())
    return out.getvalue()


def _pieces(lines: Iterable[Sequence[str | None]], first: int, style: str) -> Iterator[bytes]:
    """The lines as rows of a sheet from row ``first`` on, some hundred at a time."""
    cells = [
        f'<c r="{letter}{{0}}" s="{style}" t="inlineStr"><is><t>{{{at}}}</t></is></c>'
        for at, letter in enumerate("ABCDEF", 2)
    ]
    box = f'<c r="G{{0}}" s="{style}" t="inlineStr"><is><t>☐</t></is></c>'
    row = f'<row r="{{0}}" ht="{{1}}" customHeight="1">{"".join(cells)}{box}</row>'
    numbered = enumerate(islice(lines, MOST_LINES), first)
    while piece := "".join([_row(row, at, line) for at, line in islice(numbered, PIECE)]):
        yield piece.encode()


def _row(row: str, at: int, line: Sequence[str | None]) -> str:
    texts = [text or "" for text in line]
    # Not every program finds the height of a row by itself: lines would be printed over each other.
    high = sum(1 + len(part) // LETTERS[-1] for part in texts[-1].split("\n"))
    for text, fitting in zip(texts, LETTERS, strict=False):
        if len(text) > fitting:
            high = max(high, 1 + len(text) // fitting)
    return row.format(at, min(high * LINE_HEIGHT, MOST_HEIGHT), *map(_written, texts))


def _written(text: str) -> str:
    if len(text) > MOST_LETTERS:
        text = f"{text[: MOST_LETTERS - 1]}…"
    if "_x" in text or not text.replace("\n", "").isprintable():
        text = UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return escape(text, quote=False)


def _empty(head: Worklist, say: Speech) -> bytes:
    """The workbook with one line that is blank."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
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
    sheet.write_blank(len(above) + 1, 0, None, pens["plain"])
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
