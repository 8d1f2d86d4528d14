"""One table of a template as a sheet: its headings in one row or two, its rows, and what each cell takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from xlsxwriter import Workbook

from diaban.basis.speech import Speech
from diaban.intake.form import CODE, FormColumn, FormTable
from diaban.reports.form_words import DAYS, YEARS_FROM, takes

__all__ = ["ROW", "Lists", "Look", "Top", "page", "write_table"]

OPEN_ROWS, SPARE_ROWS, DRAWN_ROWS = 500, 50, 20
"""Rows in which the rules hold: of a table whose rows are not known, beyond those that are; rows drawn when empty."""
LONGEST_MESSAGE, LONGEST_TITLE = 250, 32
"""What Excel shows when a rule is broken: 255 and 32 signs at the most."""
PAPER_A4: Final = 9
FACE: Final = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
WIDTHS: Final = {"text": 24, "code": 13, "day": 13, "integer": 13, "decimal": 13, "percent": 11, "choice": 22}
NUMBERED: Final = 5
ROW: Final = 18
"""Height of a row, in points: a pen finds room in it."""
DAY_FORMATS: Final = {"vi": "dd/mm/yyyy", "en": "yyyy-mm-dd"}
MAY: Final = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
    "autofilter": True,
}


class Look:
    """Formats of a template's cells, and its language."""

    def __init__(self, book: Workbook, say: Speech) -> None:
        self.say = say
        self.warning = book.add_format({**FACE, "bold": True, "font_color": "#B00020"})
        self.title = book.add_format({**FACE, "bold": True, "font_size": 14})
        self.text = book.add_format(FACE)
        self.wrapped = book.add_format({**FACE, "text_wrap": True, "valign": "top"})
        self.bold = book.add_format({**FACE, "bold": True})
        middle = {**FACE, "bold": True, "text_wrap": True, "align": "center", "border": 1, "bg_color": "#ECECEC"}
        self.heading = book.add_format(middle)
        grey = {**FACE, "border": 1, "bg_color": "#F4F4F4", "num_format": "@", "text_wrap": True}
        self.given = book.add_format(grey)
        self.number = book.add_format({**grey, "align": "center", "num_format": "0"})
        open_ = {**FACE, "locked": False, "text_wrap": True}
        self.field = book.add_format({**open_, "num_format": "@", "border": 1})
        self.day = book.add_format({**open_, "num_format": DAY_FORMATS[say.lang], "align": "left", "border": 1})
        numbers = {"years": "0", "integer": "#,##0", "decimal": "#,##0.##", "percent": "0.##"}
        numbers |= {"day": DAY_FORMATS[say.lang], "text": "@"}
        # Twice: with a frame where a row is drawn, without one below it.
        self._entry = {
            (kind, drawn): book.add_format({**open_, "num_format": shown, "border": int(drawn)})
            for kind, shown in numbers.items()
            for drawn in (True, False)
        }

    def entry(self, column: FormColumn, *, drawn: bool) -> Any:
        """The format of a cell to write in. Codes and words are texts: 06724 keeps its zero, 1/2 is no day."""
        years = column.kind == "integer" and (column.least or 0) >= YEARS_FROM
        kind = "years" if years else column.kind
        return self._entry[kind if (kind, drawn) in self._entry else "text", drawn]


class Lists:
    """The hidden sheet of words to choose from: a column for each list, under a name of the workbook."""

    def __init__(self, book: Workbook, sheet: Any) -> None:
        self._book, self._sheet = book, sheet
        self._names: dict[tuple[str, ...], str] = {}

    def name(self, words: Sequence[str]) -> str:
        """The name of the cells that hold these words."""
        key = tuple(words)
        if key not in self._names:
            at = len(self._names)
            name = f"dm_{at + 1}"
            for row, word in enumerate(key):
                self._sheet.write_string(row, at, word)
            letter = _letters(at)
            self._book.define_name(name, f"='{self._sheet.get_name()}'!${letter}$1:${letter}${len(key)}")
            self._names[key] = name
        return self._names[key]

    def close(self) -> None:
        """Nothing more is written on it."""
        self._sheet.hide()
        self._sheet.protect()


@dataclass(frozen=True, slots=True)
class Top:
    """What stands above a table: ``lines``, the first its title; ``running``: at the foot of every printed page;
    ``invented``: the warning where the figures are made up, else empty."""

    lines: Sequence[str]
    running: str
    invented: str = ""


def write_table(
    sheet: Any,
    table: FormTable,
    rows: Sequence[Mapping[str, object]],
    units: Sequence[str],
    look: Look,
    lists: Lists,
    top: Top,
) -> None:
    """Fill one sheet. ``rows``: values by column, the words of choices as the register has them; ``units``: codes that
    may be written."""
    sheet.set_default_row(ROW)
    first = len(top.lines) + bool(top.invented)
    if top.invented:
        sheet.write_string(0, 0, top.invented, look.warning)
    for at, line in enumerate(top.lines, int(bool(top.invented))):
        sheet.write_string(at, 0, line, look.text if at > bool(top.invented) else look.title)
    body = _headings(sheet, table, look, first)
    last = body + (len(rows) + SPARE_ROWS if table.fixed else max(OPEN_ROWS, len(rows) + SPARE_ROWS)) - 1
    sheet.set_column(0, 0, NUMBERED, look.text)
    for at, column in enumerate(table.columns, 1):
        sheet.set_column(at, at, _width(column, look.say), look.entry(column, drawn=False))
        rule = _rule(column, units if column.name == CODE else (), look.say, lists)
        sheet.data_validation(body, at, last, at, rule)
    _rows(sheet, table, rows, look, body)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{_letters(len(table.columns))}{last + 1}"})
    _paged(sheet, table, top, (first, body))


def _paged(sheet: Any, table: FormTable, top: Top, headings: tuple[int, int]) -> None:
    """What stays in sight, what is printed on each page, and what cannot be written over."""
    first, body = headings
    named = next((at for at, column in enumerate(table.columns, 1) if column.name == "unit_name"), 0)
    sheet.freeze_panes(body, named + 1)
    sheet.repeat_rows(first, body - 1)
    page(sheet, top.invented, top.running, landscape=True)


def page(sheet: Any, invented: str, running: str, *, landscape: bool) -> None:
    """A4, one page wide, with the warning above and what it is below; what is not to be written over is locked."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(PAPER_A4)
    sheet.set_margins(left=0.8, right=0.4, top=0.8, bottom=0.8)
    sheet.fit_to_pages(1, 0)
    if invented:
        sheet.set_header(f"&C&B{_printed(invented)}")
    sheet.set_footer(f"&L{_printed(running)}&R&P/&N")
    sheet.protect("", MAY)


def _headings(sheet: Any, table: FormTable, look: Look, first: int) -> int:
    """One row of headings, or two where columns are grouped; returns the row below them."""
    say, double = look.say, any(column.group for column in table.columns)
    last = first + double
    _across(sheet, (first, last), (0, 0), say.text("template.number"), look)
    at = 1
    for group, columns in groupby(table.columns, key=lambda column: column.group and column.group[say.lang]):
        members = list(columns)
        if group:
            _across(sheet, (first, first), (at, at + len(members) - 1), group, look)
        for column in members:
            top = last if group else first
            mark = " *" if column.required and not column.blank else ""
            _across(sheet, (top, last), (at, at), column.title[say.lang] + mark, look)
            sheet.write_comment(top, at, _comment(column, say), {"width": 260, "height": 150, "author": "Địa Bàn"})
            at += 1
    return last + 1


def _across(sheet: Any, rows: tuple[int, int], columns: tuple[int, int], text: str, look: Look) -> None:
    if rows[0] == rows[1] and columns[0] == columns[1]:
        sheet.write_string(rows[0], columns[0], text, look.heading)
    else:
        sheet.merge_range(rows[0], columns[0], rows[1], columns[1], text, look.heading)


def _rows(sheet: Any, table: FormTable, rows: Sequence[Mapping[str, object]], look: Look, body: int) -> None:
    given = table.given
    for number in range(max(len(rows), 0 if table.fixed else DRAWN_ROWS)):
        row = rows[number] if number < len(rows) else {}
        sheet.write(body + number, 0, number + 1 if row else None, look.number)
        for at, column in enumerate(table.columns, 1):
            value = row.get(column.name)
            fixed = column.name in given and value is not None
            look_of = look.given if fixed else look.entry(column, drawn=True)
            _cell(sheet, (body + number, at), _shown(column, value, look.say), look_of)


def _cell(sheet: Any, at: tuple[int, int], value: object, look: Any) -> None:
    match value:
        case None:
            sheet.write_blank(*at, None, look)
        case str():
            sheet.write_string(*at, value, look)
        case date():
            sheet.write_datetime(*at, value, look)
        case _:
            sheet.write_number(*at, value, look)


def _shown(column: FormColumn, value: object, say: Speech) -> object:
    return column.choices[value][say.lang] if isinstance(value, str) and value in column.choices else value


def _rule(column: FormColumn, units: Sequence[str], say: Speech, lists: Lists) -> dict[str, object]:
    """What a cell takes, as a rule that the spreadsheet watches over."""
    rule: dict[str, object] = {"ignore_blank": True, "error_type": "stop"}
    words = [title[say.lang] for title in column.choices.values()] or list(units)
    if words:
        rule |= {"validate": "list", "source": f"={lists.name(words)}"}
    elif column.kind in ("integer", "decimal", "percent"):
        kind = "integer" if column.kind == "integer" else "decimal"
        rule |= {"validate": kind, "criteria": "between", "minimum": column.least or 0, "maximum": column.most or 0}
    elif column.kind == "day":
        rule |= {"validate": "date", "criteria": "between", "minimum": DAYS[0], "maximum": DAYS[1]}
    else:
        rule |= {"validate": "length", "criteria": "<=", "value": column.max_length}
    title = _cut(column.title[say.lang], LONGEST_TITLE)
    return {**rule, "error_title": title, "error_message": _cut(takes(column, say, words), LONGEST_MESSAGE)}


def _comment(column: FormColumn, say: Speech) -> str:
    """What is said of a column beside its heading."""
    parts = [
        column.help[say.lang] if column.help else "",
        takes(column, say),
        say.text("template.required" if column.required and not column.blank else "template.optional"),
        say.text("template.example", text=column.example) if column.example else "",
    ]
    return "\n".join(part for part in parts if part)


def _width(column: FormColumn, say: Speech) -> float:
    words = [len(title[say.lang]) for title in column.choices.values()]
    return max(WIDTHS[column.kind], min(40, max(words, default=0) * 1.1 + 3), len(column.title[say.lang]) * 0.7)


def _letters(at: int) -> str:
    """The letters of a column that is counted from 0."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _printed(text: str) -> str:
    """A text of the margins, where ``&`` begins a command and 255 signs are the most."""
    return text[:100].replace("&", "&&")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
