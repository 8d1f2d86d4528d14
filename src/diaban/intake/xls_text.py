"""Records of an .xls workbook and the texts in them, [MS-XLS] 2.5.293, 2.5.294: a byte or two for a letter."""

import struct
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

__all__ = ["CONTINUE", "EOF", "CutError", "Text", "Texts", "long_text", "records", "short_text"]

CONTINUE: Final = 0x003C
EOF: Final = 0x000A
WIDE: Final = 0x01
PHONETIC: Final = 0x04
RICH: Final = 0x08


class CutError(Exception):
    """A text or a record goes on behind the end of what there is."""


class Text(NamedTuple):
    """A text, and from which letters on it has which font (by number)."""

    said: str
    fonts: tuple[tuple[int, int], ...] = ()


def records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Records from a place on, each with its kind. Raises CutError where one goes on behind the end of the stream."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        if at + length > len(stream):
            raise CutError
        yield kind, stream[at : at + length]
        at += length


def short_text(data: bytes, at: int) -> str:
    """A text of at most 255 letters. Raises CutError."""
    return Texts([data[at:]]).letters(data[at], skip=1) if at < len(data) else ""


def long_text(data: Sequence[bytes], at: int = 0) -> str:
    """A text that may go on in the records that follow. Raises CutError."""
    texts = Texts([data[0][at:], *data[1:]])
    return texts.letters(texts.number("<H"))


class Texts:
    """Texts one behind the other in a record and its continuations."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces, self._piece, self._at = pieces, 0, 0

    @property
    def ended(self) -> bool:
        """Whether nothing is left."""
        while self._piece < len(self._pieces) and self._at >= len(self._pieces[self._piece]):
            self._piece, self._at = self._piece + 1, 0
        return self._piece >= len(self._pieces)

    def number(self, layout: str) -> int:
        """The next number."""
        value: int = struct.unpack(layout, self.bytes(struct.calcsize(layout)))[0]
        return value

    def bytes(self, count: int) -> bytes:
        """The next bytes, wherever they are."""
        taken = []
        while count > 0:
            if self.ended:
                raise CutError
            piece = self._pieces[self._piece][self._at : self._at + count]
            taken.append(piece)
            self._at += len(piece)
            count -= len(piece)
        return b"".join(taken)

    def letters(self, count: int, *, skip: int = 0) -> str:
        """A text without fonts whose number of letters is known; its flags come first."""
        self.bytes(skip)
        return self._letters(count, self.number("<B") & WIDE)

    def _letters(self, count: int, wide: int) -> str:
        taken = []
        while count > 0:
            if self.ended:
                raise CutError
            piece = self._pieces[self._piece]
            room = min(count, (len(piece) - self._at) >> wide)
            end = self._at + (room << wide)
            taken.append(piece[self._at : end].decode("utf-16-le" if wide else "latin-1", "replace"))
            self._at = end
            count -= room
            if count > 0:
                # What goes on in the next record says anew how its letters are kept.
                self._piece, self._at = self._piece + 1, 0
                if self.ended:
                    raise CutError
                wide = self.number("<B") & WIDE
        return "".join(taken)

    def text(self) -> Text:
        """The next text with its fonts; what says how it is pronounced is passed over."""
        count, flags = self.number("<H"), self.number("<B")
        runs = self.number("<H") if flags & RICH else 0
        more = self.number("<I") if flags & PHONETIC else 0
        said = self._letters(count, flags & WIDE)
        fonts = tuple(struct.iter_unpack("<HH", self.bytes(4 * runs))) if runs else ()
        self.bytes(more)
        return Text(said, fonts)
