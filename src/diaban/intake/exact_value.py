"""A value of a JSON document into that of its column: of the type the schema says, or a finding; nothing is mended."""

import re
import unicodedata
from decimal import Decimal
from typing import Final

from diaban.basis.finding import finding
from diaban.basis.period import parse_day
from diaban.intake.cell_value import ColumnReader, Outcome
from diaban.intake.csv_cell import shown
from diaban.intake.json_document import JsonKind, Repeated, Unfit
from diaban.intake.sheet import Cell, CellValue

__all__ = ["ExactReader"]

NUMBERS: Final = {"integer": "integer", "decimal": "number", "percent": "number"}
LONE: Final = re.compile("[\ud800-\udfff]")
"""Halves of a character that JSON can write and no text can hold."""


class ExactReader(ColumnReader):
    """Reads the values of one field. Limits and words are those of the column, as in every other file."""

    def look(self, cell: Cell) -> Outcome:
        """What a value says; a finding has no place yet."""
        value, kind = cell.value, self.column.kind
        if value is None:
            return self.empty()
        if isinstance(value, Repeated):
            return finding("json-key-repeated", found=shown(value))
        if kind in NUMBERS:
            if isinstance(value, bool) or not isinstance(value, int | Decimal):
                return _unlike(value, NUMBERS[kind])
            number = Decimal(value)
            return self._whole(number, str(value)) if kind == "integer" else self._fraction(number, str(value))
        if isinstance(value, Unfit) or not isinstance(value, str):
            return _unlike(value, "day" if kind == "day" else "string")
        if lone := LONE.search(value):
            return finding("csv-control-character", found=shown(value), character=f"U+{ord(lone[0]):04X}")
        return self._said(unicodedata.normalize("NFC", value))

    def _said(self, text: str) -> Outcome:
        column = self.column
        if column.kind == "day":
            try:
                return self._shown_day(parse_day(text))
            except ValueError:
                return finding("csv-day", found=shown(text))
        if column.kind == "choice":
            return (
                text if text in column.choices else finding("csv-choice", found=shown(text), choices=[*column.choices])
            )
        if column.widths and not (text.isascii() and text.isdigit() and len(text) in column.widths):
            return finding("csv-code", found=shown(text), widths=column.widths)
        return self._text_cell(text, None)


def _unlike(value: CellValue, wanted: str) -> Outcome:
    return finding("json-value", found=shown(str(value)), wanted=JsonKind(wanted))
