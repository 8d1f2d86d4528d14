"""A text file of forms made readable as one: UTF-8 is read where it lies, anything else line by line.

A file that several offices wrote into holds several encodings. A line that is no UTF-8 is Windows-1258 where that makes
Vietnamese words, and else keeps its bytes as letters of Latin-1, from which legacy fonts (TCVN3, VNI) are told later.
"""

import codecs
import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final, Protocol

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.basis.mojibake import SEPARATORS, is_readable
from diaban.quality.field import NEEDED, field_of_heading

__all__ = ["Readable", "heading_row", "numbering_row", "readable"]

CHUNK: Final = 4 * 1024**2
DELIMITERS: Final = (",", ";", "\t", "|")
ABOVE: Final = 15
"""Lines above the headings: a title, a unit, a day."""
HEAD: Final = 256 * 1024
LONGEST: Final = 64 * 1024**2
"""Bytes without a line end from which a file is no text of forms; to Python, one of an old Macintosh has none."""
UTF16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class Writable(Protocol):
    """What takes bytes."""

    def write(self, data: bytes, /) -> int:
        """Write them."""
        ...


@dataclass(frozen=True, slots=True)
class Readable:
    """A file that is plain UTF-8 now: where, how many rows to leave out, cut by what, its headings.

    ``line_end``: what ends its rows, None to let the engine find out: it looks at the first line end, which may stand
    within a heading.
    """

    path: Path
    skip: int
    delimiter: str
    headings: tuple[str, ...]
    sheet: str | None = None
    line_end: str | None = None


def readable(path: Path, spill: Path, findings: list[Finding]) -> Readable:
    """The file itself if it is UTF-8, else a copy of it in ``spill``. RefusedError ``forms-no-heading``."""
    with path.open("rb") as stream:
        start = stream.read(4)
    wide = next((name for mark, name in UTF16.items() if start.startswith(mark)), None)
    if wide is None and _is_plain(path):
        return _headed(path, path.name)
    with NamedTemporaryFile(dir=spill, suffix=".csv", delete=False) as copy:
        kinds = _copy_wide(path, copy, wide) if wide else _copy_lines(path, copy)
    told = {kind: kinds[kind] for kind in ("utf-8", "windows-1258", "latin-1", "utf-16", "nul")}
    findings.append(
        finding(
            "forms-encoding",
            place=Place(file=path.name),
            severity=Severity.NOTE,
            utf8=told["utf-8"],
            windows=told["windows-1258"],
            legacy=told["latin-1"],
            wide=told["utf-16"],
            nul=told["nul"],
        )
    )
    return _headed(Path(copy.name), path.name)


def _is_plain(path: Path) -> bool:
    """Whether it is UTF-8 throughout, with line ends and without NUL."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    first = True
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if b"\0" in chunk or (first and b"\n" not in chunk and b"\r" in chunk):
                return False
            first = False
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _copy_wide(path: Path, out: Writable, encoding: str) -> Counter[str]:
    kinds = Counter[str]()
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        stream.read(1)
        while text := stream.read(CHUNK):
            kinds["utf-16"] += text.count("\n")
            out.write(text.replace("\0", "").encode("utf-8"))
    return kinds


def _copy_lines(path: Path, out: Writable) -> Counter[str]:
    kinds = Counter[str]()
    for line in _lines(path):
        plain = line.replace(b"\0", b"") if b"\0" in line else line
        kinds["nul"] += plain is not line
        text, kind = _decoded(plain)
        kinds[kind] += 1
        out.write(text.encode("utf-8") + b"\n")
    return kinds


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while line := stream.readline(LONGEST):
            if len(line) == LONGEST:
                # Holes of a copy that broke off, or no text at all: gigabytes without a line end.
                raise RefusedError(finding("forms-unreadable", place=Place(file=path.name), reason=f"> {LONGEST} B"))
            # Line ends of an old Macintosh: a whole file is one line to Python.
            yield from line.rstrip(b"\r\n").split(b"\r") if b"\r" in line.rstrip(b"\r\n") else (line.rstrip(b"\r\n"),)


def _decoded(line: bytes) -> tuple[str, str]:
    try:
        return line.removeprefix(codecs.BOM_UTF8).decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        text = unicodedata.normalize("NFC", line.decode("cp1258"))
    except UnicodeDecodeError:
        return line.decode("latin-1"), "latin-1"
    words = [word for word in SEPARATORS.split(text) if not word.isascii()]
    if words and all(map(is_readable, words)):
        return text, "windows-1258"
    return line.decode("latin-1"), "latin-1"


def _headed(path: Path, name: str) -> Readable:
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    text = head.decode("utf-8", errors="ignore").removeprefix("\ufeff")
    rows = [row for sign in DELIMITERS for row in (*_by_line(text, sign), *_by_quotes(text, sign))]
    # Of two readings that find as many fields the plain one, line by line.
    best = max(rows, key=lambda row: sum(field_of_heading(cell) is not None for cell in row.cells), default=None)
    if best is None or not heading_row(best.cells):
        raise RefusedError(finding("forms-no-heading", place=Place(file=name), needed=", ".join(NEEDED)))
    after = best.end + 1 if numbering_row(best.following) else best.end
    return Readable(path, after, best.delimiter, tuple(best.cells), line_end=best.line_end)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that may be one of headings: its cells, those of the row after it, how many rows it ends after."""

    delimiter: str
    cells: list[str]
    following: list[str]
    end: int
    line_end: str | None = None


def _by_line(text: str, sign: str) -> list[_Row]:
    lines = [_cells(line, sign) for line in text.splitlines()[: ABOVE + 1]]
    return [_Row(sign, cells, after, at) for at, (cells, after) in enumerate(pairwise([*lines, []]), 1)][:ABOVE]


def _by_quotes(text: str, sign: str) -> list[_Row]:
    """Rows whose quoted cells hold line ends, as headings that were broken in a spreadsheet do."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=sign)
    rows: list[tuple[list[str], str]] = []
    try:
        for _, row in zip(range(ABOVE + 1), reader, strict=False):
            rows.append((row, "\\r\\n" if lines[reader.line_num - 1].endswith("\r\n") else "\\n"))
    except csv.Error:
        return []
    # The engine, too, leaves out rows and not lines.
    pairs = enumerate(pairwise([*rows, ([], "")]), 1)
    return [_Row(sign, cells, after, at, line_end) for at, ((cells, line_end), (after, _)) in pairs][:ABOVE]


def numbering_row(cells: Sequence[str]) -> bool:
    """Whether a row below the headings only numbers the columns: 1, 2, 3 or (1), (2), (3)."""
    held = [cell.strip().strip("()[]") for cell in cells if cell.strip()]
    numbers = [int(cell) for cell in held if cell.isascii() and cell.isdecimal() and len(cell) < 3]
    return len(held) == len(numbers) > 1 and all(other == one + 1 for one, other in pairwise(numbers))


def heading_row(cells: Sequence[str]) -> bool:
    """Whether a row is one of headings: two fields of the form at least, or all that must be there."""
    return len({name for cell in cells if (name := field_of_heading(cell)) is not None}) >= len(NEEDED)


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(line), delimiter=delimiter), [])
    except csv.Error:
        return []
