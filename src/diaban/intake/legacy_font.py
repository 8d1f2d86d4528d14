"""Cells written in a font of an old table of characters (TCVN3, VNI): what it shows for what the file holds."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from diaban.basis.mojibake import SEPARATORS, VIETNAMESE, Kind, diagnose, is_readable, shown_in
from diaban.intake.csv_text import trimmed

__all__ = ["FONTS", "Said", "is_legacy", "is_sound", "said", "said_in_runs"]

KEPT: Final = 8_192
ABC: Final = ".vn"
VNI: Final = "vni-"
FONTS: Final[dict[Kind | None, str]] = {"tcvn3": ".VnTime", "vni": "VNI-Times"}
"""A font of each old table."""
CAPITALS: Final = "h"
"""Ends the name of an ABC font that shows small letters as capitals: .VnTimeH."""

# A text of these letters alone was read with the right table, if each of its words with marks is one.
LETTERS: Final = re.compile(f"[ -~{''.join(sorted(VIETNAMESE))}–…“”]*")


class Said(NamedTuple):
    """A text as its writer meant it: trimmed, NFC. ``kind``: what was undone; ``lost``: letters that cannot be."""

    text: str
    kind: Kind | None = None
    lost: bool = False


@lru_cache(maxsize=256)
def table_of(font: str) -> Literal["tcvn3", "vni"] | None:
    """The table of characters that a font of this name shows; None for those of Unicode."""
    name = font.strip().lower()
    if name.startswith(ABC):
        return "tcvn3"
    return "vni" if name.startswith(VNI) else None


def is_legacy(font: str) -> bool:
    """Whether a font of this name shows other letters than those that the file holds."""
    return table_of(font) is not None


@lru_cache(maxsize=KEPT)
def said(text: str, font: str | None = None) -> Said:
    """What the writer of a cell meant: by the font of the cell, then by the letters alone.

    A text with letters that the old table does not have was typed as Unicode, whatever its font. By letters: see
    :func:`diaban.basis.mojibake.diagnose`, which leaves alone what can be read as it stands.
    """
    if is_sound(text, font):
        return Said(text.strip())
    table = None if font is None else table_of(font)
    if table is not None and (shown := shown_in(text, table)) is not None:
        capitals = table == "tcvn3" and font is not None and font.strip().lower().endswith(CAPITALS)
        whole = trimmed(shown.upper() if capitals else shown)
        return Said(whole, table if whole != trimmed(text) else None)
    whole = trimmed(text)
    found = diagnose(whole)
    if found is None:
        return Said(whole)
    return Said(whole, None, lost=True) if found.repaired is None else Said(trimmed(found.repaired), found.kind)


def is_sound(text: str, font: str | None) -> bool:
    """Whether a text reads as it stands: a quick look, which says no where only a closer one can tell.

    Its font is of Unicode, every letter is one of ours, and every word with marks is one.
    """
    if (font is not None and is_legacy(font)) or "?" in text:
        return False
    if text.isascii():
        return True
    if LETTERS.fullmatch(text) is None:
        return False
    return all(word.isascii() or is_readable(word) for word in SEPARATORS.split(text))


def said_in_runs(runs: Iterable[tuple[str, str | None]], font: str | None) -> str:
    """A text whose parts have fonts of their own (None: ``font``), each read in its own, with the spaces between."""
    return "".join([_kept(piece, own or font) for piece, own in runs])


def _kept(piece: str, font: str | None) -> str:
    bare = piece.strip()
    return piece.replace(bare, said(bare, font).text) if bare else piece
