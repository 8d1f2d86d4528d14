"""One sheet of an .ods workbook: a pass over its XML, row by row; repeated rows and cells are told once in the file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.intake.archive import Archive, xml_parser
from diaban.intake.legacy_font import said_in_runs
from diaban.intake.merged import Merged
from diaban.intake.sheet import PLAIN, Cell, CellError, CellValue, Row, Style

__all__ = ["OdsGround", "OdsSheet"]

CONTENT: Final = "content.xml"
UNSEEN: Final = frozenset(("collapse", "filter"))
LOOSE: Final = 10_000
REMEMBERED: Final = 16_000
PERCENT: Final = Style(percent=True)
ASIDE: Final = frozenset(("office:annotation", "draw:frame", "draw:custom-shape", "table:shapes"))
SPACES: Final = {"text:tab": "\t", "text:line-break": "\n"}
OUTSIDE: Final = ("'file:", "'http:", "'https:", "DDE(", "WEBSERVICE(")


@dataclass(slots=True)
class OdsGround:
    """What the sheets share: fonts of an old table by style. Filled while they are read: ``loose``, rows and cells."""

    archive: Archive
    fonts: Mapping[str, str]
    loose: list[str] = field(default_factory=list)
    rows: dict[int, int] = field(default_factory=dict)
    cells: dict[int, int] = field(default_factory=dict)


class OdsSheet:
    """A sheet of the workbook, as :class:`diaban.intake.sheet.Sheet` says. Its rows may raise RefusedError."""

    def __init__(self, ground: OdsGround, number: int, name: str, *, hidden: bool) -> None:
        self.name, self.hidden = name, hidden
        self.hidden_columns: frozenset[int] = frozenset()
        self._ground, self._number = ground, number

    def rows(self) -> Iterator[Row]:
        """Rows that hold something."""
        archive = self._ground.archive
        reading = _Reading(self._ground, self._number)
        progress = xml_parser(archive, CONTENT)
        progress.parser.StartElementHandler = reading.start
        progress.parser.EndElementHandler = reading.end
        progress.parser.CharacterDataHandler = reading.data
        for chunk in archive.chunks(CONTENT):
            progress.feed(chunk)
            reading.check()
            for row, times in reading.ready:
                for number in range(row.number, row.number + times):
                    reading.count(len(row.cells))
                    yield row if times == 1 else row._replace(number=number)
            reading.ready.clear()
            self.hidden_columns = frozenset(reading.hidden_columns)
            if reading.table > self._number:
                return
        progress.feed(b"", final=True)


class _Reading:
    """The state of a pass: what of the row and the cell at hand is known so far."""

    def __init__(self, ground: OdsGround, wanted: int) -> None:
        self.ready: list[tuple[Row, int]] = []
        self.hidden_columns: set[int] = set()
        self.table = -1
        self._ground, self._wanted = ground, wanted
        self._merged = Merged()
        self._row = self._times = self._columns = self._column = self._depth = 0
        self._hidden = False
        self._cells: dict[int, Cell] = {}
        self._known: dict[tuple[type, CellValue, Style], Cell] = {}
        self._attributes: dict[str, str] = {}
        self._defaults: list[tuple[int, str]] = []
        # Within a cell: runs of its text with their fonts; None outside cells, where texts are loose.
        self._runs: list[tuple[str, str | None]] | None = None
        self._paragraphs = self._aside = self._areas = 0
        self._fonts: list[str | None] = []
        self._text: list[str] = []
        self._held = 0
        ground.rows[wanted] = ground.cells[wanted] = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if name == "table:table":
            self.table += 1
            self._row = 0
        if self.table != self._wanted:
            return
        match name:
            case "table:table-cell" | "table:covered-table-cell" if self._runs is None:
                self._attributes, self._runs, self._paragraphs, self._held = attributes, [], 0, 0
            case "table:table-row":
                self._begin_row(attributes)
            case "table:table-column":
                self._take_columns(attributes)
            case _ if name in ASIDE:
                self._flush()
                self._aside += 1
            case "text:p":
                self._begin_paragraph()
            case "text:span":
                self._flush()
                self._fonts.append(self._ground.fonts.get(attributes.get("text:style-name", "")))
            case "text:s":
                self.data(" " * min(_whole(attributes.get("text:c"), 1), 1_000))
            case _ if name in SPACES:
                self.data(SPACES[name])

    def end(self, name: str) -> None:
        self._depth -= 1
        if self.table != self._wanted:
            return
        match name:
            case "table:table-cell" | "table:covered-table-cell" if not self._aside:
                self._end_cell()
            case "table:table-row":
                self._end_row()
            case _ if name in ASIDE:
                self._flush()
                self._aside -= 1
            case "text:p":
                self._flush()
            case "text:span":
                self._flush()
                if self._fonts:
                    self._fonts.pop()
            case "table:table":
                self.table += 1

    def data(self, piece: str) -> None:
        if self.table == self._wanted:
            self._text.append(piece)
            self._held += len(piece)

    def _flush(self) -> None:
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        if self._aside or self._runs is None:
            if text.strip() and len(self._ground.loose) < LOOSE:
                self._ground.loose.append(text)
        elif self._paragraphs:
            self._runs.append((text, next((font for font in reversed(self._fonts) if font), None)))

    def _begin_paragraph(self) -> None:
        self._flush()
        if not self._aside and self._runs is not None:
            self._paragraphs += 1
            self._runs += [("\n", None)] if self._paragraphs > 1 else []

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._row += max(1, self._times)
        self._times = _whole(attributes.get("table:number-rows-repeated"), 1)
        self._column, self._cells = 0, {}
        self._hidden = attributes.get("table:visibility") in UNSEEN
        if self._row > self._ground.archive.limits.last_row:
            raise self._ground.archive.damaged(f"{CONTENT}, row {self._row}")

    def _end_row(self) -> None:
        if self._row in self._merged.rows:
            self._merged.spread(self._row, self._cells)
        if self._cells:
            self.ready.append((Row(self._row, self._cells, self._hidden), self._times))

    def _take_columns(self, attributes: dict[str, str]) -> None:
        times = _whole(attributes.get("table:number-columns-repeated"), 1)
        first = self._columns + 1
        self._columns += times
        last = min(self._columns, self._ground.archive.limits.columns)
        if attributes.get("table:visibility") in UNSEEN:
            self.hidden_columns.update(range(first, last + 1))
        self._defaults.append((last, attributes.get("table:default-cell-style-name", "")))

    def _end_cell(self) -> None:
        self._flush()
        attributes, runs = self._attributes, self._runs
        self._runs = None
        times = _whole(attributes.get("table:number-columns-repeated"), 1)
        first = self._column + 1
        self._column += times
        cell = self._cell(attributes, runs or [], first)
        if cell is None:
            return
        if self._column > self._ground.archive.limits.columns:
            raise self._ground.archive.damaged(f"{CONTENT}, row {self._row}, column {self._column}")
        self._cells.update(dict.fromkeys(range(first, self._column + 1), cell))
        wide = _whole(attributes.get("table:number-columns-spanned"), 1)
        high = _whole(attributes.get("table:number-rows-spanned"), 1)
        if wide > 1 or high > 1:
            self._areas += self._merged.add(self._row, self._row + high - 1, first, first + wide - 1)

    def _cell(self, attributes: dict[str, str], runs: list[tuple[str, str | None]], column: int) -> Cell | None:
        kind = attributes.get("office:value-type")
        formula = attributes.get("table:formula")
        if kind is None and formula is None:
            return None
        style = attributes.get("table:style-name") or next((own for last, own in self._defaults if column <= last), "")
        font = self._ground.fonts.get(style)
        value = self._value(kind, attributes, runs, font)
        if formula is not None:
            if any(sign in formula for sign in OUTSIDE):
                raise RefusedError(finding("workbook-outside", place=Place(file=self._ground.archive.file)))
            formula = formula[formula.find("=") + 1 :]
        elif value == "":
            return None
        shown = PERCENT if kind == "percentage" else PLAIN if font is None else Style(font)
        return self._plain(value, shown) if formula is None else Cell(value, shown, formula)

    def _plain(self, value: CellValue, shown: Style) -> Cell:
        """One object for all cells that look alike: at the limits a text for each row would weigh as much as the file.
        True is no 1, and 1.0 no 1."""
        key = (value.__class__, value, shown)
        cell = self._known.get(key)
        if cell is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            cell = self._known[key] = Cell(value, shown)
        return cell

    def _value(
        self, kind: str | None, attributes: dict[str, str], runs: list[tuple[str, str | None]], font: str | None
    ) -> CellValue:
        match kind:
            case "float" | "percentage" | "currency":
                return _number(attributes.get("office:value", ""))
            case "date":
                try:
                    return date.fromisoformat(attributes.get("office:date-value", "")[:10])
                except ValueError:
                    return attributes.get("office:date-value", "")
            case "boolean":
                return attributes.get("office:boolean-value") == "true"
            case None:
                return None
        text = "".join([piece for piece, _ in runs])
        if attributes.get("calcext:value-type") == "error":
            return CellError(text or "#")
        if kind == "string" and not text:
            return attributes.get("office:string-value", "")
        # Where parts have fonts of their own each is read in its own, and nothing is left for the font of the cell.
        return said_in_runs(runs, font) if any(own for _, own in runs) else text

    def count(self, cells: int) -> None:
        """One row more that is handed on."""
        ground, limits = self._ground, self._ground.archive.limits
        ground.rows[self._wanted] += 1
        ground.cells[self._wanted] += cells
        place = Place(file=ground.archive.file)
        if (rows := sum(ground.rows.values())) > limits.rows:
            raise RefusedError(finding("workbook-too-many-rows", place=place, count=rows, limit=limits.rows))
        if sum(ground.cells.values()) > limits.cells:
            raise RefusedError(finding("workbook-too-many-cells", place=place, limit=limits.cells))

    def check(self) -> None:
        """After each piece of the file: whether the limits are kept."""
        archive = self._ground.archive
        if self._depth > archive.limits.depth or self._held > archive.limits.token or len(self._cells) > 40_000:
            raise archive.damaged(CONTENT)
        if self._areas > archive.limits.rows:
            place = Place(file=archive.file)
            raise RefusedError(finding("workbook-too-many-cells", place=place, limit=archive.limits.cells))


def _whole(text: str | None, otherwise: int) -> int:
    """A count of the file; 1 at least, and no more than a sheet can have."""
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 7:
        return otherwise
    return max(1, int(text))


def _number(text: str) -> CellValue:
    if text.isascii() and text.isdigit() and len(text) <= 15:
        return int(text)
    try:
        value = float(text)
    except ValueError:
        return text
    return value if isfinite(value) else text
