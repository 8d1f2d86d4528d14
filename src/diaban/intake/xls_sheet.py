"""One sheet of an .xls workbook: its records gone through once, row by row."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.intake.legacy_font import said_in_runs
from diaban.intake.limits import Limits
from diaban.intake.merged import Merged
from diaban.intake.serial import day_of_serial
from diaban.intake.sheet import Cell, CellError, CellValue, Row
from diaban.intake.xls_text import CONTINUE, EOF, CutError, Texts, long_text, records
from diaban.intake.xlsx_parts import Format
from diaban.intake.xlsx_strings import Runs

__all__ = ["XlsGround", "XlsSheet"]

ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
LABEL_SST, NUMBER, RK, MULRK = 0x00FD, 0x0203, 0x027E, 0x00BD
BOOL_ERR, LABEL, RICH_LABEL, FORMULA, STRING = 0x0205, 0x0204, 0x00D6, 0x0006, 0x0207
ROW, COLUMNS, MERGED, TEXT_OBJECT = 0x0208, 0x007D, 0x00E5, 0x01B6
SUBSTREAM: Final = 0x0809
SAID: Final = frozenset((0x0014, 0x0015, 0x01BE, 0x01B7))
"""Headers and footers, input messages: looked at as the bytes they are."""
HIDDEN_ROW: Final = 0x20
UNTOLD: Final = ""
"""Stands for a formula: its text is kept as tokens of a machine."""
FIRST_CELL: Final = struct.Struct("<HHH")


@dataclass(slots=True)
class XlsGround:
    """What the sheets share. Filled while they are read: ``used`` texts, ``loose`` ones, rows, cells and formulas."""

    stream: bytes
    file: str
    limits: Limits
    strings: Sequence[str | Runs]
    looks: Sequence[Format]
    epoch_1904: bool
    used: set[int] = field(default_factory=set)
    loose: list[tuple[str, str]] = field(default_factory=list)
    rows: int = 0
    cells: int = 0
    formulas: int = 0

    def damaged(self, reason: str) -> RefusedError:
        """What is raised where the sheet cannot be read."""
        return RefusedError(finding("workbook-damaged", place=Place(file=self.file), reason=reason))


class XlsSheet:
    """A sheet of the workbook, as :class:`diaban.intake.sheet.Sheet` says. Its rows may raise RefusedError."""

    def __init__(self, ground: XlsGround, name: str, at: int, *, hidden: bool) -> None:
        self.name, self.hidden = name, hidden
        self.hidden_columns: frozenset[int] = frozenset()
        self._ground, self._at = ground, at

    def rows(self) -> Iterator[Row]:
        """Rows that hold something."""
        reading = _Reading(self._ground)
        try:
            reading.survey(self._at)
            self.hidden_columns = frozenset(reading.hidden_columns)
            yield from reading.rows(self._at)
        except (CutError, struct.error, IndexError) as error:
            raise self._ground.damaged(self.name) from error


class _Reading:
    """The state of a pass."""

    def __init__(self, ground: XlsGround) -> None:
        self.hidden_columns: set[int] = set()
        self._ground = ground
        self._hidden_rows: set[int] = set()
        self._merged = Merged()
        self._cells: dict[int, Cell] = {}
        self._row = 0
        # A formula whose result is a text, which the next record but one may hold: column and look.
        self._waiting: tuple[int, Format] | None = None

    def survey(self, at: int) -> None:
        """What stands anywhere and is needed from the start: merged cells, what is hidden, texts beside cells."""
        areas = 0
        pieces: list[bytes] = []
        for kind, data in self._own(at):
            if kind == MERGED:
                for corners in struct.iter_unpack("<HHHH", data[2 : 2 + 8 * struct.unpack_from("<H", data)[0]]):
                    top, bottom, first, last = (corner + 1 for corner in corners)
                    areas += self._merged.add(top, bottom, first, last)
                if areas > self._ground.limits.rows * 2:
                    raise self._too_many()
            elif kind == COLUMNS:
                first, last, _, _, flags = struct.unpack_from("<HHHHH", data)
                if flags & 1:
                    self.hidden_columns.update(range(first + 1, min(last, 255) + 2))
            elif kind == ROW:
                row, options = struct.unpack_from("<H10xH", data)
                if options & HIDDEN_ROW:
                    self._hidden_rows.add(row + 1)
            elif kind == TEXT_OBJECT:
                pieces = [data]
            elif kind == CONTINUE and pieces:
                self._text_object(pieces, data)
            elif kind in SAID:
                self._ground.loose += [("—", data.decode("latin-1")), ("—", data.decode("utf-16-le", "replace"))]

    def _own(self, at: int) -> Iterator[tuple[int, bytes]]:
        """Records of this sheet: those of charts within it apart."""
        depth = 0
        for kind, data in records(self._ground.stream, at):
            depth += (kind == SUBSTREAM) - (kind == EOF)
            if depth <= 0:
                return
            if depth == 1:
                yield kind, data

    def _text_object(self, pieces: list[bytes], data: bytes) -> None:
        """The text of a comment or a box stands in the continuation of its record."""
        count = struct.unpack_from("<H", pieces[0], 10)[0]
        pieces.clear()
        if count and data:
            text = Texts([data]).letters(min(count, (len(data) - 1) >> (data[0] & 1)))
            self._ground.loose.append(("—", text))

    def rows(self, at: int) -> Iterator[Row]:
        """The rows, as their cells come."""
        for kind, data in self._own(at):
            if kind == STRING and self._waiting is not None:
                column, look = self._waiting
                self._cells[column] = Cell(long_text([data]), look.style, UNTOLD)
                self._waiting = None
            elif kind in {LABEL_SST, NUMBER, RK, MULRK, BOOL_ERR, LABEL, RICH_LABEL, FORMULA}:
                row, column, look = FIRST_CELL.unpack_from(data)
                if row + 1 != self._row:
                    yield from self._ended()
                    if row + 1 < self._row:
                        raise self._ground.damaged(f"row {row + 1}")
                    self._row, self._cells = row + 1, {}
                self._cell(kind, data, column + 1, self._look(look))
        yield from self._ended()

    def _ended(self) -> Iterator[Row]:
        if self._row in self._merged.rows:
            self._merged.spread(self._row, self._cells)
        if self._cells:
            self._ground.rows += 1
            self._ground.cells += len(self._cells)
            if self._ground.cells > self._ground.limits.cells:
                raise self._too_many()
            if (rows := self._ground.rows) > self._ground.limits.rows:
                place, limit = Place(file=self._ground.file), self._ground.limits.rows
                raise RefusedError(finding("workbook-too-many-rows", place=place, count=rows, limit=limit))
            yield Row(self._row, self._cells, self._row in self._hidden_rows)

    def _too_many(self) -> RefusedError:
        place, limit = Place(file=self._ground.file), self._ground.limits.cells
        return RefusedError(finding("workbook-too-many-cells", place=place, limit=limit))

    def _look(self, number: int) -> Format:
        looks = self._ground.looks
        return looks[number] if number < len(looks) else looks[0]

    def _cell(self, kind: int, data: bytes, column: int, look: Format) -> None:
        self._waiting = None
        value: CellValue
        match kind:
            case 0x00FD:
                value = self._shared(struct.unpack_from("<I", data, 6)[0], look)
            case 0x0203:
                value = self._number(struct.unpack_from("<d", data, 6)[0], look)
            case 0x027E:
                value = self._number(_packed(struct.unpack_from("<I", data, 6)[0]), look)
            case 0x00BD:
                for at, (own, packed) in enumerate(struct.iter_unpack("<HI", data[4 : 4 + (len(data) - 6) // 6 * 6])):
                    own_look = self._look(own)
                    self._cells[column + at] = Cell(self._number(_packed(packed), own_look), own_look.style)
                return
            case 0x0205:
                value = CellError(ERRORS.get(data[6], "#?")) if data[7] else bool(data[6])
            case 0x0006:
                self._formula(data, column, look)
                return
            case _:
                value = long_text([data], 6)
        if value != "":
            self._cells[column] = Cell(value, look.style)

    def _formula(self, data: bytes, column: int, look: Format) -> None:
        self._ground.formulas += 1
        value: CellValue
        if data[12:14] != b"\xff\xff":
            value = self._number(struct.unpack_from("<d", data, 6)[0], look)
        elif data[6] == 1:
            value = bool(data[8])
        elif data[6] == 2:
            value = CellError(ERRORS.get(data[8], "#?"))
        else:
            value = ""
            self._waiting = (column, look) if data[6] == 0 else None
        self._cells[column] = Cell(value, look.style, UNTOLD)

    def _shared(self, number: int, look: Format) -> CellValue:
        if number >= len(self._ground.strings):
            raise self._ground.damaged(f"SST {number}")
        self._ground.used.add(number)
        text = self._ground.strings[number]
        return said_in_runs(text.parts, look.style.font) if isinstance(text, Runs) else text

    def _number(self, number: float, look: Format) -> CellValue:
        if not isfinite(number):
            return CellError("#NUM!")
        value: int | float = int(number) if number.is_integer() and abs(number) < 1e15 else number
        day = day_of_serial(value, epoch_1904=self._ground.epoch_1904) if look.days else None
        return value if day is None else day


def _packed(number: int) -> float:
    """A number in four bytes: a whole one, or the upper half of a real one; perhaps a hundredth of it."""
    if number & 2:
        value = float((number >> 2) - (1 << 30 if number & 0x80000000 else 0))
    else:
        value = float(struct.unpack("<d", struct.pack("<II", 0, number & 0xFFFFFFFC))[0])
    return value / 100 if number & 1 else value
