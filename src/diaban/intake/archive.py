"""The zip archive inside .xlsx and .ods: parts unpacked piece by piece, within limits, whatever it says of itself."""

import codecs
import struct
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Final
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.intake.limits import Limits

__all__ = ["Archive", "Progress", "xml_parser"]

CHUNK: Final = 64 * 1024
SMALL: Final = 16 * 1024
ENCRYPTED: Final = 0x1
LOCAL: Final = struct.Struct("<4s2xHH16x2H")
"""What stands before a part: its signature, flags and method, lengths of its name and of what is added to that."""
UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What zipfile raises for archives that are cut, bent or made by hand.
BROKEN: Final = (
    BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    OverflowError,
    IndexError,
)


class Archive:
    """The parts of an archive by name. Every method raises RefusedError for what the bytes are.

    Findings: ``workbook-damaged``, ``workbook-encrypted``, ``workbook-bomb``.
    """

    def __init__(self, data: bytes, *, file: str, limits: Limits) -> None:
        self.file, self.limits = file, limits
        self._data, self._size = data, len(data)
        self._unpacked: dict[str, int] = {}
        self._small: dict[str, bytes | None] = {}
        try:
            self._zip = ZipFile(BytesIO(data))
            members = [each for each in self._zip.infolist() if not each.is_dir()]
        except BROKEN as error:
            raise self.damaged("zip") from error
        if len(members) > limits.parts:
            raise self.damaged("parts")
        if any(each.flag_bits & ENCRYPTED for each in members):
            raise RefusedError(finding("workbook-encrypted", place=Place(file=file)))
        self._members: Mapping[str, ZipInfo] = {self.key(each.filename): each for each in members}
        # Two parts of one name: which of them a program reads is its own choice.
        if len(self._members) < len(members):
            raise self.damaged("names")

    @staticmethod
    def key(name: str) -> str:
        """By what a part is found: in these packages case means nothing."""
        return name.replace("\\", "/").lstrip("/").lower()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all parts, in small letters: in these packages case means nothing."""
        return tuple(self._members)

    def __contains__(self, name: str) -> bool:
        return self.key(name) in self._members

    def damaged(self, reason: str) -> RefusedError:
        """What is raised where the archive or a part of it cannot be read."""
        return RefusedError(finding("workbook-damaged", place=Place(file=self.file), reason=reason))

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part, piece by piece; text in UTF-16 becomes UTF-8, which XML programs write."""
        key = self.key(name)
        pieces = iter([whole]) if (whole := self._small.get(key)) is not None else self._pieces(key)
        first = next(pieces, b"")
        if not first.startswith(UTF_16):
            yield first
            yield from pieces
            return
        decoder = codecs.getincrementaldecoder("utf-16")()
        try:
            yield decoder.decode(first).encode()
            for piece in pieces:
                yield decoder.decode(piece).encode()
            yield decoder.decode(b"", final=True).encode()
        except UnicodeError as error:
            raise self.damaged(name) from error

    def small(self, name: str) -> bytes | None:
        """The whole of a small part, unpacked once; None for any other."""
        key = self.key(name)
        if key not in self._small:
            pieces = self._pieces(key)
            first = next(pieces, b"")
            self._small[key] = first if len(first) <= SMALL and next(pieces, None) is None else None
        return self._small[key]

    def start(self, name: str, size: int) -> bytes:
        """The first bytes of a part."""
        return next(self._pieces(self.key(name)), b"")[:size]

    def _pieces(self, key: str) -> Iterator[bytes]:
        member = self._members.get(key)
        # Others can unpack without measure inside the library.
        if member is None or member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise self.damaged(key)
        if (whole := self._whole(member)) is not None:
            self._unpacked[key] = len(whole)
            self._watch(sum(self._unpacked.values()))
            yield whole
            return
        unpacked = 0
        others = sum(size for name, size in self._unpacked.items() if name != key)
        try:
            with self._zip.open(member) as stream:
                while piece := stream.read(CHUNK):
                    unpacked += len(piece)
                    self._unpacked[key] = max(unpacked, self._unpacked.get(key, 0))
                    self._watch(others + unpacked)
                    yield piece
        except BROKEN as error:
            raise self.damaged(key) from error

    def _whole(self, member: ZipInfo) -> bytes | None:
        """A part that fits into one piece and is sound to the last bit, in a fifth of the time that the library takes;
        None for any other, which the library reads or refuses."""
        if member.file_size > CHUNK or member.compress_size > CHUNK:
            return None
        head = self._data[member.header_offset : member.header_offset + LOCAL.size]
        if len(head) < LOCAL.size:
            return None
        sign, flags, _, name, extra = LOCAL.unpack(head)
        start = member.header_offset + LOCAL.size
        named = self._data[start : start + name]
        if sign != b"PK\3\4" or flags != member.flag_bits or named != member.orig_filename.encode():
            return None
        raw = self._data[start + name + extra : start + name + extra + member.compress_size]
        if member.compress_type == ZIP_DEFLATED:
            stream = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                raw = stream.decompress(raw, CHUNK + 1)
            except zlib.error:
                return None
            if not stream.eof:
                return None
        return raw if len(raw) == member.file_size and zlib.crc32(raw) == member.CRC else None

    def _watch(self, unpacked: int) -> None:
        limits = self.limits
        if unpacked > limits.expanded or (unpacked > limits.dense and unpacked > limits.ratio * self._size):
            largest = min(limits.expanded, max(limits.dense, limits.ratio * self._size))
            raise RefusedError(
                finding("workbook-bomb", place=Place(file=self.file), size=self._size, limit=largest >> 20)
            )


class Progress:
    """An XML part on its way through a parser: what would make it hold much or look at a thing twice is refused."""

    def __init__(self, parser: expat.XMLParserType, archive: Archive, part: str) -> None:
        self.parser, self._archive, self._part = parser, archive, part
        self._fed = 0

    def feed(self, chunk: bytes, *, final: bool = False) -> None:
        """Parse a piece. Raises RefusedError where it is not well-formed or a tag is longer than the limit."""
        try:
            self.parser.Parse(chunk, final)
        except expat.ExpatError as error:
            raise self._archive.damaged(f"{self._part}, {error}") from error
        self._fed += len(chunk)
        # The parser begins an unfinished tag again with every piece: a tag of 100 MB would take hours.
        if self._fed - self.parser.CurrentByteIndex > self._archive.limits.token:
            raise self._archive.damaged(self._part)


def xml_parser(archive: Archive, part: str) -> Progress:
    """A parser without handlers that refuses document types and with them every entity."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise RefusedError(finding("workbook-doctype", place=Place(file=archive.file), part=part))

    parser.StartDoctypeDeclHandler = refuse
    return Progress(parser, archive, part)
