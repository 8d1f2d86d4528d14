"""One sheet of an .xlsx workbook: a single pass over its XML, row by row, with what faster readers leave out.

Formulas are kept beside the value that was last calculated; hidden rows and columns, fonts and formats, merged cells
and errors are seen. Memory does not grow with the sheet: a row is handed on when it ends.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.intake.archive import Archive, xml_parser
from diaban.intake.legacy_font import said_in_runs
from diaban.intake.merged import Merged, merged_of
from diaban.intake.serial import day_of_serial
from diaban.intake.sheet import COLUMNS, Cell, CellError, CellValue, Row
from diaban.intake.xlsx_parts import Format, Local
from diaban.intake.xlsx_strings import Runs, unescaped

__all__ = ["Ground", "XlsxSheet"]

REMEMBERED: Final = 16_000
LOOSE: Final = 10_000
DIGITS: Final = "0123456789"
MOST_DIGITS: Final = 15
YES: Final = frozenset(("1", "true"))
SAID: Final = ("prompt", "promptTitle", "error", "errorTitle", "display", "tooltip")


@dataclass(slots=True)
class Ground:
    """What the sheets of a workbook share.

    Filled while they are read: ``used``, the numbers of the shared texts that some cell shows; ``loose``, by part,
    texts that stand outside cells (headers, input messages); how many rows and cells there were.
    """

    archive: Archive
    strings: Sequence[str | Runs]
    formats: Sequence[Format]
    epoch_1904: bool
    used: set[int] = field(default_factory=set)
    loose: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    cells: dict[str, int] = field(default_factory=dict)


class XlsxSheet:
    """A sheet of the workbook, as :class:`diaban.intake.sheet.Sheet` says. Its rows may raise RefusedError."""

    def __init__(self, ground: Ground, name: str, part: str, *, hidden: bool) -> None:
        self.name, self.hidden = name, hidden
        self.hidden_columns: frozenset[int] = frozenset()
        self._ground, self._part = ground, part

    def rows(self) -> Iterator[Row]:
        """Rows that hold something."""
        archive, part = self._ground.archive, self._part
        reading = _Reading(self._ground, part, merged_of(archive, part))
        progress = xml_parser(archive, part)
        progress.parser.StartElementHandler = reading.start
        progress.parser.EndElementHandler = reading.end
        progress.parser.CharacterDataHandler = reading.text.append
        for chunk in archive.chunks(part):
            progress.feed(chunk)
            reading.check()
            if reading.ready:
                self.hidden_columns = frozenset(reading.hidden_columns)
                yield from reading.ready
                reading.ready.clear()
        progress.feed(b"", final=True)
        reading.check()
        self.hidden_columns = frozenset(reading.hidden_columns)
        yield from reading.ready


class _Reading:
    """The state of a pass: what of the row and the cell at hand is known so far."""

    __slots__ = (
        "attributes",
        "cells",
        "column",
        "counted",
        "depth",
        "formula",
        "ground",
        "hidden_columns",
        "hidden_row",
        "known",
        "last_column",
        "merged",
        "names",
        "part",
        "phonetic",
        "raw",
        "ready",
        "row",
        "shared",
        "shared_id",
        "text",
        "within",
    )

    def __init__(self, ground: Ground, part: str, merged: Merged) -> None:
        self.ground, self.part, self.merged = ground, part, merged
        self.ready: list[Row] = []
        self.hidden_columns: set[int] = set()
        self.text: list[str] = []
        self.names = Local()
        self.known: dict[tuple[str | None, str | None, str], Cell] = {}
        self.shared: dict[str, str] = {}
        self.cells: dict[int, Cell] = {}
        self.row = self.column = self.depth = self.counted = 0
        self.hidden_row = self.phonetic = False
        self.attributes: dict[str, str] = {}
        self.last_column = ground.archive.limits.columns
        self.raw: str | None = None
        self.formula: str | None = None
        self.shared_id: str | None = None
        self.within = False
        ground.loose[part] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        name = self.names[name]
        if name == "v":
            self.text.clear()
            return
        if name == "c":
            self.attributes = attributes
            self.raw = self.formula = self.shared_id = None
            self.counted += 1
            where = attributes.get("r")
            self.column = COLUMNS[where.rstrip(DIGITS)] if where else self.column + 1
        elif name == "row":
            self._row(attributes)
        elif name == "f":
            self.shared_id = attributes.get("si")
        elif name == "rPh":
            self.phonetic = True
        elif name == "col":
            self._hide(attributes)
        elif not self.within:
            self.ground.loose[self.part] += [attributes[key] for key in SAID if key in attributes]
        self.text.clear()

    def end(self, name: str) -> None:
        self.depth -= 1
        name = self.names[name]
        if name == "v":
            text = self.text
            self.raw = text[0] if len(text) == 1 else "".join(text)
        elif name == "c":
            self._cell()
            return
        elif name == "row":
            self._end_row()
        elif name == "f":
            self._formula("".join(self.text))
        elif name == "t":
            if not self.phonetic:
                self.raw = (self.raw or "") + "".join(self.text)
        elif name == "rPh":
            self.phonetic = False
        elif not self.within and self.text:
            self.ground.loose[self.part] += [said for said in ["".join(self.text).strip()] if said]
        self.text.clear()

    def _row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        row = int(number) if number and number.isascii() and number.isdigit() and len(number) < 10 else self.row + 1
        # Rows out of order or within each other are shown by no spreadsheet: somebody else made the file.
        if self.within or row <= self.row or row > self.ground.archive.limits.last_row:
            raise self.ground.archive.damaged(f"{self.part}, row {number}")
        self.row, self.column, self.within = row, 0, True
        self.cells = {}
        self.hidden_row = attributes.get("hidden") in YES or attributes.get("ht") == "0"

    def _end_row(self) -> None:
        if self.row in self.merged.rows:
            self.merged.spread(self.row, self.cells)
        if self.cells:
            self.ready.append(Row(self.row, self.cells, self.hidden_row))
        self.within = False

    def _formula(self, text: str) -> None:
        if self.shared_id is not None and text:
            self.shared[self.shared_id] = text
        self.formula = text or self.shared.get(self.shared_id or "", "")

    def _cell(self) -> None:
        raw = self.raw
        if raw is None and self.formula is None:
            return
        attributes = self.attributes
        key = (attributes.get("t"), attributes.get("s"), raw or "")
        cell = self.known.get(key)
        if cell is None:
            cell = self._made(*key)
        if self.formula is not None:
            unknown = not raw and attributes.get("t") != "str"
            cell = cell._replace(formula=self.formula, value=None if unknown else cell.value)
        elif cell.value == "":
            return
        if not 0 < self.column <= self.last_column:
            raise self.ground.archive.damaged(f"{self.part}, {attributes.get('r')}")
        self.cells[self.column] = cell

    def _made(self, kind: str | None, style: str | None, raw: str) -> Cell:
        if len(self.known) >= REMEMBERED:
            self.known.clear()
        formats = self.ground.formats
        number = int(style) if style and style.isascii() and style.isdigit() and len(style) < 10 else 0
        shown = formats[number] if number < len(formats) else formats[0]
        cell = self.known[kind, style, raw] = Cell(self._value(kind, shown, raw), shown.style)
        return cell

    def _value(self, kind: str | None, shown: Format, raw: str) -> CellValue:
        match kind:
            case None | "n":
                return self._number(shown, raw)
            case "s":
                return self._shared(shown, raw)
            case "b":
                return raw in YES
            case "e":
                return CellError(raw)
            case "d":
                try:
                    return date.fromisoformat(raw[:10])
                except ValueError:
                    return raw
            case _:
                return unescaped(raw)

    def _shared(self, shown: Format, raw: str) -> CellValue:
        number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else -1
        if not 0 <= number < len(self.ground.strings):
            raise self.ground.archive.damaged(f"{self.part}, s={raw[:20]}")
        self.ground.used.add(number)
        text = self.ground.strings[number]
        return said_in_runs(text.parts, shown.style.font) if isinstance(text, Runs) else text

    def _number(self, shown: Format, raw: str) -> CellValue:
        if len(raw) <= MOST_DIGITS and raw.isascii() and raw.isdigit():
            value: int | float = int(raw)
        else:
            try:
                value = float(raw)
            except ValueError:
                return raw
            if not isfinite(value):
                return raw
        day = day_of_serial(value, epoch_1904=self.ground.epoch_1904) if shown.days else None
        return value if day is None else day

    def _hide(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in YES or attributes.get("width") == "0":
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if first.isdecimal() and last.isdecimal() and len(first) < 6 and len(last) < 6:
                self.hidden_columns.update(range(int(first), min(int(last), self.ground.archive.limits.columns) + 1))

    def check(self) -> None:
        """After each piece of the file: whether the limits are kept. What the pass holds is never more than a piece."""
        ground, limits = self.ground, self.ground.archive.limits
        ground.rows[self.part] = ground.rows.get(self.part, 0) + len(self.ready)
        ground.cells[self.part] = self.counted
        place = Place(file=ground.archive.file)
        if (rows := sum(ground.rows.values())) > limits.rows:
            raise RefusedError(finding("workbook-too-many-rows", place=place, count=rows, limit=limits.rows))
        if sum(ground.cells.values()) > limits.cells:
            raise RefusedError(finding("workbook-too-many-cells", place=place, limit=limits.cells))
        if (
            self.depth > limits.depth
            or sum(map(len, self.text)) + len(self.raw or "") > limits.token
            or len(ground.loose[self.part]) > LOOSE
        ):
            raise ground.archive.damaged(self.part)
