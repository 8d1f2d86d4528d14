"""What somebody typed, read as a unit's name with its type and the units above it.

Reports write places in many ways: "xã Mỹ Thanh, huyện Bạch Thông, tỉnh Bắc Kạn", "P. 2, Q. Tân Bình, TP.HCM",
"my thanh bach thong bac kan". One text may be read in several ways ("Quan Sơn" is a name, "quan Sơn" could be
"quận Sơn"): all readings are kept, the most literal first, and the atlas decides which of them exist.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations
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
    r"(?P<word>t[ỉi]nh|th[àa]nh\s+ph[ốo]|th[ủu]\s+[đdð][ôo]|huy[ệe]n|qu[ậa]n|th[ịi]\s+x[ãa]|th[ịi]\s+tr[ấa]n|ph[ườuo]{1,3}ng|x[ãa]"
    r"|[đdð][ặa]c\s+khu|th[ôo]n|b[ảa]n|x[óo]m|t[ổo]\s+d[âa]n\s+ph[ốo])(?=[\s.:])[\s.:]+"
    r"|(?P<short>tp|tx|tt|[đdð]k|t\.\s?p|t\.\s?x|t\.\s?t|[đdð]\.\s?k|[thqxp])(?:\s*\.\s*|\s+|(?=\d))",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*[,;/()\[\]|>→]\s*")
# A dash stands in names (Bà Rịa – Vũng Tàu) before it stands between them: it parts names only in loose readings.
_DASH = re.compile(r"\s*[-–—]\s*")
_INNER = re.compile(
    r"\s+(?:thuộc|thuoc)(?=\s)|\s+(?=(?:tỉnh|tinh|thành\s+phố|thanh\s+pho|huyện|huyen|quận|quan|thị\s+xã|thi\s+xa|thị\s+trấn|thi\s+tran|xã|xa"
    r"|phường|phuong|[đdð][ặa]c\s+khu)\s|(?:tp|tx|tt|[đdð]k)[.\s]|[thqxp]\.|[qp][\d\s])",
    re.IGNORECASE,
)
MOST_CUTS: Final = 4
MOST_PIECES: Final = 6
MOST_WORDS: Final = 24
"""Bounds on how a text is taken apart: more than any name with its ancestors has, so that no text costs seconds."""


@dataclass(frozen=True, slots=True)
class Part:
    """A name and the type written with it, if any; not literal when a numeral was read: Phường IV as phường 4."""

    name: str
    type: UnitType | None
    literal: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text: the unit meant, and units above it, the nearest first."""

    unit: Part
    above: tuple[Part, ...]


def readings(text: str) -> tuple[Reading, ...]:
    """Ways to read ``text``, the most literal first; none for a text without a letter or digit."""
    return tuple(_read(_ways(_SEPARATOR.split(_clean(text)))))


def loose_readings(text: str) -> tuple[Reading, ...]:
    """Ways to read a text that names its units with a dash or nothing between them: "my thanh bac kan"."""
    clean = _clean(text)
    words = clean.split()
    found: dict[Reading, None] = {}
    if not fold(clean):
        return ()
    if _DASH.search(clean):
        found = _read(_ways(piece for part in _SEPARATOR.split(clean) for piece in _DASH.split(part)))
    if len(words) > MOST_WORDS:
        return tuple(found)
    for cut in range(len(words) - 1, 0, -1):
        heads, tail = _parts(" ".join(words[:cut])), words[cut:]
        tails: list[tuple[Part, ...]] = [(part,) for part in _parts(" ".join(tail))]
        for again in range(len(tail) - 1, 0, -1):
            near, far = _parts(" ".join(tail[:again])), _parts(" ".join(tail[again:]))
            tails += [(one, other) for one in near for other in far]
        for head in heads:
            for above in tails:
                found.setdefault(Reading(head, above))
    return tuple(found)


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _ways(split: Iterable[str]) -> Iterator[list[str]]:
    """The pieces from the bottom up; cut or not cut at each type word inside one; then from the top down."""
    outer = [piece for piece in split if fold(piece)]
    if len(outer) > MOST_PIECES:
        outer = [" ".join(outer)]
    if not outer:
        return
    cuts = [(index, match.span()) for index, piece in enumerate(outer) for match in _INNER.finditer(piece)]
    if len(cuts) > MOST_CUTS:
        cuts = []
    ways = []
    for chosen in chain.from_iterable(combinations(cuts, size) for size in range(len(cuts) + 1)):
        pieces: list[str] = []
        for index, piece in enumerate(outer):
            start = 0
            for _, (stop, after) in (cut for cut in chosen if cut[0] == index):
                pieces.append(piece[start:stop].strip())
                start = after
            pieces.append(piece[start:].strip())
        pieces = [piece for piece in pieces if fold(piece)]
        if len(pieces) <= MOST_PIECES:
            ways.append(pieces)
    yield from ways
    # Forms and databases also write from the top down: "tỉnh Bắc Kạn, huyện Bạch Thông, xã Mỹ Thanh".
    yield from (list(reversed(way)) for way in ways if len(way) > 1)


def _read(ways: Iterable[list[str]]) -> dict[Reading, None]:
    found: dict[Reading, None] = {}
    for pieces in ways:
        rests: list[tuple[Part, ...]] = [()]
        for piece in pieces[1:]:
            rests = [(*rest, part) for rest in rests for part in _parts(piece)][:8]
        for head in _parts(pieces[0]):
            for rest in rests:
                found.setdefault(Reading(head, rest))
    return found


def _parts(piece: str) -> list[Part]:
    """A piece as a bare name, and as a type followed by a name."""
    ways = [Part(piece, None)]
    match = _TYPE.match(piece)
    if match is not None and fold(piece[match.end() :]):
        written = match["word"] or match["short"]
        kind = FOLDED.get(fold(written).replace(" ", ""))
        if kind is not None:
            name = piece[match.end() :]
            ways.append(Part(name, kind))
            # A numeral alone is a name; behind its type it is a number.
            number = fold(f"{kind} {name}").removeprefix(fold(kind) + " ")
            if number.isdigit() and number != fold(name):
                ways.append(Part(number, kind, literal=False))
    return ways
