"""Opens what was sent as a table, whatever it is: .xlsx, .xls, .ods, .csv or .json by its bytes; else it is refused.

Nothing here raises for what the bytes are. A file whose ending says another thing than its bytes is refused: a
spreadsheet would warn of it, and who sent it did not see that warning.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal, Protocol

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, finding
from diaban.intake.archive import Archive
from diaban.intake.csv_sheet import CsvBook
from diaban.intake.csv_text import foreign
from diaban.intake.json_document import BOM, JsonBook
from diaban.intake.limits import LIMITS, Limits
from diaban.intake.ods import OdsBook
from diaban.intake.sheet import Sheet
from diaban.intake.xls import XlsBook
from diaban.intake.xlsx import XlsxBook

__all__ = ["Format", "Opened", "open_workbook"]

Format = Literal["xlsx", "xls", "ods", "csv", "json", ""]
ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
BINARY: Final = b"xl/workbook.bin"
DIRECTORY: Final = 1024 * 1024
SPREADSHEET: Final = b"application/vnd.oasis.opendocument.spreadsheet"
ENDINGS: Final[dict[Format, tuple[str, ...]]] = {
    "xlsx": ("xlsx",),
    "xls": ("xls",),
    "ods": ("ods",),
    "csv": ("csv", "txt", "tsv"),
    "json": ("json",),
}


class _Book(Protocol):
    @property
    def sheets(self) -> tuple[Sheet, ...]: ...
    @property
    def epoch_1904(self) -> bool: ...
    @property
    def findings(self) -> tuple[Finding, ...]: ...
    def loose(self) -> Iterator[tuple[str, str]]: ...


@dataclass(frozen=True, slots=True)
class Opened:
    """A file with its sheets, or with the findings for which it has none. ``sha256`` (hexadecimal) is of its bytes.

    Going through the rows of a sheet may raise RefusedError: what is wrong with a file may stand at its end.
    """

    file: str
    size: int
    sha256: str
    format: Format = ""
    sheets: tuple[Sheet, ...] = ()
    findings: tuple[Finding, ...] = ()
    book: _Book | None = None

    @property
    def epoch_1904(self) -> bool:
        """Whether its days are counted from 1904."""
        return self.book is not None and self.book.epoch_1904

    def told(self) -> tuple[Finding, ...]:
        """How it was read, once every sheet has been gone through: its encoding, what its format does not tell."""
        return () if self.book is None else self.book.findings

    def loose(self) -> Iterator[tuple[str, str]]:
        """Texts outside cells with where they stand, once every sheet has been gone through; may raise RefusedError."""
        if self.book is not None:
            yield from self.book.loose()


def open_workbook(data: bytes, *, name: str, limits: Limits = LIMITS) -> Opened:
    """Open a file by its bytes; ``name`` is what it is called, with its ending."""
    size = len(data)
    if size > limits.size:
        found = finding("workbook-too-large", place=Place(file=name), size=size, limit=limits.size)
        return Opened(name, size, "", findings=(found,))
    checksum = sha256(data).hexdigest()
    try:
        format_ = format_of(data, name)
        book = _book(data, format_, name, limits)
    except RefusedError as refused:
        return Opened(name, size, checksum, findings=refused.findings)
    return Opened(name, size, checksum, format_, book.sheets, (), book)


def _book(data: bytes, format_: Format, name: str, limits: Limits) -> XlsxBook | XlsBook | OdsBook | CsvBook | JsonBook:
    match format_:
        case "xlsx":
            return XlsxBook(Archive(data, file=name, limits=limits))
        case "xls":
            return XlsBook(data, file=name, limits=limits)
        case "ods":
            return OdsBook(Archive(data, file=name, limits=limits))
        case "json":
            return JsonBook(data, file=name, limits=limits)
        case _:
            return CsvBook(data, file=name, limits=limits)


def format_of(data: bytes, name: str) -> Format:
    """What the bytes are. RefusedError for what is none of the formats, or has the ending of another.

    Findings: ``workbook-empty``, ``workbook-encrypted``, ``workbook-kind``, ``workbook-binary``, ``workbook-ending``.
    """
    place = Place(file=name)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if not data.strip(b"\0 \r\n\t"):
        raise RefusedError(finding("workbook-empty", place=place))
    if data.startswith(OLE):
        if ENCRYPTED in data:
            raise RefusedError(finding("workbook-encrypted", place=place))
        found: Format = "xls"
    elif data.startswith(ZIP):
        found = "ods" if SPREADSHEET in data[:200] else "xlsx"
        if found == "xlsx" and b"xl/" not in data and b"XL/" not in data:
            raise RefusedError(finding("workbook-kind", place=place, format=foreign(data)))
        # An .xlsb lists its parts by name; that its ending is another than .xlsx is the lesser news.
        if found == "xlsx" and BINARY in data[-DIRECTORY:].lower():
            raise RefusedError(finding("workbook-binary", place=place))
    elif ending == "json" or (not ending and data.removeprefix(BOM).lstrip().startswith(b"{")):
        found = "json"
    elif kind := foreign(data):
        raise RefusedError(finding("workbook-kind", place=place, format=kind))
    else:
        found = "csv"
    if ending and ending not in ENDINGS[found]:
        raise RefusedError(finding("workbook-ending", place=place, ending=f".{ending}", format=f".{found}"))
    return found
