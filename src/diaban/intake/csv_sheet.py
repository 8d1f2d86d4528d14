"""A plain text file (CSV) as a sheet: encoding and the sign between cells are found, rows keep their numbers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, overload

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.intake.csv_cell import shown
from diaban.intake.csv_letters import Letters, letters_of, lost_words
from diaban.intake.csv_text import DELIMITERS, MAX_LINE, Text, decode, records
from diaban.intake.limits import Limits
from diaban.intake.sheet import PLAIN, Cell, Row, Style

__all__ = ["CsvBook"]

SAMPLE: Final = 40
"""Rows from which the sign between cells is told."""
REMEMBERED: Final = 16_000
SHOWN: Final = 4
"""Words of which a message gives an example."""


class CsvBook:
    """The one sheet of a text file. Raises RefusedError: what :func:`decode` refuses, and files that cannot be cut.

    ``findings``: how it was read, if not as UTF-8.
    """

    epoch_1904 = False

    def __init__(self, data: bytes, *, file: str, limits: Limits) -> None:
        place = Place(file=file)
        text = _decoded(data, file)
        self.findings: tuple[Finding, ...] = ()
        font = None
        if isinstance(text, Letters):
            self.findings = (_told(text, place),)
            content, font = text.text.replace("\r\n", "\n").replace("\r", "\n"), text.font
        else:
            content = text.content
            if text.encoding != "utf-8":
                encoding = text.encoding.upper()
                self.findings = (finding("csv-utf-16", place=place, severity=Severity.NOTE, encoding=encoding),)
        _whole(content, file)
        content = content.removesuffix("\n")
        if not content.strip("\n \t,;"):
            raise RefusedError(finding("csv-empty", place=place, size=len(data)))
        # Counted before the text is cut: a file of line ends alone would become a list far larger than itself.
        if (count := content.count("\n")) > limits.last_row:
            raise RefusedError(finding("workbook-too-many-rows", place=place, count=count, limit=limits.rows))
        lines = _Lines(content)
        self.sheets = (CsvSheet(lines, delimiter_of(lines), file=file, limits=limits, font=font),)

    def loose(self) -> Iterator[tuple[str, str]]:
        """A text file says nothing beside its cells."""
        yield from ()


class _Lines(Sequence[str]):
    """Lines of a text, kept as UTF-8: half the weight of letters that each take two bytes."""

    def __init__(self, content: str) -> None:
        self._lines = content.encode().split(b"\n")

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        return [line.decode() for line in self._lines[at]] if isinstance(at, slice) else self._lines[at].decode()


class _Seen(dict[str, Cell]):
    """Cells by their texts: most of a sheet look like another, and one stands for all of them."""

    def __init__(self, style: Style) -> None:
        self._style = style

    def __missing__(self, text: str) -> Cell:
        if len(self) >= REMEMBERED:
            self.clear()
        cell = self[text] = Cell(text, self._style)
        return cell


class CsvSheet:
    """Rows of a text file; see :class:`diaban.intake.sheet.Sheet`. Its name is empty: findings name the file."""

    name = ""
    hidden = False
    hidden_columns: frozenset[int] = frozenset()

    def __init__(
        self, lines: Sequence[str], delimiter: str, *, file: str, limits: Limits, font: str | None = None
    ) -> None:
        self._style = Style(font) if font else PLAIN
        self._lines, self._delimiter, self._limits = lines, delimiter, limits
        self._place = Place(file=file)

    def rows(self) -> Iterator[Row]:
        """Rows that hold something. RefusedError with every row that cannot be cut into cells."""
        broken: list[Finding] = []
        count = cells = 0
        seen = _Seen(self._style)
        for record in records(self._lines, self._delimiter):
            if record.broken is not None:
                place = Place(file=self._place.file, row=record.row)
                match record.broken.why:
                    case "open":
                        line, until = str(record.broken.line), str(record.broken.until)
                        broken.append(finding("csv-quote-open", place=place, line=line, until=until))
                    case "stray":
                        broken.append(finding("csv-quote-stray", place=place, line=str(record.broken.line)))
                    case "long":
                        broken.append(
                            finding("csv-line-long", place=place, length=record.broken.length, limit=MAX_LINE)
                        )
                continue
            count, cells = count + 1, cells + record.width
            self._check(count, cells, record.width, len(record.cells), record.row)
            if not broken:
                held = {at: seen[text] for at, text in enumerate(record.cells, 1) if text}
                yield Row(record.row, held)
        if broken:
            raise RefusedError(*broken[: self._limits.sheets])

    def _check(self, rows: int, cells: int, width: int, kept: int, row: int) -> None:
        limits = self._limits
        if rows > limits.rows:
            raise RefusedError(finding("workbook-too-many-rows", place=self._place, count=rows, limit=limits.rows))
        if cells > limits.cells:
            raise RefusedError(finding("workbook-too-many-cells", place=self._place, limit=limits.cells))
        if width > kept:
            place = Place(file=self._place.file, row=row)
            raise RefusedError(finding("csv-too-many-columns", place=place, count=width, limit=kept or limits.columns))


def _decoded(data: bytes, file: str) -> Text | Letters:
    """The text as UTF-8 or UTF-16; else in the one table of eight bits in which its words are Vietnamese."""
    text = decode(data, file=file)
    if isinstance(text, Text):
        return text
    letters = letters_of(data) if text.code == "csv-encoding" else None
    if letters is None:
        if text.code == "csv-encoding":
            _whole(data.decode("latin-1"), file)
        raise RefusedError(text)
    return letters


def _told(letters: Letters, place: Place) -> Finding:
    """The note on how a text was read."""
    match letters.table:
        case "windows-1258":
            return finding("csv-windows-1258", place=place, severity=Severity.NOTE)
        case "tcvn3":
            return finding("csv-tcvn3", place=place, severity=Severity.NOTE)
        case "vni":
            return finding("csv-vni", place=place, severity=Severity.NOTE)


def _whole(content: str, file: str) -> None:
    """RefusedError where letters were lost before the file came."""
    if lost := lost_words(content):
        words = shown(", ".join(lost[:SHOWN]))
        raise RefusedError(finding("csv-letters-lost", place=Place(file=file), count=len(lost), found=words))


def delimiter_of(lines: Sequence[str]) -> str:
    """The sign under which most of the first rows have one number of cells, more than one; then the more cells."""

    def regular(delimiter: str) -> tuple[int, int]:
        widths = Counter[int]()
        for record in records(lines[: SAMPLE * 4], delimiter):
            widths[record.width] += record.width > 1
            if widths.total() >= SAMPLE:
                break
        width, rows = max(widths.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
        return rows * (width > 1), width

    return max(DELIMITERS, key=regular)
