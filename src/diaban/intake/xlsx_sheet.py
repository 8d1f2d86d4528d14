"""One sheet of an .xlsx workbook: a single pass over its XML, row by row, with what faster readers leave out.

Formulas are kept beside the value that was last calculated; hidden rows and columns, fonts and formats, merged cells
and errors are seen. Memory does not grow with the sheet: a row is handed on when it ends.
"""

import re
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
from diaban.intake.stretches import Shape, feed
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

    Filled while they are read: ``used``, by number whether some cell shows a shared text; ``loose``, by part,
    texts that stand outside cells (headers, input messages); how many rows and cells there were.
    """

    archive: Archive
    strings: Sequence[str | Runs]
    formats: Sequence[Format]
    epoch_1904: bool
    used: bytearray = field(init=False)
    loose: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    cells: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.used = bytearray(len(self.strings))


class XlsxSheet:
    """A sheet of the workbook, as :class:`diaban.intake.sheet.Sheet` says. Its rows may raise RefusedError."""

    def __init__(self, ground: Ground, name: str, part: str, *, hidden: bool) -> None:
        self.name, self.hidden = name, hidden
        self.hidden_columns: frozenset[int] = frozenset()
        self._ground, self._part = ground, part

    def rows(self) -> Iterator[Row]:
        """Rows that hold something."""
        archive, part = self._ground.archive, self._part
        self._ground.rows.pop(part, None)
        reading = _Reading(self._ground, part, merged_of(archive, part))
        progress = xml_parser(archive, part)
        progress.parser.StartElementHandler = reading.start
        progress.parser.EndElementHandler = reading.end
        progress.parser.CharacterDataHandler = reading.text.append
        for _ in feed(progress, archive.chunks(part), ROWS, reading.take, lambda: reading.begun):
            reading.check()
            self.hidden_columns = frozenset(reading.hidden_columns)
            yield from reading.ready
            reading.ready.clear()


# A row of plain cells: numbers, shared texts, truths, errors; without formulas and texts of its own.
PLAIN_CELL: Final = (
    rb'<c r="[A-Z]{1,3}+[0-9]{1,7}+"(?: s="[0-9]{1,5}+")?+(?: t="(?:s|n|b|e|str)")?+'
    rb"(?:><v>[^<&\x00-\x08]*+</v></c>|/>|></c>)"
)
ROWS: Final = Shape(
    re.compile(rb"<sheetData>"),
    re.compile(
        rb'<row r="([1-9][0-9]{0,6})"((?: [A-Za-z0-9:]{1,40}+="[^"<&]{0,200}+")*+)'
        rb"(?:/>|>((?:" + PLAIN_CELL + rb")*+)</row>)"
    ),
    b"<row",
    b"</row>",
)
FILLED: Final = re.compile(rb'<c r="([A-Z]{1,3}+)[0-9]++"([^<>]*+><v>[^<]*+)')
LOOK: Final = re.compile(r'(?: s="([0-9]+)")?(?: t="([a-z]+)")?')
HIDDEN: Final = re.compile(rb' (?:hidden="(?:1|true)"|ht="0")')


class _Tails(dict[bytes, Cell]):
    """Cells by what stands in the file behind their place: most of a sheet look like another."""

    def __init__(self, reading: "_Reading") -> None:
        super().__init__()
        self._reading = reading
        self._looks: dict[str, tuple[str | None, Format]] = {}

    def __missing__(self, tail: bytes) -> Cell:
        reading = self._reading
        try:
            head, _, raw = tail.decode().partition("><v>")
        except UnicodeDecodeError as error:
            raise reading.ground.archive.damaged(reading.part) from error
        kind, shown = self._looks.get(head) or self._look(head)
        if "\r" in raw:
            # As every reader of XML ends lines.
            raw = raw.replace("\r\n", "\n").replace("\r", "\n")
        if len(self) >= REMEMBERED:
            self.clear()
        if kind is None and not shown.days and raw.isdigit() and len(raw) <= MOST_DIGITS and raw.isascii():
            value: CellValue = int(raw)
        else:
            value = reading.value(kind, shown, raw)
            if value == "":
                reading.blank = True
        cell = self[tail] = Cell(value, shown.style)
        return cell

    def _look(self, head: str) -> tuple[str | None, Format]:
        match = LOOK.fullmatch(head)
        if match is None:
            raise self._reading.ground.archive.damaged(self._reading.part)
        look = self._looks[head] = (match[2], self._reading.shown(match[1]))
        return look


class _Numbers(dict[bytes, int]):
    """Columns by their letters as they stand in the file; 0 for one that no sheet has."""

    def __missing__(self, letters: bytes) -> int:
        number = self[letters] = COLUMNS[letters.decode()]
        return number


NUMBERS: Final = _Numbers()


class _Reading:
    """The state of a pass: what of the row and the cell at hand is known so far."""

    __slots__ = (
        "any_blank",
        "attributes",
        "begun",
        "blank",
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
        "tails",
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
        self.within = self.begun = self.blank = self.any_blank = False
        self.tails = _Tails(self)
        ground.loose[part] = []

    def take(self, match: re.Match[bytes]) -> None:
        """A row of plain cells."""
        number, attributes, inner = match.groups()
        self.begin_row(int(number), hidden=HIDDEN.search(attributes) is not None)
        if inner:
            self.counted += inner.count(b"<c ")
        # The rows that a template leaves to be filled in are cells with nothing but a format.
        if inner and b"<v>" in inner:
            self.blank = False
            numbers, tails = NUMBERS, self.tails
            cells = self.cells = {numbers[where]: tails[tail] for where, tail in FILLED.findall(inner)}
            if cells and (max(cells) > self.last_column or 0 in cells):
                raise self.ground.archive.damaged(f"{self.part}, row {self.row}")
            if self.blank or self.any_blank:
                self.any_blank = True
                self.cells = {at: cell for at, cell in cells.items() if cell.value != ""}
        self.end_row()

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
            number = attributes.get("r")
            row = int(number) if number and number.isascii() and number.isdigit() and len(number) < 10 else self.row + 1
            self.begin_row(row, hidden=attributes.get("hidden") in YES or attributes.get("ht") == "0")
        elif name == "f":
            self.shared_id = attributes.get("si")
        elif name == "rPh":
            self.phonetic = True
        elif name == "col":
            self._hide(attributes)
        elif name == "sheetData":
            self.begun = True
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
            self.end_row()
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

    def begin_row(self, row: int, *, hidden: bool) -> None:
        """A row begins."""
        # Rows out of order or within each other are shown by no spreadsheet: somebody else made the file.
        if self.within or row <= self.row or row > self.ground.archive.limits.last_row:
            raise self.ground.archive.damaged(f"{self.part}, row {row}")
        self.row, self.column, self.within = row, 0, True
        self.cells = {}
        self.hidden_row = hidden

    def end_row(self) -> None:
        """A row ends."""
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
            cell = self.made(*key)
        if self.formula is not None:
            unknown = not raw and attributes.get("t") != "str"
            cell = Cell(None if unknown else cell.value, cell.style, self.formula)
        elif cell.value == "":
            return
        if not 0 < self.column <= self.last_column:
            raise self.ground.archive.damaged(f"{self.part}, {attributes.get('r')}")
        self.cells[self.column] = cell

    def made(self, kind: str | None, style: str | None, raw: str) -> Cell:
        """The cell of a kind and a style that holds something."""
        if len(self.known) >= REMEMBERED:
            self.known.clear()
        shown = self.shown(style)
        cell = self.known[kind, style, raw] = Cell(self.value(kind, shown, raw), shown.style)
        return cell

    def shown(self, style: str | None) -> Format:
        """The format of a number; the first where there is none of it."""
        formats = self.ground.formats
        number = int(style) if style and style.isascii() and style.isdigit() and len(style) < 10 else 0
        return formats[number] if number < len(formats) else formats[0]

    def value(self, kind: str | None, shown: Format, raw: str) -> CellValue:
        """What a cell of a kind and a format holds."""
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
        self.ground.used[number] = 1
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
