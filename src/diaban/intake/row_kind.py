"""What a row below a heading is: a row of data, a total, a remark, the heading once more."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from diaban.basis.names import fold as unmarked
from diaban.basis.names import has_marks
from diaban.intake.cell_value import DASHES
from diaban.intake.day_text import day_of
from diaban.intake.form import FormColumn, FormTable
from diaban.intake.legacy_font import said
from diaban.intake.number_text import number_of
from diaban.intake.sheet import Cell, Row

if TYPE_CHECKING:
    from diaban.intake.headings import Headings

__all__ = ["NUMBERS", "Known", "RowKind"]

NUMBERS: Final = frozenset(("integer", "decimal", "percent"))
TYPED: Final = frozenset(("code", "day", *NUMBERS))


class RowKind(Enum):
    """What a row is. ``OUTSIDE``: nothing to do with a table; ``OTHER_TABLE``: the heading of one that follows."""

    OUTSIDE = "outside"
    HEADING = "heading"
    NUMBERING = "numbering"
    DATA = "data"
    TOTAL = "total"
    REMARK = "remark"
    UNFILLED = "unfilled"
    OTHER_TABLE = "other-table"


TOTAL: Final = re.compile(
    "(?:tong(?: cong| so| hop)?|cong(?: cong| don| lai)?|(?:sub ?|grand )?total|sum)"
    "(?: (?:so|toan|trong|cua|theo))*(?: (?:tinh|huyen|xa|phuong|thanh pho|don vi|cum|trang|nuoc|ky|thang|nam))*"
    "(?: (?:[a-z]|[ivx]+|[0-9]+))*"
)
TOTALS: Final = frozenset(("ton", "con", "tot", "sub", "gra", "sum"))
"""How one begins that is written without marks."""
REMARK: Final = re.compile(
    "(?:ghi chu|luu y|chu thich|noi nhan|nguoi lap|nguoi tong hop|truong cong an|pho truong|thu truong|chi huy|giam doc"
    "|chu tich|ky ten|ky ghi|ky va ghi|ngay [0-9]+ thang|note|remark|signed|kt|tm)\\b.*"
    "|.*\\b(?:ngay|ngay …) ?[0-9.]* thang ?[0-9.]* nam ?[0-9.]*"
)
NUMBERING: Final = re.compile(r"\(?\[?(?:[0-9]{1,2}[a-z]?|[A-Za-z]|[IVX]{1,4})[)\]]?(?: ?=.*)?")
WIDE: Final = 3
"""Columns that one merged cell covers in a title or a remark, and in no row of data."""


def _may_total(text: str) -> bool:
    """A quick look: what begins with other letters is no total."""
    return not text.isascii() or not text[:1].isalnum() or text[:3].casefold() in TOTALS


@lru_cache(maxsize=4_096)
def is_total(text: str) -> bool:
    """Whether a text is what a total is called: Tổng cộng, Cộng, Tổng số. *Công* is another word."""
    if len(text) > 60 or not TOTAL.fullmatch(unmarked(text)):
        return False
    return not has_marks(text) or text.casefold().startswith(("tổng", "cộng", "tông", "total", "sum"))


@lru_cache(maxsize=4_096)
def is_remark(text: str) -> bool:
    """Whether a text begins as remarks and signatures below a table do."""
    return REMARK.fullmatch(unmarked(text[:200])) is not None


class Known:
    """What is known of a table's columns, to tell its rows apart quickly."""

    def __init__(self, table: FormTable, columns: Mapping[int, FormColumn], titles: Mapping[int, str]) -> None:
        self._columns, self._titles = columns, titles
        self._codes = [
            at for at, one in columns.items() if one.kind == "code" and one.widths and one.name in table.unique
        ]
        self._keys = [at for at, one in columns.items() if one.name in table.unique]
        self._key_days = [at for at, one in columns.items() if one.name in table.unique and one.kind == "day"]
        self._numbers = [at for at, one in columns.items() if one.kind in NUMBERS]
        self._typed = [(at, one) for at, one in columns.items() if one.kind in TYPED]
        self._required = sum(one.required and not one.blank for one in columns.values())
        # What a template fills in by itself says nothing; the other columns are for whoever reports.
        self._entered = frozenset(at for at, one in columns.items() if one.name not in table.given)
        self._fixed = table.fixed
        self.laid_out = False
        """Whether a template wrote the beginnings of the rows: only then one with nothing else was left empty."""
        self._began = False

    def kind_of(self, row: Row, headings: "Headings") -> RowKind:
        """What the row is."""
        cells = row.cells
        for at in self._codes:
            cell = cells.get(at)
            value = None if cell is None else cell.value
            coded = value.isdigit() if isinstance(value, str) else isinstance(value, int)
            # Whatever else is wrong with a row that has its code, it is one of data.
            if coded and (self._began or not self._is_numbering(cells)):
                self._began = True
                return RowKind.DATA if self._is_filled(cells) else RowKind.UNFILLED
        if self._began and self._key_days and self._has_keys(cells):
            return RowKind.DATA
        return self._slowly(cells, headings)

    def _has_keys(self, cells: Mapping[int, Cell]) -> bool:
        """Whether every key of the table is there, one of them a day that the file keeps as a day: no remark and no
        heading has that, and a total is called one."""
        for at in self._keys:
            cell = cells.get(at)
            if cell is None or cell.value is None or cell.value == "":
                return False
        if not any(isinstance(cells[at].value, date) for at in self._key_days):
            return False
        if any(cell.merged_from is not None for cell in cells.values()):
            return False
        texts = [cell for _, cell in sorted(cells.items()) if isinstance(cell.value, str)][:3]
        return not any(
            _may_total(str(cell.value)) and is_total(said(cell.value, cell.style.font).text) for cell in texts
        )

    def _is_filled(self, cells: Mapping[int, Cell]) -> bool:
        """Whether a row whose beginning the template wrote has anything else."""
        return not (self.laid_out and self._fixed and cells.keys().isdisjoint(self._entered))

    def _slowly(self, cells: Mapping[int, Cell], headings: "Headings") -> RowKind:
        texts = {
            at: said(cell.value, cell.style.font).text for at, cell in cells.items() if isinstance(cell.value, str)
        }
        texts = {at: text for at, text in texts.items() if text and text not in DASHES}
        mine = [at for at in cells if at in self._columns and (at in texts or not isinstance(cells[at].value, str))]
        if self._is_heading(texts):
            if any(headings.known(text) for at, text in texts.items() if text != self._titles.get(at)):
                # It begins as this one does, and goes on otherwise.
                return RowKind.OTHER_TABLE
            # The numbers of the columns may follow it once more, too.
            self._began = False
            return RowKind.HEADING
        if not self._began and self._is_numbering(cells):
            return RowKind.NUMBERING
        if self._is_total(cells, texts):
            return RowKind.TOTAL
        known = sum(1 for text in texts.values() if headings.known(text))
        if known >= 2 and 2 * known >= len(cells):
            return RowKind.OTHER_TABLE
        if not mine:
            return RowKind.REMARK if texts else RowKind.OUTSIDE
        if self._is_remark(cells, texts, mine):
            return RowKind.REMARK
        self._began = True
        return RowKind.DATA

    def _is_heading(self, texts: Mapping[int, str]) -> bool:
        """The same heading once more, as on each printed page."""
        same = [at for at, text in texts.items() if text == self._titles.get(at) and at in self._columns]
        return len(same) >= min(2, len(self._columns)) and 2 * len(same) >= len(texts)

    def _is_numbering(self, cells: Mapping[int, Cell]) -> bool:
        """The line (1) (2) (3) below a heading: every column has its number, and they go up by one."""
        numbers = []
        for _, cell in sorted(cells.items()):
            text = str(cell.value).strip() if isinstance(cell.value, str | int) else "?"
            if not NUMBERING.fullmatch(text):
                return False
            digits = re.search("[0-9]+", text.partition("=")[0])
            if digits:
                numbers.append(int(digits[0]))
        if len(cells) < 3 or len(numbers) < 2 or numbers[0] > 2:
            return False
        return numbers == list(range(numbers[0], numbers[0] + len(numbers)))

    def _is_total(self, cells: Mapping[int, Cell], texts: Mapping[int, str]) -> bool:
        first = sorted(texts.items())[:3]
        if not any(is_total(text) for _, text in first):
            return False
        if self._numbers:
            return any(at in cells for at in self._numbers)
        # Of a table in which nothing is counted the rows are: *Tổng cộng: 12 đồng chí*.
        return any(at not in cells or cells[at].value in (None, "") for at in self._keys)

    def _is_remark(self, cells: Mapping[int, Cell], texts: Mapping[int, str], mine: list[int]) -> bool:
        wide = [cell.merged_from for at, cell in cells.items() if cell.merged_from is not None and at in self._columns]
        if any(wide.count(area) >= WIDE for area in set(wide)):
            return True
        first = texts.get(min(texts)) if texts else None
        if first is not None and is_remark(first) and len(mine) * 2 <= max(2, self._required):
            return True
        if any(self._fits(column, cells[at]) for at, column in self._typed if at in cells):
            return False
        if texts and all(map(is_remark, texts.values())):
            return True
        words = [text for text in texts.values() if any(map(str.isalpha, text))]
        return len(mine) <= (2 if self._required >= 5 else 1) and bool(words) and self._required > 1

    @staticmethod
    def _fits(column: FormColumn, cell: Cell) -> bool:
        """Whether a cell holds what a column of numbers, days or codes holds."""
        value = cell.value
        if not isinstance(value, str):
            return isinstance(value, int | float | Decimal | date)
        text = said(value, cell.style.font).text
        match column.kind:
            case "code":
                return " " not in text and (any(map(str.isdigit, text)) or not column.widths)
            case "day":
                return day_of(text) is not None
            case _:
                return number_of(text) is not None
