"""The one reader of plain CSV files: a file against its table, into checked lines and every mistake at once.

Rules (DESIGN "Findings and errors"):

- A mistake is a finding, never an exception. A finding about the whole file leaves no lines; a faulty row leaves a
  finding and no line; the other lines stand, and the caller decides what they are worth.
- Rows are counted as a spreadsheet counts them, from 1 with the heading and blank rows included. A line break inside
  quotes does not begin a new row, so below such a cell a text editor counts higher; findings about quotes and
  encodings, which only an editor can show, name the editor's line as well.
- The delimiter is comma, semicolon or tab: the one under which the heading shows most of the table's columns.
- Numbers are never guessed: an optional minus, digits, and for decimals an optional point and digits. Between
  semicolons or tabs 1.234 is refused, because such files come from places where the point parts thousands.
"""

import errno
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from types import MappingProxyType
from typing import BinaryIO, Final, TypeVar

from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.intake.csv_cell import Column, Kind, Value, fold, read_cell, shown
from diaban.intake.csv_text import DELIMITERS, MAX_COLUMNS, MAX_LINE, Record, decode, records, trimmed

__all__ = ["Column", "Kind", "Line", "Reading", "Table", "Value", "cells_of", "read", "read_bytes", "read_stream"]

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_ROWS: Final = 1_000_000
MAX_FINDINGS: Final = 1_000

_CHUNK: Final = 1024 * 1024
_Wanted = TypeVar("_Wanted", bound=Value)


@dataclass(frozen=True, slots=True)
class Table:
    """What a file must look like: its columns in any order, and the columns whose values together occur once.

    ``strict``: a column that the table does not know is an error; otherwise it is a warning and is not read.
    Raises ValueError for a table without columns, with two columns of one name, or with an unknown ``unique``.
    """

    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ("code",)
    strict: bool = False

    def __post_init__(self) -> None:
        names = {column.name for column in self.columns}
        if not names or len({fold(name) for name in names}) != len(self.columns):
            raise ValueError("a table needs columns, each with a name of its own")
        if not names.issuperset(self.unique):
            raise ValueError(f"unique names no column of the table: {sorted(set(self.unique) - names)}")


@dataclass(frozen=True, slots=True)
class Line:
    """One checked row: ``row`` as a spreadsheet counts, ``values`` by column name, ``None`` for an empty cell."""

    row: int
    values: Mapping[str, Value | None]

    def get(self, name: str, kind: type[_Wanted]) -> _Wanted:
        """A value that must be there, with its type: ``line.get("code", str)``. Raises TypeError for another type."""
        value = self.values[name]
        if not isinstance(value, kind):
            raise TypeError(f"column {name} holds {type(value).__name__}, not {kind.__name__}")
        return value


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file said. ``sha256`` (hexadecimal) and ``size`` are of its bytes; an unread file has no checksum ("")."""

    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    sha256: str
    size: int

    @property
    def sound(self) -> bool:
        """Whether nothing was found that is an error."""
        return all(found.severity is not Severity.ERROR for found in self.findings)


def read(
    path: Path, table: Table, *, max_bytes: int = MAX_BYTES, max_rows: int = MAX_ROWS, max_findings: int = MAX_FINDINGS
) -> Reading:
    """Read a file. Never raises for what the file is or holds; what cannot be opened is a finding too.

    ``max_rows`` limits the lines below the heading, blank and wrapped ones included. A regular file larger than
    ``max_bytes`` is refused unopened; of anything else (a pipe) at most ``max_bytes`` + 1 are taken. At most
    ``max_findings`` findings are kept; one more then counts the rest.
    """
    # A path from the command line may hold bytes that are no text; the finding must still print.
    file = str(path).encode(errors="surrogateescape").decode(errors="replace")
    place = Place(file=file)
    try:
        status = path.stat()
        if S_ISDIR(status.st_mode):
            return _unread(finding("csv-directory", place=place))
        if S_ISREG(status.st_mode) and status.st_size > max_bytes:
            return _unread(finding("csv-too-large", place=place, size=status.st_size, limit=max_bytes), status.st_size)
        stream = path.open("rb")
    except (FileNotFoundError, NotADirectoryError, ValueError):
        # ValueError: the path holds a NUL, so that no file can have this name.
        return _unread(finding("csv-missing", place=place))
    except PermissionError:
        return _unread(finding("csv-no-permission", place=place))
    except OSError as error:
        return _unread(_unreadable(place, error))
    with stream:
        return read_stream(stream, table, name=file, max_bytes=max_bytes, max_rows=max_rows, max_findings=max_findings)


def read_stream(
    stream: BinaryIO,
    table: Table,
    *,
    name: str,
    max_bytes: int = MAX_BYTES,
    max_rows: int = MAX_ROWS,
    max_findings: int = MAX_FINDINGS,
) -> Reading:
    """Read an open binary stream, such as standard input, to its end or one byte past ``max_bytes``; as ``read``.

    ``name`` stands for the file in the findings.
    """
    chunks: list[bytes] = []
    size = 0
    try:
        while size <= max_bytes and (chunk := stream.read(min(_CHUNK, max_bytes + 1 - size))):
            chunks.append(chunk)
            size += len(chunk)
    except OSError as error:
        return _unread(_unreadable(Place(file=name), error), size)
    data = b"".join(chunks)
    return read_bytes(data, table, name=name, max_bytes=max_bytes, max_rows=max_rows, max_findings=max_findings)


def read_bytes(
    data: bytes,
    table: Table,
    *,
    name: str,
    max_bytes: int = MAX_BYTES,
    max_rows: int = MAX_ROWS,
    max_findings: int = MAX_FINDINGS,
) -> Reading:
    """Read the bytes of a file; as ``read``."""
    if len(data) > max_bytes:
        return _unread(finding("csv-too-large", place=Place(file=name), size=len(data), limit=max_bytes), len(data))
    notes = _Notes(name, max_findings)
    lines = tuple(_lines(data, table, notes, max_rows))
    return Reading(() if notes.stopped else lines, notes.all(), sha256(data).hexdigest(), len(data))


def cells_of(data: bytes, table: Table, rows: Collection[int]) -> dict[int, list[str]]:
    """The cells of some rows as they were written, by row: to show a faulty row beside what was found of it.

    A row that cannot be cut into cells has none; bytes that are no text have no rows.
    """
    text = decode(data, file="")
    if isinstance(text, Finding):
        return {}
    lines = text.content.removesuffix("\n").split("\n")
    there = records(lines, _delimiter(lines, table))
    return {one.row: [trimmed(cell) for cell in one.cells] for one in there if one.row in rows}


class _Notes:
    """Findings as they come; ``stopped`` once one concerns the whole file."""

    def __init__(self, file: str, limit: int) -> None:
        self.file = file
        self.stopped = False
        self._kept: list[Finding] = []
        self._limit = limit
        self._more = 0

    def add(self, *found: Finding) -> None:
        room = max(0, self._limit - len(self._kept))
        self._kept += found[:room]
        self._more += len(found[room:])

    def stop(self, *found: Finding) -> None:
        self.add(*found)
        self.stopped = True

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        return Place(file=self.file, row=row, column=column)

    def all(self) -> tuple[Finding, ...]:
        if not self._more:
            return tuple(self._kept)
        return (*self._kept, finding("csv-more-findings", place=self.place(), count=self._more, kept=len(self._kept)))


@dataclass(frozen=True, slots=True)
class _Heading:
    """Where the columns stand: ``at`` by position, ``width`` in cells without the empty ones at the end."""

    at: Mapping[int, Column]
    width: int


def _lines(data: bytes, table: Table, notes: _Notes, max_rows: int) -> Iterator[Line]:
    text = decode(data, file=notes.file)
    if isinstance(text, Finding):
        notes.stop(text)
        return
    if text.encoding != "utf-8":
        place = notes.place()
        notes.add(finding("csv-utf-16", place=place, severity=Severity.NOTE, encoding=text.encoding.upper()))
    content = text.content.removesuffix("\n")
    count = content.count("\n")
    # Counted before the text is cut: a file of line ends alone would become a list far larger than itself.
    if count > max_rows:
        notes.stop(finding("csv-too-many-rows", place=notes.place(), count=count, limit=max_rows))
        return
    lines = content.split("\n")
    delimiter = _delimiter(lines, table)
    rows = records(lines, delimiter)
    first = next(rows, None)
    if first is None:
        notes.stop(finding("csv-empty", place=notes.place(), size=len(data)))
        return
    heading = _heading(first, table, notes)
    if heading is not None:
        yield from _body(rows, heading, table, delimiter, notes)


def _delimiter(lines: Sequence[str], table: Table) -> str:
    return max(DELIMITERS, key=lambda each: _likeness(lines, each, table))


def _likeness(lines: Sequence[str], delimiter: str, table: Table) -> tuple[int, int]:
    """How much of the table the heading shows under a delimiter: columns known, then cells."""
    first = next(records(lines, delimiter), None)
    if first is None:
        # Blank under this delimiter: so it is, unless another one shows a heading that is known.
        return 0, MAX_LINE
    return len({fold(cell) for cell in first.cells} & {fold(column.name) for column in table.columns}), first.width


def _heading(first: Record, table: Table, notes: _Notes) -> _Heading | None:
    """Match the heading; None when it is of no use. Faults stop the file, yet what is known of it is still checked."""
    if first.broken is not None:
        notes.stop(_broken(first, notes))
        return None
    if first.width > MAX_COLUMNS:
        notes.stop(finding("csv-too-many-columns", place=notes.place(first.row), count=first.width, limit=MAX_COLUMNS))
        return None
    cells = [trimmed(cell) for cell in first.cells]
    while not cells[-1]:
        cells.pop()
    known = {fold(column.name): column for column in table.columns}
    at: dict[int, Column] = {}
    seen: dict[str, int] = {}
    stranger = Severity.ERROR if table.strict else Severity.WARNING
    strangers: list[Finding] = []
    for position, cell in enumerate(cells):
        column = known.get(fold(cell))
        if column is not None and column.name not in seen:
            at[position] = column
            seen[column.name] = position
        elif column is not None:
            place = notes.place(first.row, column.name)
            notes.stop(
                finding("csv-column-repeated", place=place, first=str(seen[column.name] + 1), again=str(position + 1))
            )
        elif cell:
            place = notes.place(first.row, shown(cell))
            strangers.append(finding("csv-column-unknown", place=place, severity=stranger, found=shown(cell)))
        else:
            place = notes.place(first.row)
            number = str(position + 1)
            strangers.append(finding("csv-column-unnamed", place=place, severity=stranger, position=number))
    found = shown(", ".join(cell for cell in cells if cell))
    for column in table.columns:
        # A heading that shows no column at all is a title or another file, even if no column is compulsory.
        if not at or (column.required and column.name not in seen):
            place = notes.place(first.row, column.name)
            notes.stop(finding("csv-column-missing", place=place, name=column.name, found=found))
    if table.strict and strangers:
        notes.stop()
    notes.add(*strangers)
    return _Heading(at, len(cells)) if at else None


def _body(rows: Iterator[Record], heading: _Heading, table: Table, delimiter: str, notes: _Notes) -> Iterator[Line]:
    columns = tuple((position, column, column.name) for position, column in heading.at.items())
    key = table.unique if {name for _, _, name in columns}.issuperset(table.unique) else ()
    # A key that is empty throughout names nothing that could be repeated.
    no_key: tuple[Value | None, ...] = (None,) * len(key)
    firsts: dict[tuple[Value | None, ...], Line] = {}
    nothing: dict[str, Value | None] = dict.fromkeys(column.name for column in table.columns)
    record = None
    for record in rows:
        cells = record.cells if record.width == heading.width else _fitted(record, heading.width, notes)
        if cells is None:
            continue
        values = nothing.copy()
        faulty: list[str] = []
        for position, column, name in columns:
            value = read_cell(column, cells[position], delimiter)
            if isinstance(value, Finding):
                faulty.append(name)
                # Kept for comparing repeated rows only: a faulty row is not yielded.
                values[name] = trimmed(cells[position])
                notes.add(replace(value, place=notes.place(record.row, name)))
            else:
                values[name] = value
        line = Line(record.row, MappingProxyType(values))
        own = tuple([values[name] for name in key])
        if own != no_key and not (faulty and any(name in faulty for name in key)):
            first = firsts.setdefault(own, line)
            if first is not line:
                notes.add(_repeated(line, first, key, notes))
                continue
        if not faulty and record.settled:
            yield line
    if record is None:
        notes.stop(finding("csv-no-rows", place=notes.place()))


def _fitted(record: Record, width: int, notes: _Notes) -> list[str] | None:
    """The row's cells when those beyond the heading's ``width`` are empty; else None, after noting the reason."""
    if record.broken is not None:
        notes.add(_broken(record, notes))
    elif record.width > MAX_COLUMNS or any(map(trimmed, record.cells[width:])):
        notes.add(finding("csv-cells-many", place=notes.place(record.row), count=record.width, width=width))
    elif record.width < width:
        notes.add(finding("csv-cells-few", place=notes.place(record.row), count=record.width, width=width))
    else:
        return record.cells[:width]
    return None


def _broken(record: Record, notes: _Notes) -> Finding:
    broken, place = record.broken, notes.place(record.row)
    if broken is None:
        raise ValueError(f"row {record.row} is not broken")
    match broken.why:
        case "open":
            return finding("csv-quote-open", place=place, line=str(broken.line), until=str(broken.until))
        case "stray":
            return finding("csv-quote-stray", place=place, line=str(broken.line))
        case "long":
            return finding("csv-line-long", place=place, length=broken.length, limit=MAX_LINE)


def _repeated(line: Line, first: Line, key: tuple[str, ...], notes: _Notes) -> Finding:
    place = notes.place(line.row, key[0] if len(key) == 1 else None)
    parts = [line.values[name] for name in key]
    own = " + ".join("" if part is None else shown(str(part)) for part in parts)
    differing = [name for name, value in line.values.items() if value != first.values[name]]
    if not differing:
        return finding("csv-row-repeated", place=place, key=own, first=str(first.row))
    return finding("csv-row-contradicts", place=place, key=own, first=str(first.row), differing=differing)


def _unreadable(place: Place, error: OSError) -> Finding:
    reason = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return finding("csv-unreadable", place=place, reason=reason)


def _unread(found: Finding, size: int = 0) -> Reading:
    return Reading((), (found,), "", size)
