"""What somebody typed, read as a unit's name with its type and the units above it.

Reports write places in many ways: "xã Mỹ Thanh, huyện Bạch Thông, tỉnh Bắc Kạn", "P. 2, Q. Tân Bình, TP.HCM",
"my thanh bach thong bac kan". One text may be read in several ways ("Quan Sơn" is a name, "quan Sơn" could be
"quận Sơn"): all readings are kept, the most literal first, and the atlas decides which of them exist.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from diaban.basis.names import fold
from diaban.units.unit import TYPES_BY_LEVEL, Level, UnitType

__all__ = ["Part", "Reading", "loose_readings", "readings"]

WRITTEN: Final[dict[str, UnitType]] = {
    **{kind.value: kind for level in Level for kind in TYPES_BY_LEVEL[level]},
    "t.p": UnitType.THANH_PHO,
    "tp": UnitType.THANH_PHO,
    "t.x": UnitType.THI_XA,
    "tx": UnitType.THI_XA,
    "t.t": UnitType.THI_TRAN,
    "tt": UnitType.THI_TRAN,
    "đ.k": UnitType.DAC_KHU,
    "đk": UnitType.DAC_KHU,
    "t": UnitType.TINH,
    "h": UnitType.HUYEN,
    "q": UnitType.QUAN,
    "x": UnitType.XA,
    "p": UnitType.PHUONG,
    "thủ đô": UnitType.THANH_PHO,
}
"""Type words and their abbreviations as written in reports. Marks may be missing."""

FOLDED: Final = {fold(word).replace(" ", ""): kind for word, kind in WRITTEN.items()}
_TYPE = re.compile(
    r"(?P<word>t[ỉi]nh|th[àa]nh\s+ph[ốo]|th[ủu]\s+[đd][ôo]|huy[ệe]n|qu[ậa]n|th[ịi]\s+x[ãa]|th[ịi]\s+tr[ấa]n|ph[ườuo]{1,3}ng|x[ãa]"
    r"|[đd][ặa]c\s+khu|th[ôo]n|b[ảa]n|x[óo]m|t[ổo]\s+d[âa]n\s+ph[ốo])(?=[\s.:])[\s.:]+"
    r"|(?P<short>tp|tx|tt|[đd]k|t\.\s?p|t\.\s?x|t\.\s?t|[đd]\.\s?k|[thqxp])(?:\s*\.\s*|\s+|(?=\d))",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*[,;/()\[\]|>→]\s*|\s+(?:thuộc|thuoc)\s+|\s+[–—]\s+", re.IGNORECASE)
_INNER = re.compile(
    r"\s+(?=(?:tỉnh|thành\s+phố|huyện|quận|thị\s+xã|tinh\s|thanh\s+pho\s|huyen\s|quan\s|thi\s+xa\s|tp\.?\s|tx\.?\s|[hqt]\.))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A name and the type written with it, if any."""

    name: str
    type: UnitType | None


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text: the unit meant, and units above it, the nearest first."""

    unit: Part
    above: tuple[Part, ...]


def readings(text: str) -> tuple[Reading, ...]:
    """Ways to read ``text``, the most literal first; none for a text without a letter or digit."""
    clean = " ".join(unicodedata.normalize("NFC", text).split())
    found: dict[Reading, None] = {}
    for pieces in _pieces(clean):
        heads = _parts(pieces[0])
        rests: list[tuple[Part, ...]] = [()]
        for piece in pieces[1:]:
            rests = [(*rest, part) for rest in rests for part in _parts(piece)][:8]
        for head in heads:
            for rest in rests:
                found.setdefault(Reading(head, rest))
    return tuple(found)


def loose_readings(text: str) -> tuple[Reading, ...]:
    """Ways to read a text that names its units one after the other with nothing between: "my thanh bac kan"."""
    words = unicodedata.normalize("NFC", text).split()
    found: dict[Reading, None] = {}
    for cut in range(len(words) - 1, 0, -1):
        for head in _parts(" ".join(words[:cut])):
            tail = words[cut:]
            found.setdefault(Reading(head, (Part(" ".join(tail), None),)))
            for again in range(len(tail) - 1, 0, -1):
                found.setdefault(
                    Reading(head, (Part(" ".join(tail[:again]), None), Part(" ".join(tail[again:]), None)))
                )
    return tuple(found)


def _pieces(text: str) -> list[list[str]]:
    outer = [piece for piece in _SEPARATOR.split(text) if fold(piece)]
    if not outer:
        return []
    ways = [outer]
    inner = [part for piece in outer for part in _INNER.split(piece) if fold(part)]
    if inner != outer:
        ways.append(inner)
    # Forms and databases also write from the top down: "tỉnh Bắc Kạn, huyện Bạch Thông, xã Mỹ Thanh".
    ways.extend(list(reversed(way)) for way in list(ways) if len(way) > 1)
    return ways


def _parts(piece: str) -> list[Part]:
    """A piece as a bare name, and as a type followed by a name."""
    ways = [Part(piece, None)]
    match = _TYPE.match(piece)
    if match is not None and fold(piece[match.end() :]):
        written = match["word"] or match["short"]
        kind = FOLDED.get(fold(written).replace(" ", ""))
        if kind is not None:
            ways.append(Part(piece[match.end() :], kind))
    return ways
