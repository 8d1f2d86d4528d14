"""A text file of one byte for a letter: which table of characters it was written in, told by all of its words."""

import re
import unicodedata
from typing import Final, Literal, NamedTuple

from diaban.basis.mojibake import SEPARATORS, is_readable, shown_in
from diaban.intake.legacy_font import FONTS

__all__ = ["Letters", "letters_of", "lost_words"]

Table = Literal["windows-1258", "tcvn3", "vni"]
WORDS: Final = 200_000
FEW: Final = 12
ODD: Final = 50
"""Of more than a few words one may be none, and one in so many: the name of a place that is spelt like no other."""
# What stands for a letter that a table does not have; one at the end of a word may end a question.
LOST: Final = re.compile(r"\w*\?+[^\W\d_]\w*")
MARKED: Final = re.compile(r"\w*[^\W\d_\x00-\x7f]\w*")


class Letters(NamedTuple):
    """A text, its table, and the font that would show its cells; None where the text reads as it stands."""

    text: str
    table: Table
    font: str | None


def letters_of(data: bytes) -> Letters | None:
    """What the bytes say in the one table in which nearly every word with marks is Vietnamese; None where there is no
    such table, or two.

    Windows-1258 writes most tones behind their letters, ABC fonts write đ, ê, ô, ơ and à as signs, VNI puts the marks
    behind the vowel: what is a word in one of them is none in the other two, but for a few short ones.
    """
    read = []
    try:
        text = unicodedata.normalize("NFC", data.decode("cp1258"))
        if _reads(_words(text)):
            read.append(Letters(text, "windows-1258", None))
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return read[0] if read else None
    words = _words(text)
    tables: tuple[Literal["tcvn3", "vni"], ...] = ("tcvn3", "vni")
    shown = {table: {word: shown_in(word, table) for word in words} for table in tables}
    read += [Letters(text, table, FONTS[table]) for table in tables if _reads(shown[table])]
    return read[0] if len(read) == 1 else None


def lost_words(text: str) -> list[str]:
    """Words with question marks for letters, if they are so many that the file was saved in a table without them."""
    lost = list(dict.fromkeys(match[0] for match in LOST.finditer(text[:WORDS])))
    marked = {match[0] for match in MARKED.finditer(text[:WORDS])}
    return lost if len(lost) >= 3 and 3 * len(lost) >= len(marked) else []


def _words(text: str) -> dict[str, str | None]:
    return {word: word for word in SEPARATORS.split(text) if not word.isascii()}


def _reads(words: dict[str, str | None]) -> bool:
    odd = sum(not _is_word(word) for word in words.values())
    return 0 < len(words) < WORDS and odd <= max(len(words) >= FEW, len(words) // ODD)


def _is_word(word: str | None) -> bool:
    return word is not None and (word.isascii() or is_readable(word))
