"""The bytes of a plain CSV file turned into text, and the text into rows of cells, with nothing assumed silently."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from diaban.basis.finding import Finding, Place, finding

__all__ = [
    "DELIMITERS",
    "MAX_COLUMNS",
    "MAX_LINE",
    "Broken",
    "Record",
    "Text",
    "decode",
    "foreign",
    "records",
    "trimmed",
]

DELIMITERS: Final = (",", ";", "\t")
MAX_COLUMNS: Final = 1_000
MAX_LINE: Final = 1_000_000

# What str.strip() takes away, and the marks without width that come along when a cell is copied from a web page.
_EDGES: Final = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff"
)
_SAMPLE: Final = 4_096
_SIGNATURES: Final = (
    (b"\xd0\xcf\x11\xe0", ".xls / .doc"),
    (b"%PDF", ".pdf"),
    (b"\x1f\x8b", ".gz"),
    (b"Rar!", ".rar"),
    (b"7z\xbc\xaf", ".7z"),
    (b"\x89PNG", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"{\\rtf", ".rtf"),
    (b"SQLite format 3\x00", ".sqlite"),
)
# Many systems export a web page or an XML table under the name .xls or .csv; spreadsheets open it without a word.
_MARKUP: Final = (b"<!doctype", b"<html", b"<?xml", b"<table")


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text with every line end (CRLF, LF, lone CR) written as LF; ``encoding`` as it was found."""

    content: str
    encoding: Literal["utf-8", "utf-16-le", "utf-16-be"]


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a row could not be cut into cells.

    ``open``: the quote opened on ``line`` is not closed, or closes in the middle of a later line's text (``until``).
    ``stray``: text stands behind a quote closed on the line that opened it. ``long``: the line has ``length``
    characters, more than MAX_LINE. ``line`` and ``until`` are lines of the file as a text editor counts them.
    """

    why: Literal["open", "stray", "long"]
    line: int
    until: int
    length: int = 0


class Record(NamedTuple):
    """One row: ``row`` as a spreadsheet counts, ``cells`` as written, ``width`` the number of cells found.

    ``width`` exceeds ``len(cells)`` when a row has more than MAX_COLUMNS cells: the rest is counted, not kept.
    ``settled`` is false below an unclosed quote: where such a row begins and ends is a guess.
    """

    row: int
    cells: list[str]
    width: int
    broken: Broken | None
    settled: bool


def trimmed(raw: str) -> str:
    """The cell without white space, non-breaking and zero-width spaces at its edges, in NFC."""
    text = raw.strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text).strip(_EDGES)


def decode(data: bytes, *, file: str) -> Text | Finding:
    """The text of a file, or the one finding for which it cannot be read.

    UTF-8 with or without a byte order mark; UTF-16 with one, and without one when every second byte of the beginning
    is mostly NUL. Every other encoding is refused: a guess between Windows-1252, 1258 and TCVN3 would read the same
    bytes as different names.
    """
    if kind := foreign(data):
        return finding("csv-not-csv", place=Place(file=file), format=kind)
    encoding = _encoding(data)
    try:
        content = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = _one_line_end(data[: error.start].decode(encoding, errors="ignore"))
        return finding(
            "csv-encoding",
            place=Place(file=file),
            offset=error.start,
            byte=f"0x{data[error.start]:02X}",
            line=str(before.count("\n") + 1),
            encoding=encoding.upper(),
        )
    return Text(_one_line_end(content.lstrip("\ufeff")), encoding)


def records(lines: Sequence[str], delimiter: str) -> Iterator[Record]:
    """Cut lines into rows of cells (RFC 4180): a quoted cell may hold delimiters, line breaks and doubled quotes.

    A quote opens a quoted cell only as the first character of a cell, spaces before it apart; elsewhere in an
    unquoted cell it is a character like any other. Rows of empty cells are counted and left out. A row that cannot be
    cut is ``broken``, and reading goes on with the line below the one where it began, so that one quote does not hide
    the mistakes of the rest.
    """
    index = row = doomed = 0
    nothing = _EDGES + delimiter
    while index < len(lines):
        line = lines[index]
        row += 1
        settled = index >= doomed
        if len(line) > MAX_LINE:
            broken = Broken("long", index + 1, index + 1, len(line))
            yield Record(row, [], 0, broken, settled)
        elif not line.strip(nothing):
            pass
        elif '"' not in line:
            # The line is counted before it is cut: a million delimiters need not become a million cells.
            count = line.count(delimiter) + 1
            yield Record(row, line.split(delimiter) if count <= MAX_COLUMNS else [], count, None, settled)
        else:
            cells, count, end = _quoted(lines, index, delimiter, doomed)
            if isinstance(end, Broken):
                yield Record(row, [], 0, end, settled)
                doomed = max(doomed, end.until)
            else:
                if count > MAX_COLUMNS or any(map(trimmed, cells)):
                    yield Record(row, cells, count, None, settled)
                index = end
        index += 1


def _quoted(lines: Sequence[str], first: int, delimiter: str, doomed: int) -> tuple[list[str], int, int | Broken]:
    """Cells, their count, and the index of the row's last line or what broke it.

    ``doomed``: lines before this index were once entered inside a quote and led to no good end. Inside a quote is the
    only way a row goes on to a next line, so entering one of them again ends as badly: the answer is known without
    looking, and the whole file is read in time proportional to its size.
    """
    cells: list[str] = []
    count, last, pos, line = 0, first, 0, lines[first]
    while True:
        start = pos
        while line.startswith(" ", start):
            start += 1
        if not line.startswith('"', start):
            end = line.find(delimiter, pos)
            cell = line[pos:] if end < 0 else line[pos:end]
        else:
            parts: list[str] = []
            pos, opened = start + 1, last
            while True:
                end = line.find('"', pos)
                if end < 0:
                    parts += (line[pos:], "\n")
                    last += 1
                    if last < doomed or last == len(lines):
                        return [], 0, Broken("open", opened + 1, max(last, doomed))
                    line, pos = lines[last], 0
                elif line.startswith('"', end + 1):
                    parts.append(line[pos : end + 1])
                    pos = end + 2
                else:
                    parts.append(line[pos:end])
                    pos = end + 1
                    break
            cell = "".join(parts)
            end = line.find(delimiter, pos)
            if (line[pos:] if end < 0 else line[pos:end]).strip():
                return [], 0, Broken("open" if last > opened else "stray", opened + 1, last + 1)
        count += 1
        if count <= MAX_COLUMNS:
            cells.append(cell)
        if end < 0:
            return cells, count, last
        pos = end + 1


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _encoding(data: bytes) -> Literal["utf-8", "utf-16-le", "utf-16-be"]:
    # FF FE 00 00 is the mark of UTF-32: left to UTF-8, which refuses its first byte.
    if data.startswith(b"\xff\xfe") and not data.startswith(b"\xff\xfe\x00\x00"):
        return "utf-16-le"
    if data.startswith(b"\xfe\xff"):
        return "utf-16-be"
    sample = data[:_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    # A tenth is let through on the other side: the low byte of U+0300, a combining grave, is NUL as well.
    if odd and odd * 2 >= half and even * 10 <= odd:
        return "utf-16-le"
    if even and even * 2 >= half and odd * 10 <= even:
        return "utf-16-be"
    return "utf-8"


def foreign(data: bytes) -> str | None:
    """The kind of file that the first bytes betray, as a file ending; None when nothing speaks against text."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        endings = ((b"xl/", ".xlsx"), (b"word/", ".docx"), (b"opendocument.spreadsheet", ".ods"))
        return next((ending for part, ending in endings if part in data), ".zip")
    for signature, ending in _SIGNATURES:
        if data.startswith(signature):
            return ending
    if data[:_SAMPLE].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        return ".html / .xml"
    return None
