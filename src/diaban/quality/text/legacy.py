"""Names written in fonts of old tables (TCVN3, VNI) or read with the wrong one: undone, record by record."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Literal

from diaban.basis.mojibake import SEPARATORS, TCVN3, VNI_PAIRS, VNI_SINGLES, diagnose, is_readable, shown_in
from diaban.quality.text.spelling import is_regular
from diaban.quality.text.syllable import is_syllable
from diaban.quality.text.telex import from_telex, is_telex_proof

__all__ = ["Table", "decoded", "encoded", "table_of"]

Table = Literal["tcvn3", "vni", "utf8-as-cp1252", "telex"]
KEPT: Final = 65_536
LOOKED_AT: Final = 12
"""Words with marks of a record by which the two old tables are held against each other."""
OLD: Final[tuple[Literal["tcvn3", "vni"], ...]] = ("tcvn3", "vni")


def table_of(texts: Iterable[str]) -> Table | None:
    """The table that the texts of one record were written in; None where nothing proves one.

    One proven token decides: the others of the record are then read the same way, even where each could stand as it is
    (``Hè`` is Hố in TCVN3). Of the two old tables the one that leaves fewer words unread is taken.
    """
    tokens = [token for text in texts for token in text.split(" ")]
    telex = False
    for token in tokens:
        found = None if is_regular(token) else _proof(token)
        if found == "utf8-as-cp1252":
            return found
        if found in OLD:
            marked = [token for token in tokens if not token.isascii()][:LOOKED_AT]
            scores = {table: sum(_is_unread(token, table) for token in marked) for table in OLD}
            # Where both leave as many unread, the one that was proven.
            return min(OLD, key=lambda table: (scores[table], table != found))
        telex = telex or found == "telex"
    return "telex" if telex else None


@lru_cache(maxsize=KEPT)
def _proof(token: str) -> Table | None:
    if not token.isascii() and (found := diagnose(token)) is not None and found.kind != "replacement":
        return found.kind
    return "telex" if is_telex_proof(token) else None


@lru_cache(maxsize=KEPT)
def _is_unread(token: str, table: Literal["tcvn3", "vni"]) -> bool:
    """Whether a token holds a word with marks that is no syllable when read by a table."""
    read = _shown(token, table)
    words = SEPARATORS.split(token if read is None else read)
    return read is None or not all(is_syllable(word.lower()) for word in words if word and not word.isascii())


@lru_cache(maxsize=KEPT)
def decoded(text: str, table: Table | None) -> str:
    """What a text of a record in this table says, NFC; a word that the table cannot have written stays as it is."""
    if table is None or (text.isascii() and table != "telex"):
        return unicodedata.normalize("NFC", text)
    if table == "utf8-as-cp1252":
        found = diagnose(text)
        meant = found.repaired if found is not None and found.kind == table else None
        return unicodedata.normalize("NFC", text if meant is None else meant)
    tokens = text.split(" ")
    if table == "telex":
        return " ".join(from_telex(token) or token for token in tokens)
    read = [_shown(token, table) for token in tokens]
    if None in read or SIGN_OF_UNICODE in text.lower():
        return unicodedata.normalize("NFC", text)
    if all(map(_reads, tokens)) and not all(_reads(one) for one in read if one):
        # It stands as it is and would not then: this text of the record was typed as Unicode.
        return unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", " ".join(one or "" for one in read))


SIGN_OF_UNICODE: Final = "xã "
"""Reads as *xó* in TCVN3, where the word would be *x·*; no other word of places can be taken for one."""


@lru_cache(maxsize=KEPT)
def _shown(token: str, table: Literal["tcvn3", "vni"]) -> str | None:
    """As :func:`diaban.basis.mojibake.shown_in`, remembered."""
    return shown_in(token, table)


@lru_cache(maxsize=KEPT)
def _reads(token: str) -> bool:
    return all(is_readable(word) for word in SEPARATORS.split(token) if word and not word.isascii())


TO_TCVN3: Final = {letter: code for code, letter in TCVN3.items()}
TO_VNI: Final = {whole: pair for pair, whole in VNI_PAIRS.items()} | {
    whole: code for code, whole in VNI_SINGLES.items()
}


def encoded(text: str, table: Literal["tcvn3", "vni", "utf8-as-cp1252"]) -> str:
    """A text as it looks when written in an old table, or as UTF-8 read as Windows-1252.

    ABC fonts have no capitals with a tone: the code of the small letter is written, and the font shows it large.
    """
    text = unicodedata.normalize("NFC", text)
    if table == "utf8-as-cp1252":
        return "".join(_as_cp1252(byte) for byte in text.encode())
    codes = TO_TCVN3 if table == "tcvn3" else TO_VNI
    written = []
    for char in text:
        code = codes.get(char)
        if code is None and (small := codes.get(char.lower())) is not None:
            code = small.upper() if table == "vni" else small
        written.append(char if code is None else code)
    return "".join(written)


def _as_cp1252(byte: int) -> str:
    return bytes([byte]).decode("cp1252") if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else chr(byte)
