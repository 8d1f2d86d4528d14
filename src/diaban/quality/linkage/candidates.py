"""Which pairs are worth a look: forms that share a key of a few passes, each key narrow enough to stay linear."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaban.quality.linkage.columns import Columns, distinct, mixed

__all__ = ["LARGEST", "Candidates", "candidates", "chosen"]

Ints = NDArray[np.int64]
Parts = tuple[NDArray[np.integer], ...]
HANDS: Final = 2
"""Passes at a time: sorting lets go of the interpreter."""
LARGEST: Final = 60
"""A block of more forms than this says nothing by itself (01-01 in a commune): it is dropped and counted."""


WITHOUT_BIRTH: Final = frozenset(("name+commune", "name+registration", "name+province"))
"""Passes for forms that say no year of birth: of their pairs those where one side says none are kept."""
NARROW: Final[Mapping[str, int]] = {"name+year": 6, "name": 3, "name+province": 30}
"""Passes whose keys grow with the country: only what is rare in the batch makes a block of theirs, the largest size."""
BY_NUMBER: Final = ("number", "old-number", "number-end+given")


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of rows, ``a < b``, each once; ``found``: pairs by pass; ``dropped``: forms in blocks too large.

    ``blind``: pairs that a pass found which does not look at the number.
    """

    a: Ints
    b: Ints
    blind: NDArray[np.bool_]
    found: dict[str, int]
    dropped: dict[str, int]

    def __len__(self) -> int:
        return len(self.a)


def candidates(columns: Columns) -> Candidates:
    """All passes, those that look at the number last."""
    found: dict[str, int] = {}
    dropped: dict[str, int] = {}
    pairs = blind = np.empty(0, dtype=np.int64)
    unknown = (columns.year == 0) & (columns.number_year == 0)

    def passed(one: tuple[str, Parts]) -> tuple[str, Ints, int]:
        name, parts = one
        asked = unknown if name in WITHOUT_BIRTH else None
        codes, large = _pairs(mixed(*parts), NARROW.get(name, LARGEST), asked)
        if asked is not None:
            codes = codes[unknown[codes >> 32] | unknown[codes & 0xFFFFFFFF]]
        return name, codes, large

    with ThreadPoolExecutor(HANDS) as hands:
        for name, codes, large in hands.map(passed, _keys(columns)):
            if name == BY_NUMBER[0]:
                pairs = blind = distinct(pairs)
            if name not in NARROW:
                dropped[name] = large
            found[name] = len(codes)
            pairs = np.concatenate((pairs, codes))
            if len(pairs) > 4 * len(columns) + 1_000_000:
                pairs = distinct(pairs)
    pairs = distinct(pairs)
    seen = np.zeros(len(pairs), dtype=bool)
    seen[np.searchsorted(pairs, blind)] = True
    return Candidates(pairs >> 32, pairs & 0xFFFFFFFF, seen, found, dropped)


def chosen(columns: Columns, pairs: Ints) -> Candidates:
    """Pairs (``a << 32 | b``) that somebody else found, each once."""
    pairs = distinct(pairs)
    a, b = pairs >> 32, pairs & 0xFFFFFFFF
    blind = np.zeros(len(pairs), dtype=bool)
    for name, parts in _keys(columns):
        if name not in BY_NUMBER:
            key = mixed(*parts)
            blind |= (key[a] == key[b]) & (key[a] >= 0)
    return Candidates(a, b, blind, {}, {})


def _keys(c: Columns) -> Iterator[tuple[str, Parts]]:
    year = np.where(c.year > 0, c.year, c.number_year)
    exact = (c.day > 0) & (c.month > 0) & (c.year > 0)
    date = np.where(exact, year * 512 + c.month * 32 + c.day, 0).astype(np.int64)
    low, high = np.minimum(c.day, c.month), np.maximum(c.day, c.month)
    turned = np.where(exact, year * 2048 + low * 64 + high, 0).astype(np.int64)
    first = (c.day == 1) & (c.month == 1)
    in_year = np.where(exact & ~first, c.month * 32 + c.day, 0).astype(np.int64)
    yield "given+birth+province", (c.given, date, c.province)
    yield "given+birth+registration", (c.given, date, c.registration)
    yield "birth+commune", (np.where(first, 0, date), c.commune)
    ends = mixed(c.family, c.given)
    yield "ends+birth", (ends, turned)
    yield "ends+year+commune", (ends, year, c.commune)
    yield "ends+year+registration", (ends, year, c.registration)
    yield "name+commune", (c.bag, c.commune)
    yield "name+registration", (c.bag, c.registration)
    yield "name+day+province", (c.name, in_year, c.province)
    yield "name+father", (c.name, c.father)
    yield "name+mother", (c.name, c.mother)
    yield "parents+given", (c.father, c.mother, c.given)
    yield "parents+year", (c.father, c.mother, year)
    yield "household+given", (c.household, c.given)
    yield "household+year", (c.household, year, c.sex)
    yield "phone+sex", (c.phone, c.sex)
    yield "name+spouse", (c.name, c.spouse)
    yield "name+year", (c.bag, year)
    yield "name+province", (c.bag, c.province)
    yield "name", (c.bag,)
    yield from zip(BY_NUMBER, _by_number(c), strict=True)


def _by_number(c: Columns) -> Iterator[Parts]:
    yield (c.number + 1,)
    yield (c.old + 1,)
    yield (
        np.where(c.number >= 0, c.number % 1_000_000 + 1, 0),
        c.given,
    )


def _pairs(key: Ints, largest: int, asked: NDArray[np.bool_] | None) -> tuple[Ints, int]:
    """Every two rows of one key, as ``a << 32 | b``, of blocks that hold a row that is asked for; how many rows
    stood in blocks that were dropped."""
    rows = np.flatnonzero(key >= 0)
    # The row in place of the key's last bits: whole numbers are sorted four times as fast as places of numbers. What
    # is left of the key tells keys apart but for one in billions, which is looked at again below.
    below = (1 << len(key).bit_length()) - 1
    packed = np.sort(key[rows] & ~below | rows)
    order = packed & below
    starts = np.flatnonzero(np.append(True, (packed[1:] ^ packed[:-1]) > below)) if len(order) else order
    sizes = np.diff(np.append(starts, len(order)))
    kept = sizes > 1
    if asked is not None and len(order):
        kept &= np.add.reduceat(asked[order], starts, dtype=np.int64) > 0
    starts, sizes = starts[kept], sizes[kept]
    dropped = int(sizes[sizes > largest].sum())
    parts = [np.empty(0, np.int64)]
    for size in distinct(sizes[sizes <= largest]).tolist():
        at = starts[sizes == size]
        # Rows of one key stand in their order.
        left, right = np.triu_indices(size, 1)
        parts.append((order[at[:, None] + left] << 32 | order[at[:, None] + right]).ravel())
    pairs = np.concatenate(parts)
    return pairs[key[pairs >> 32] == key[pairs & 0xFFFFFFFF]], dropped
