"""A text of an old font in a file that names no font: where it could be read as it stands, the cells around it tell.

``Hè Nai`` may be a name, or Hố Nai in TCVN3; ``Cöu An`` is Cửu An in TCVN3 and Cưu An in VNI. One cell cannot tell. The
others of its column can, or of its whole table where nothing in that is surely Unicode. What is still two things after
that is told, and nothing is guessed.
"""

from collections.abc import Collection, Mapping
from typing import Final

from diaban.basis.finding import Finding, finding
from diaban.basis.mojibake import VIETNAMESE, Kind, shown_in
from diaban.intake.csv_cell import shown
from diaban.intake.legacy_font import is_sound

__all__ = ["TABLES", "is_modern", "is_two", "read_among"]

TABLES: Final[Mapping[Kind, str]] = {"tcvn3": "TCVN3", "vni": "VNI"}
MODERN: Final = frozenset(letter for letter in VIETNAMESE if letter > "\xff")
"""Letters that no font of an old table is written with."""


def is_modern(text: str) -> bool:
    """Whether a text was surely typed as Unicode."""
    return not MODERN.isdisjoint(text)


def is_two(text: str) -> bool:
    """Whether a text is Vietnamese in both old tables, and not the same."""
    said = {shown_in(text, "tcvn3"), shown_in(text, "vni")}
    return len(said) == 2 and all(one is not None and is_sound(one, None) for one in said)


def read_among(text: str, own: Collection[Kind], around: Collection[Kind], *, modern: bool) -> str | Finding | None:
    """What a text says that was not read by its letters alone; None: what stands there.

    ``own``, ``around``: the old tables of other cells of its column, of its whole table; ``modern``: whether something
    in that was surely typed as Unicode. Findings ``cell-letters-two`` (it can be read in two ways, and nothing around
    it tells which), ``cell-letters-unread`` (as it stands it is no Vietnamese, nor surely in another table).
    """
    if text.isascii() or is_modern(text):
        return None
    read = (shown_in(text, table) for table in ("tcvn3", "vni") if table in (own or around or TABLES))
    said = list(dict.fromkeys(one for one in read if one is not None and one != text))
    sound = [one for one in said if is_sound(one, None)]
    stands = is_sound(text, None)
    if stands and (not sound or (modern and not own)):
        return None
    if len(sound) == 1 and not (stands and modern):
        return sound[0]
    if sound:
        return finding("cell-letters-two", found=shown(text), likely=[shown(one) for one in sound])
    return finding("cell-letters-unread", found=shown(text), likely=[shown(one) for one in said] or "—")
